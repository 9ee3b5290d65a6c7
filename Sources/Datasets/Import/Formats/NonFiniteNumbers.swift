/// The words `NaN`, `Infinity` and `-Infinity`, which Python and older QuPath write into JSON, where no number is one.
enum NonFiniteNumbers {
  private static let words = ["NaN", "Infinity", "-Infinity"].map { Array($0.utf8) }
  private static let firsts = Set(words.map { $0[0] })

  /// The bytes with these words replaced; texts in quotes stay as they are.
  /// - Parameter keepsPlaces: puts a zero and spaces, so that every other byte keeps its place; else `null`.
  /// - Returns: nil where there is no such word.
  static func replaced(in bytes: [UInt8], keepsPlaces: Bool) -> [UInt8]? {
    var result: [UInt8] = []
    var (place, copied, isText) = (0, 0, false)
    while place < bytes.count {
      let byte = bytes[place]
      if byte == quote {
        isText.toggle()
      } else if isText {
        if byte == backslash { place += 1 }
      } else if firsts.contains(byte), let word = word(bytes[place...]) {
        result += bytes[copied..<place] + (keepsPlaces ? zero(word.count) : null)
        place += word.count
        copied = place
        continue
      }
      place += 1
    }
    return copied == 0 ? nil : result + bytes[copied...]
  }

  /// The word that the bytes begin with, if it ends where a JSON value may end.
  private static func word(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    guard let word = words.first(where: { bytes.starts(with: $0) }) else { return nil }
    return bytes.dropFirst(word.count).first.map(ends.contains) ?? true ? word : nil
  }

  private static func zero(_ count: Int) -> [UInt8] {
    [UInt8(ascii: "0")] + [UInt8](repeating: UInt8(ascii: " "), count: count - 1)
  }

  private static let null = Array("null".utf8)
  private static let ends = Array(",]} \t\r\n".utf8)
  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")
}
