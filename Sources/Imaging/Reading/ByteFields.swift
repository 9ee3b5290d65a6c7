/// Fixed fields of a binary header, in either byte order. Reading past the end is a programming error: check `count`.
struct ByteFields {
  let bytes: [UInt8]
  let isBigEndian: Bool

  func integer<Word: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: Word.Type) -> Int {
    let word = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Word.self) }
    return Int(clamping: isBigEndian ? Word(bigEndian: word) : Word(littleEndian: word))
  }

  func float(_ offset: Int) -> Double {
    Double(Float(bitPattern: UInt32(integer(offset, as: UInt32.self))))
  }

  func double(_ offset: Int) -> Double {
    let word = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    return Double(bitPattern: isBigEndian ? UInt64(bigEndian: word) : UInt64(littleEndian: word))
  }

  /// Text up to the first zero byte.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self) }
}
