import Foundation

/// Small files of formats that nothing in the package writes, byte by byte.
public enum TinyFiles {
  // MARK: NIfTI

  /// A NIfTI-1 file of unsigned bytes, spacing 1 mm, axes along RAS.
  public static func nifti(_ voxels: [UInt8], size: [Int]) -> [UInt8] {
    var head = [UInt8](repeating: 0, count: 352)
    func set(_ bytes: [UInt8], _ place: Int) { head.replaceSubrange(place..<place + bytes.count, with: bytes) }
    set(little(Int32(348)), 0)
    for (index, length) in ([3] + size + [1, 1, 1, 1]).enumerated() { set(little(Int16(length)), 40 + 2 * index) }
    set(little(Int16(2)), 70)
    set(little(Int16(8)), 72)
    for index in 0..<8 { set(little(Float(1).bitPattern), 76 + 4 * index) }
    set(little(Float(352).bitPattern), 108)
    set(little(Float(1).bitPattern), 112)
    head[123] = 2
    set(little(Int16(1)), 254)
    for row in 0..<3 { set(little(Float(1).bitPattern), 280 + 16 * row + 4 * row) }
    set(Array("n+1".utf8), 344)
    return head + voxels
  }

  /// A gzip file whose content is stored, not compressed.
  public static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var blocks: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 65_535) {
      let end = min(start + 65_535, bytes.count)
      let length = UInt16(end - start)
      blocks += [end == bytes.count ? 1 : 0] + little(length) + little(~length) + bytes[start..<end]
    }
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    return header + blocks + little(crc32(bytes)) + little(UInt32(bytes.count))
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
  }

  // MARK: MetaImage

  /// A MetaImage with its voxels inside the file.
  public static func metaImage(_ voxels: [UInt8], size: [Int]) -> [UInt8] {
    let head = """
      ObjectType = Image
      NDims = 3
      BinaryData = True
      BinaryDataByteOrderMSB = False
      TransformMatrix = 1 0 0 0 1 0 0 0 1
      Offset = 0 0 0
      ElementSpacing = 1 1 1
      DimSize = \(size.map(String.init).joined(separator: " "))
      ElementType = MET_UCHAR
      ElementDataFile = LOCAL

      """
    return Array(head.utf8) + voxels
  }

  // MARK: DICOM

  /// A DICOM file of one gray picture, explicit little endian.
  public static func dicom(_ pixels: [UInt8], height: Int, width: Int) -> [UInt8] {
    func element(_ group: UInt16, _ number: UInt16, _ kind: String, _ value: [UInt8]) -> [UInt8] {
      let padded = value + (value.count % 2 == 1 ? [kind == "UI" ? 0 : 32] : [])
      let tag = little(group) + little(number) + Array(kind.utf8)
      let length = kind == "OB" || kind == "OW" ? [0, 0] + little(UInt32(padded.count)) : little(UInt16(padded.count))
      return tag + length + padded
    }
    func text(_ group: UInt16, _ number: UInt16, _ kind: String, _ value: String) -> [UInt8] {
      element(group, number, kind, Array(value.utf8))
    }
    let meta =
      text(2, 2, "UI", "1.2.840.10008.5.1.4.1.1.7") + text(2, 3, "UI", "1.2.3.4")
      + text(2, 16, "UI", "1.2.840.10008.1.2.1")
    var body = text(8, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.7") + text(8, 0x18, "UI", "1.2.3.4")
    body += text(8, 0x60, "CS", "CR") + element(0x28, 2, "US", little(UInt16(1)))
    body += text(0x28, 4, "CS", "MONOCHROME2") + element(0x28, 0x10, "US", little(UInt16(height)))
    body += element(0x28, 0x11, "US", little(UInt16(width)))
    for (number, value) in [(0x100, 8), (0x101, 8), (0x102, 7), (0x103, 0)] {
      body += element(0x28, UInt16(number), "US", little(UInt16(value)))
    }
    body += element(0x7FE0, 0x10, "OB", pixels)
    let length = element(2, 0, "UL", little(UInt32(meta.count)))
    return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + length + meta + body
  }

  // MARK: NumPy

  /// A `.npy` file of version 1.
  public static func numpy(_ bytes: [UInt8], type: String, shape: [Int]) -> [UInt8] {
    let lengths = shape.map { "\($0), " }.joined()
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(lengths)), }"
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + little(UInt16(header.utf8.count)) + Array(header.utf8) + bytes
  }

  private static func little<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
