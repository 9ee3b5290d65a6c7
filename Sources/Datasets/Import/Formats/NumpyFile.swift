import Foundation

/// An array in NumPy's `.npy` file, read one item of its first axis at a time.
final class NumpyFile {
  let path: String
  /// Lengths of the axes, slowest first.
  let shape: [Int]
  private let type: ElementType
  private let handle: FileHandle
  private let start: UInt64

  private enum ElementType: String {
    case uint8 = "|u1"
    case int8 = "|i1"
    case uint16 = "<u2"
    case int16 = "<i2"
    case uint32 = "<u4"
    case int32 = "<i4"
    case uint64 = "<u8"
    case int64 = "<i8"

    var byteCount: Int {
      switch self {
      case .uint8, .int8: 1
      case .uint16, .int16: 2
      case .uint32, .int32: 4
      case .uint64, .int64: 8
      }
    }
  }

  /// - Throws: `DataError` if the file is no array of whole numbers in C order, or shorter than its shape.
  init(_ path: String) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw DataError(.missingFile, at: path, "the file cannot be opened")
    }
    self.path = path
    self.handle = handle
    let head = [UInt8](try handle.read(upToCount: 12) ?? Data())
    guard head.count == 12, head.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw DataError(.unreadableFile, at: path, "it is no .npy file")
    }
    let isShort = head[6] == 1
    let length = Int(head[8]) | Int(head[9]) << 8 | (isShort ? 0 : Int(head[10]) << 16 | Int(head[11]) << 24)
    let headerStart = isShort ? 10 : 12
    try handle.seek(toOffset: UInt64(headerStart))
    guard length <= 1 << 20, let bytes = try handle.read(upToCount: length), bytes.count == length else {
      throw DataError(.unreadableFile, at: path, "the header of the .npy file is cut off")
    }
    let header = String(decoding: bytes, as: UTF8.self)
    guard let type = Self.value("descr", header).flatMap(ElementType.init(rawValue:)) else {
      throw DataError(
        .unreadableFile, at: path, "the array's type is \(Self.value("descr", header) ?? "not stated")",
        allowed: "whole numbers of 8 to 64 bits, little endian")
    }
    guard header.contains("'fortran_order': False") else {
      throw DataError(
        .unreadableFile, at: path, "the array is in Fortran order", hint: "save it with numpy.ascontiguousarray")
    }
    self.type = type
    shape = try Self.shape(header, path)
    start = UInt64(headerStart + length)
    let need = shape.reduce(type.byteCount, *)
    let size = try handle.seekToEnd()
    guard size >= start + UInt64(need) else {
      throw DataError(.unreadableFile, at: path, "the file has \(size) bytes of \(start + UInt64(need))")
    }
  }

  deinit { try? handle.close() }

  /// The values of one item.
  func item(_ index: Int) throws -> [Int] {
    let count = shape.dropFirst().reduce(1, *)
    let byteCount = count * type.byteCount
    try handle.seek(toOffset: start + UInt64(index) * UInt64(byteCount))
    guard let bytes = try handle.read(upToCount: byteCount), bytes.count == byteCount else {
      throw DataError(.unreadableFile, at: path, "item \(index) is cut off")
    }
    return bytes.withUnsafeBytes { buffer in (0..<count).map { value(buffer, $0 * type.byteCount) } }
  }

  private func value(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    func load<T: FixedWidthInteger>(_: T.Type) -> Int {
      Int(truncatingIfNeeded: T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self)))
    }
    return switch type {
    case .uint8: load(UInt8.self)
    case .int8: load(Int8.self)
    case .uint16: load(UInt16.self)
    case .int16: load(Int16.self)
    case .uint32: load(UInt32.self)
    case .int32: load(Int32.self)
    case .uint64: load(UInt64.self)
    case .int64: load(Int64.self)
    }
  }

  /// `|u1` of `{'descr': '|u1', ...}`.
  private static func value(_ key: String, _ header: String) -> String? {
    guard let range = header.firstRange(of: "'\(key)': '") else { return nil }
    return String(header[range.upperBound...].prefix { $0 != "'" })
  }

  private static func shape(_ header: String, _ path: String) throws -> [Int] {
    let text = header.firstRange(of: "'shape': (").map { header[$0.upperBound...].prefix { $0 != ")" } } ?? ""
    let lengths = text.split(separator: ",").compactMap { Int($0.trimmed) }
    let isSmall = lengths.allSatisfy { (1...1_000_000_000).contains($0) }
    let (_, overflow) = lengths.reduce((8, false)) { product, length in
      let (value, isOver) = product.0.multipliedReportingOverflow(by: length)
      return (value, product.1 || isOver)
    }
    guard !lengths.isEmpty, isSmall, !overflow else {
      throw DataError(.unreadableFile, at: path, "the array's shape is (\(text))")
    }
    return lengths
  }
}
