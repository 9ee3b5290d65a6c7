import Foundation

/// The beginning of a file whose header is lines of text.
struct TextHeader {
  let bytes: [UInt8]
  /// Headers above this are none.
  private static let limit = 256 << 10

  init(_ path: String) throws { bytes = try FileBytes.read(path, atMost: Self.limit) }

  /// The line from `offset` on without its end, and where the next begins; nil at the end of what was read.
  func line(from offset: Int) throws -> (text: String, next: Int)? {
    guard offset < bytes.count else { return nil }
    guard let end = bytes[offset...].firstIndex(of: 10) else {
      guard bytes.count < Self.limit else { throw ImageError("the header is longer than \(Self.limit) bytes") }
      return (Self.text(bytes[offset...]), bytes.count)
    }
    return (Self.text(bytes[offset..<end]), end + 1)
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Whole numbers separated by spaces.
  static func integers(_ text: String, of key: String) throws -> [Int] {
    try text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map {
      guard let value = Int($0) else { throw ImageError("\(key): \(text.prefix(80)) are no whole numbers") }
      return value
    }
  }

  /// Finite numbers separated by spaces.
  static func numbers(_ text: String, of key: String) throws -> [Double] {
    try text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map {
      guard let value = Double($0), value.isFinite else {
        throw ImageError("\(key): \(text.prefix(80)) are no numbers")
      }
      return value
    }
  }

  /// Where the voxels begin that end with their file.
  static func last(_ byteCount: Int, of path: String) throws -> Int {
    let size = try FileBytes.size(of: path)
    guard size >= byteCount else {
      throw ImageError("truncated: the voxels need \(byteCount) bytes, the file has \(size)")
    }
    return size - byteCount
  }

  /// The file of the voxels: beside the header, never elsewhere.
  static func neighbour(_ name: String, of path: String) throws -> String {
    guard !name.hasPrefix("/"), !name.split(separator: "/").contains(".."), !name.contains("\0") else {
      throw ImageError("names \(name.prefix(120)) for its voxels; only files beside or below the header are read")
    }
    let file = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(name).path
    guard FileManager.default.fileExists(atPath: file) else {
      throw ImageError("the voxels are missing: \(name.prefix(120)) is not beside this header")
    }
    return file
  }
}

extension Geometry {
  /// From a file that speaks LPS: columns are axis directions times spacing.
  static func fromLPS(size: [Int], columns: [[Double]], origin: [Double]) throws -> Geometry {
    let affine = (0..<3).flatMap { (row: Int) -> [Double] in
      let sign: Double = row < 2 ? -1 : 1
      let values = [columns[0][row], columns[1][row], columns[2][row], origin[row]]
      return values.map { $0 * sign }
    }
    return try Geometry(size: size, affine: affine)
  }
}
