import Foundation

func bytes(of path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

/// Length, header and data as one file's bytes; `length` may lie.
func fileBytes(header: [UInt8], data: Int = 0, length: UInt64? = nil) -> [UInt8] {
  let stated = (length ?? UInt64(header.count)).littleEndian
  return withUnsafeBytes(of: stated) { Array($0) } + header + [UInt8](repeating: 0, count: data)
}
