import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// The arrays of one file of `hard` in NumPy's order and little-endian, in each form that a reference may have.
enum HardTableArrays {
  /// - Parameter type: what `inspect` says of the stored values.
  static func of(_ key: String, _ path: String, type: String?) throws -> [[UInt8]] {
    if key.hasPrefix("dicom/") { return [try frames(path)] }
    if key.hasPrefix("nifti/") { return [try voxels(path)] }
    return try pixels(key, path, type)
  }

  /// Values as stored; colours and frames as pydicom has them, one pixel after the other.
  private static func frames(_ path: String) throws -> [UInt8] {
    let frames = try DicomFrames(DicomFile.read(path))
    return try (0..<frames.layout.frames).flatMap { try frames.frame($0).bytes }
  }

  /// On the file's own axes; doubles where slope and intercept apply.
  private static func voxels(_ path: String) throws -> [UInt8] {
    let layout = try VolumeFormat.layout(path, VolumeReadOptions())
    let stored = try VolumeBytes(layout, frame: nil)
    let end = stored.offset + layout.elementCount * layout.type.byteCount
    guard layout.slope != 1 || layout.intercept != 0 else {
      let bytes = Array(stored.bytes[stored.offset..<end])
      return RowMajor.bytes(bytes, shape: layout.shape, elementBytes: layout.type.byteCount)
    }
    var values: [Double] = []
    values.reserveCapacity(layout.elementCount)
    VoxelValues.forEach(layout.type, stored.bytes, from: stored.offset, to: end) {
      values.append($0 * layout.slope + layout.intercept)
    }
    let bytes = values.withUnsafeBytes { [UInt8]($0) }
    return RowMajor.bytes(bytes, shape: layout.shape, elementBytes: MemoryLayout<Double>.size)
  }

  /// Pillow turns these only where their alpha, which is dropped here, stays.
  private static let lying: [String: Turn] = ["raster/xmp_tags_orientation_exiftool.png": .halfTurn]

  private static func pixels(_ key: String, _ path: String, _ type: String?) throws -> [[UInt8]] {
    var arrays = (try? ImageReader.readLabels(path)).map(labels) ?? []
    if type == "int8" { arrays.append(try signed(path)) }
    if let raster = try? ImageReader.read(path).raster {
      let turned = try lying[key].map { try raster.turned($0) } ?? raster
      arrays += turned.depth == .uint8 ? [turned.bytes] : wide(turned)
    }
    return arrays
  }

  /// In 8 and 16 bits; of one bit also as Pillow keeps it, 0 and 255.
  private static func labels(_ map: LabelMap) -> [[UInt8]] {
    var arrays = [little(map.values)]
    let most = map.values.max() ?? 0
    if most <= 255 { arrays.append(map.values.map { UInt8($0) }) }
    if most <= 1 { arrays.append(map.values.map { UInt8($0 * 255) }) }
    return arrays
  }

  private static func little(_ values: [UInt16]) -> [UInt8] { values.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } }

  /// The stored values behind 0...1: of all pixels, of one colour after the other as tifffile has planes, and their
  /// upper bytes, which are all that Pillow keeps.
  private static func wide(_ raster: Raster) -> [[UInt8]] {
    let values = raster.floats.map { UInt16((Double($0) * 65_535).rounded()) }
    let planes = (0..<3).flatMap { channel in stride(from: channel, to: values.count, by: 3).map { values[$0] } }
    return [little(values), little(planes), values.map { UInt8($0 >> 8) }]
  }

  /// Signed bytes, through the range of their type.
  private static func signed(_ path: String) throws -> [UInt8] {
    let raster = try ImageReader.read(path, ReadOptions(valueRange: -128...127)).raster
    return stride(from: 0, to: raster.elementCount, by: 3).map { [floats = raster.floats] in
      UInt8(bitPattern: Int8((Double(floats[$0]) * 255).rounded() - 128))
    }
  }
}

/// The hash and the order that the comparison stands on.
@Suite struct HardTableArraysTests {
  @Test func hashesAreThoseOfTheStandard() {
    let known = [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ]
    for (text, hash) in known { #expect(ArrayHash.sha256(Array(text.utf8)) == hash) }
  }

  @Test func theLastAxisRunsFastest() {
    let bytes = (0..<12).map { UInt8($0) }
    #expect(RowMajor.bytes(bytes, shape: [2, 3, 2], elementBytes: 1) == [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11])
    #expect(RowMajor.bytes(bytes, shape: [2, 3], elementBytes: 2) == [0, 1, 4, 5, 8, 9, 2, 3, 6, 7, 10, 11])
  }
}
