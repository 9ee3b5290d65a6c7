/// Keys of the outermost object of JSON text: decoders take one of two equal ones without a word.
enum JSONKeys {
  /// The first key that is there twice, as it is written; nil where none is.
  /// - Parameter bytes: what a decoder took for JSON.
  static func doubled(_ bytes: [UInt8]) -> String? {
    bytes.withUnsafeBufferPointer { bytes in
      var seen: Set<String> = []
      var (depth, position) = (0, 0)
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        case UInt8(ascii: "\""):
          let end = endOfText(bytes, from: position + 1)
          if depth == 1, isKey(bytes, after: end) {
            let key = String(decoding: bytes[position + 1..<end], as: UTF8.self)
            if !seen.insert(key).inserted { return key }
          }
          position = end
        default: break
        }
        position += 1
      }
      return nil
    }
  }

  /// The closing quote, or the end of the bytes.
  private static func endOfText(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position, bytes.count)
  }

  private static func isKey(_ bytes: UnsafeBufferPointer<UInt8>, after quote: Int) -> Bool {
    var position = quote + 1
    while position < bytes.count, " \t\r\n".utf8.contains(bytes[position]) { position += 1 }
    return position < bytes.count && bytes[position] == UInt8(ascii: ":")
  }
}
