// Source: DICOM PS3.5, annex G.

/// Decodes DICOM's RLE Lossless frames.
enum DicomRunLength {
  /// Most bytes that two bytes can stand for.
  private static let mostRepeated = 128
  private static let headerBytes = 64
  /// Offsets that the header has room for.
  private static let mostSegments = 15

  /// Whether bytes begin with the header of a frame: its number of planes, the first of them behind the header.
  static func beginsFrame(_ bytes: ArraySlice<UInt8>, planeCount: Int) -> Bool {
    guard bytes.count >= headerBytes else { return false }
    let header = ByteFields(bytes: Array(bytes.prefix(headerBytes)), isBigEndian: false)
    return header.integer(0, as: UInt32.self) == planeCount && header.integer(4, as: UInt32.self) == headerBytes
  }

  /// Byte planes, one after the other, most significant byte of the first sample first.
  /// - Parameters:
  ///   - planeCount: samples * bytes of a sample.
  ///   - planeBytes: bytes of one plane.
  /// - Throws: `ImageError` when segments lie outside the frame or end too early.
  static func planes(_ frame: ArraySlice<UInt8>, planeCount: Int, planeBytes: Int) throws -> [UInt8] {
    guard frame.count >= 64 else {
      throw ImageError("truncated RLE frame: the header needs 64 bytes, \(frame.count) are there")
    }
    let header = ByteFields(bytes: Array(frame.prefix(64)), isBigEndian: false)
    let count = header.integer(0, as: UInt32.self)
    guard planeCount <= mostSegments else {
      throw ImageError("RLE frames have at most \(mostSegments) segments, \(planeCount) are needed")
    }
    guard count == planeCount else {
      throw ImageError("damaged RLE frame: \(count) segments, \(planeCount) are needed")
    }
    guard planeBytes / mostRepeated <= frame.count else {
      throw ImageError("damaged RLE frame: \(frame.count) bytes cannot hold \(planeBytes) a plane")
    }
    var offsets = (0..<count).map { header.integer(4 + $0 * 4, as: UInt32.self) }
    offsets.append(frame.count)
    var planes = [UInt8]()
    planes.reserveCapacity(planeCount * planeBytes)
    for index in 0..<count {
      guard offsets[index] >= 64, offsets[index] <= offsets[index + 1], offsets[index + 1] <= frame.count else {
        throw ImageError("damaged RLE frame: segment \(index) lies outside the frame")
      }
      let segment = frame[(frame.startIndex + offsets[index])..<(frame.startIndex + offsets[index + 1])]
      try decode(segment, into: &planes, upTo: (index + 1) * planeBytes, index)
    }
    return planes
  }

  private static func decode(_ segment: ArraySlice<UInt8>, into output: inout [UInt8], upTo end: Int, _ index: Int)
    throws
  {
    var offset = segment.startIndex
    while output.count < end {
      guard offset < segment.endIndex else {
        throw ImageError("truncated RLE frame: segment \(index) ends \(end - output.count) bytes too early")
      }
      let code = Int(segment[offset])
      offset += 1
      if code == 128 { continue }
      let room = end - output.count
      if code < 128 {
        guard offset + code + 1 <= segment.endIndex else {
          throw ImageError("truncated RLE frame: segment \(index) ends inside a run")
        }
        output.append(contentsOf: segment[offset..<offset + min(code + 1, room)])
        offset += code + 1
      } else {
        guard offset < segment.endIndex else {
          throw ImageError("truncated RLE frame: segment \(index) ends inside a run")
        }
        output.append(contentsOf: repeatElement(segment[offset], count: min(257 - code, room)))
        offset += 1
      }
    }
  }
}
