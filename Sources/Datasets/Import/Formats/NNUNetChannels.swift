import Settings

/// Which channel files of a case become samples.
struct NNUNetChannels {
  private let wanted: [Int]
  let note: String?

  /// Colours of one picture file, as red, green and blue: all are read.
  /// - Throws: `UsageError` if `--channel` asks for one.
  init(inOneFile names: NNUNetChannelNames, _ request: ImportRequest) throws {
    if let choice = request.channel {
      throw UsageError(
        "--channel: found \(choice); the channels (\(names.all.joined(separator: ", "))) are the colours of one "
          + "picture file, which is read whole; leave the flag out")
    }
    (wanted, note) = ([0], nil)
  }

  /// One file a channel: the first, those that `--channel` names, or each.
  /// - Throws: `UsageError` if `--channel` is none of them.
  init(_ names: NNUNetChannelNames, _ request: ImportRequest) throws {
    let (numbers, count) = (names.numbers, names.numbers.count)
    switch request.channel {
    case "each"?:
      wanted = numbers
      note = count > 1 ? "each of \(count) channels is a sample of its own, grouped by case" : nil
    case let choice?:
      wanted = [try names.number(choice, takesEach: true)]
      note = nil
    case nil:
      wanted = [numbers[0]]
      note =
        count > 1
        ? "channel \(names.word(numbers[0])) was taken of \(count) (\(names.all.quoted)); --channel NAME or each" : nil
    }
  }

  /// `0000` and so on, in order.
  var suffixes: [String] { wanted.map(Self.suffix) }

  /// Case -> the files of the wanted channels; a name without a channel number is a case of one channel.
  func cases(_ names: [String], ending: String) -> [(name: String, files: [(channel: String, file: String)])] {
    let wanted = suffixes
    var found: [String: [(String, String)]] = [:]
    for file in names {
      let stem = String(file.dropLast(ending.count))
      let suffix = String(stem.suffix(4))
      let isNumber = suffix.allSatisfy { ("0"..."9").contains($0) }
      let isChannel = stem.count > 5 && stem.dropLast(4).hasSuffix("_") && isNumber
      if !isChannel {
        found[stem, default: []].append(("", file))
      } else if wanted.contains(suffix) {
        found[String(stem.dropLast(5)), default: []].append((suffix, file))
      }
    }
    return found.keys.sorted().map { ($0, found[$0] ?? []) }
  }

  /// The wanted ones of a case's files, which are in the order of the channels.
  func files(of images: [String]) -> [(channel: String, file: String)] {
    wanted.filter { images.indices.contains($0) && !images[$0].isEmpty }.map { (Self.suffix($0), images[$0]) }
  }

  /// `imagesTr/a_0001.nii.gz` of `imagesTr/a.nii.gz`.
  static func file(_ image: String, _ suffix: String) -> String {
    let name = PathName.last(image)
    let key = FileIndex.key(image)
    return "\(image.dropLast(name.count))\(key)_\(suffix)\(name.dropFirst(key.count))"
  }

  static func suffix(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 4 - text.count)) + text
  }
}
