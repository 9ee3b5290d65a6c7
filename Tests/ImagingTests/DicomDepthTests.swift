import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// Bits that header and stream disagree on, one bit a pixel, floating point: right, or refused with the reason.
@Suite struct DicomDepthTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ file: SmallDicom, _ options: ReadOptions = ReadOptions()) throws -> DecodedImage {
    try ImageReader.decode(file.bytes, name: "a.dcm", options)
  }

  /// What the picture's reader said, and the volume's.
  private func refusals(_ file: SmallDicom) throws -> [String] {
    let path = try folder.write(file.bytes, to: "a.dcm")
    let picture = #expect(throws: ImageError.self) { try read(file, ReadOptions(valueRange: 0...1)) }
    let volume = #expect(throws: ImageError.self) {
      try VolumeReader.read(path, VolumeReadOptions(acceptsIrregularGeometry: true))
    }
    return [picture, volume].compactMap { $0?.message }
  }

  private func first(_ raster: Raster) -> [Float] {
    stride(from: 0, to: raster.floats.count, by: 3).map { raster.floats[$0] }
  }

  private func setBits(_ file: inout SmallDicom, _ bits: Int, allocated: Int) {
    file.set(0x0028_0100, short: allocated)
    file.set(0x0028_0101, short: bits)
    file.set(0x0028_0102, short: bits - 1)
  }

  // MARK: one bit

  @Test func oneBitIsOneUnsignedSample() throws {
    var file = SmallDicom(rows: 2, columns: 4, channels: 1, bytes: [0b1010_0101, 0], photometric: "MONOCHROME2")
    setBits(&file, 1, allocated: 1)
    #expect(try ImageReader.labels(file.bytes, name: "a.dcm").values == [1, 0, 1, 0, 0, 1, 0, 1])
    #expect(first(try read(file).raster) == [1, 0, 1, 0, 0, 1, 0, 1])
    var signed = file
    signed.set(0x0028_0103, short: 1)
    #expect(try refusals(signed).allSatisfy { $0.contains("BitsAllocated is 1") })
    var half = SmallDicom(rows: 1, columns: 8, channels: 3, bytes: [1, 2, 3, 4], photometric: "YBR_FULL_422")
    setBits(&half, 1, allocated: 1)
    #expect(try refusals(half).allSatisfy { $0.contains("BitsAllocated is 1") })
    var runs = SmallDicom(rows: 1, columns: 8, channels: 3, bytes: [], photometric: "RGB")
    setBits(&runs, 1, allocated: 1)
    runs.syntax = "1.2.840.10008.1.2.5"
    runs.fragments = [[UInt8](repeating: 0, count: 66)]
    #expect(try refusals(runs).allSatisfy { $0.contains("BitsAllocated is 1") })
  }

  // MARK: streams deeper than the header

  /// 16 x 24 gray pixels of one value as JPEG.
  private func jpeg(of value: UInt8, bits: Int, allocated: Int) throws -> SmallDicom {
    let raster = Raster(height: 16, width: 24, channels: 1, bytes: [UInt8](repeating: value, count: 16 * 24))
    var file = SmallDicom(rows: 16, columns: 24, channels: 1, bytes: [], photometric: "MONOCHROME2")
    setBits(&file, bits, allocated: allocated)
    file.syntax = "1.2.840.10008.1.2.4.50"
    file.fragments = [[UInt8](try ImageWriter.jpegData(raster))]
    return file
  }

  @Test func valuesAboveTheStoredBitsAreRefused() throws {
    let fits = first(try read(jpeg(of: 60, bits: 7, allocated: 8)).raster)
    #expect(fits.allSatisfy { abs($0 - 60.0 / 127) < 0.02 })
    #expect(try refusals(jpeg(of: 200, bits: 7, allocated: 8)).allSatisfy { $0.contains("7 bits of BitsStored") })
    #expect(try refusals(jpeg(of: 200, bits: 1, allocated: 1)).allSatisfy { $0.contains("1 bits of BitsStored") })
  }

  /// Codecs keep values at the bottom of their samples, wherever the header puts the high bit.
  @Test func aHighBitAboveTheStreamShiftsNothing() throws {
    var file = try jpeg(of: 60, bits: 7, allocated: 16)
    file.set(0x0028_0102, short: 15)
    #expect(first(try read(file).raster).allSatisfy { abs($0 - 60.0 / 127) < 0.02 })
  }

  @Test func bitsAboveTheStoredOnesAreNoticed() {
    let plain = DicomBits(allocated: 16, stored: 10, shift: 0, isSigned: false)
    #expect(plain.hold([0xFF, 0x03], precision: 12) && !plain.hold([0xFF, 0x03, 0x00, 0x04], precision: 12))
    // What lies above the stream's own bits is the decoder's.
    #expect(plain.hold([0x00, 0x10], precision: 12) && plain.hold([0x00, 0xFC], precision: 10))
    // -5 in 16 and in 12 bits, and two that ten bits cannot hold.
    let signed = DicomBits(allocated: 16, stored: 10, shift: 0, isSigned: true)
    #expect(signed.hold([0xFB, 0xFF], precision: 16) && signed.hold([0xFB, 0x0F], precision: 12))
    #expect(!signed.hold([0xFB, 0xF0], precision: 16) && !signed.hold([0xFB, 0xFC], precision: 16))
    var bytes: [UInt8] = [255, 2, 1]
    DicomBits(allocated: 8, stored: 1, shift: 0, isSigned: false).clean(&bytes)
    #expect(bytes == [1, 0, 1])
  }

  // MARK: floating point

  private func floats(_ values: [Float]) -> SmallDicom {
    var file = SmallDicom(rows: 1, columns: values.count, values: [])
    file.remove(0x7FE0_0010)
    setBits(&file, 32, allocated: 32)
    file.set(0x7FE0_0008, bytes: values.withUnsafeBytes { [UInt8]($0) }, "OF")
    return file
  }

  @Test func floatingPointIsAsTheStandardHasIt() throws {
    let whole = floats([0, 0.25, 0.5, 1])
    #expect(first(try read(whole, ReadOptions(valueRange: 0...1)).raster) == [0, 0.25, 0.5, 1])
    for allocated in [8, 16, 64] {
      var file = whole
      file.set(0x0028_0100, short: allocated)
      #expect(try refusals(file).allSatisfy { $0.contains("FloatPixelData needs 32") })
    }
    var double = whole
    double.remove(0x7FE0_0008)
    double.set(0x7FE0_0009, bytes: [0.0, 0.25, 0.5, 1].withUnsafeBytes { [UInt8]($0) }, "OD")
    #expect(try refusals(double).allSatisfy { $0.contains("DoubleFloatPixelData needs 64") })
    double.set(0x0028_0100, short: 64)
    #expect(first(try read(double, ReadOptions(valueRange: 0...1)).raster) == [0, 0.25, 0.5, 1])
    var palette = whole
    palette.set(0x0028_0004, text: "PALETTE COLOR", "CS")
    var runs = whole
    runs.syntax = "1.2.840.10008.1.2.5"
    for file in [palette, runs] {
      #expect(try refusals(file).allSatisfy { $0.contains("one gray sample without compression") })
    }
  }

  /// As in volumes.
  @Test func whatIsNoNumberOrInfiniteBecomesZero() throws {
    var file = floats([.nan, .infinity, -.infinity, 0.5])
    #expect(first(try read(file, ReadOptions(valueRange: 0...1)).raster) == [0, 0, 0, 0.5])
    file.set(0x0028_0004, text: "MONOCHROME1", "CS")
    #expect(first(try read(file, ReadOptions(valueRange: 0...1)).raster) == [0, 0, 0, 0.5])
  }

  @Test func whatIsNoNumberTakesTheFirstEntryOfATable() throws {
    var item = SmallDicom()
    item.set(0x0028_3002, shorts: [3, 10, 16])
    item.set(0x0028_3006, shorts: [100, 200, 300])
    var file = floats([.nan, 11, 30, -.infinity])
    file.set(0x0028_3000, items: [item.body])
    #expect(first(try read(file, ReadOptions(valueRange: 100...300)).raster) == [0, 0.5, 1, 0])
  }

  /// What has no full scale is inverted after its range has come to 0...1.
  @Test func floatingPointIsInvertedAfterItsRange() throws {
    var file = floats([0, 1])
    file.place([0, 0, 0], [1, 0, 0, 0, 1, 0], spacing: [1, 1])
    file.set(0x0018_0050, text: "2", "DS")
    let path = try folder.write(file.bytes, to: "a.dcm")
    #expect(try VolumeReader.read(path).volume.scaled(low: 0, high: 2).voxels.sorted() == [0, 0.5])
    file.set(0x0028_0004, text: "MONOCHROME1", "CS")
    try folder.write(file.bytes, to: "a.dcm")
    let volume = try VolumeReader.read(path).volume
    #expect(volume.voxels.sorted() == [0, 1] && volume.scaled(low: 0, high: 2).voxels.sorted() == [0.5, 1])
    #expect(first(try read(file, ReadOptions(valueRange: 0...2)).raster).sorted() == [0.5, 1])
  }

  /// The header of an RLE frame has room for 15 offsets.
  @Test func runLengthHeadersAreBounded() {
    let frame: [UInt8] = [24] + [UInt8](repeating: 0, count: 99)
    #expect(throws: ImageError.self) { try DicomRunLength.planes(frame[...], planeCount: 24, planeBytes: 1) }
  }
}
