/// The channels that `dataset.json` names: `{"0": "CT"}`.
struct NNUNetChannelNames {
  /// In order; 0 alone where nothing is named.
  let numbers: [Int]
  private let words: [String: JSONValue]

  init(_ words: [String: JSONValue]) {
    self.words = words
    let all = words.keys.compactMap { Int($0) }.sorted()
    numbers = all.isEmpty ? [0] : all
  }

  func word(_ number: Int) -> String { words[String(number)]?.text ?? String(number) }

  var all: [String] { numbers.map(word) }

  /// The channel that `--channel` names by word, number or file suffix.
  /// - Throws: `UsageError` if it is none of them.
  func number(_ choice: String, takesEach: Bool) throws -> Int {
    let found = numbers.first {
      word($0) == choice || String($0) == choice || NNUNetChannels.suffix($0) == choice
    }
    if let found { return found }
    throw ImportUsage.channel(choice, known: all.joined(separator: ", "), takesEach: takesEach)
  }

  /// What the names say about how the images were made.
  var modality: Modality? {
    let words = words.values.compactMap(\.text).map { $0.lowercased() }
    if words.contains(where: { $0 == "ct" || $0.hasPrefix("ct ") }) { return .ct }
    let sequences = ["mr", "t1", "t2", "flair", "adc", "dwi", "hbv"]
    return words.contains { word in sequences.contains { word.hasPrefix($0) } } ? .mri : nil
  }
}
