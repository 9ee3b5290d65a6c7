extension FileFindings {
  /// What readers changed, assumed or left out: each sentence once, whatever its numbers, with the count of its files.
  ///
  /// A window or a slope of each file's own would else fill the list, and that one film among many was inverted would
  /// not be told.
  var notes: [Finding] {
    var sentences: [Sentence] = []
    var places: [String: Int] = [:]
    for use in uses {
      var own: Set<Int> = []
      for note in facts(use)?.notes ?? [] {
        let words = Self.withoutNumbers(note)
        let place = places[words] ?? sentences.count
        places[words] = place
        if place == sentences.count { sentences.append(Sentence(text: note, path: use.path)) }
        if own.insert(place).inserted { sentences[place].count += 1 }
        if note != sentences[place].text { sentences[place].hasOtherNumbers = true }
      }
    }
    // Those of most files and those of fewest, which may be the odd ones, in the order in which they were met.
    let byCount = sentences.indices.sorted { (sentences[$1].count, $0) < (sentences[$0].count, $1) }
    guard sentences.count > 2 * Self.mostNotes else { return sentences.map(\.finding) }
    let told = (byCount.prefix(Self.mostNotes) + byCount.suffix(Self.mostNotes)).sorted().map { sentences[$0].finding }
    let rest = "\(sentences.count - told.count) more notes on reading; umedpt inspect tells them file by file"
    return told + [Finding(.note, .reading, at: description.sourcePath, rest)]
  }

  /// Of either kind.
  private static let mostNotes = 10

  private struct Sentence {
    /// As the first file has it.
    let text: String
    let path: String
    /// Files that have it, whatever the numbers.
    var count = 0
    var hasOtherNumbers = false

    var finding: Finding {
      var further: [String] = []
      if count > 1 { further.append("so it is with \(count - 1) more") }
      if hasOtherNumbers { further.append("not all with these numbers") }
      return Finding(
        .note, .reading, at: path, further.isEmpty ? text : "\(text) (\(further.joined(separator: ", ")))")
    }
  }

  /// The words of a sentence: numbers, and lists of them, may be those of one file.
  private static func withoutNumbers(_ note: String) -> String {
    let ofNumbers = Array("0123456789.,-+ ".utf8)
    return String(decoding: note.utf8.filter { !ofNumbers.contains($0) }, as: UTF8.self)
  }
}
