import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// Files that are rarely seen: read right, or refused with the reason.
@Suite struct OddFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  // MARK: DICOM

  /// A gray ramp as JPEG of 8 bits, in a file that allocates 16: the values of the stream count.
  @Test func eightBitStreamsInSixteenBits() throws {
    let ramp = Raster(height: 16, width: 16, channels: 1, bytes: (0..<256).map { UInt8($0) })
    let stream = Array(try ImageWriter.jpegData(ramp, quality: 100))
    var plain = SmallDicom(rows: 16, columns: 16, channels: 1, bytes: [], photometric: "MONOCHROME2")
    plain.syntax = "1.2.840.10008.1.2.4.50"
    plain.fragments = [stream]
    var wide = SmallDicom(rows: 16, columns: 16, values: [])
    (wide.syntax, wide.fragments) = (plain.syntax, [stream])
    let range = ReadOptions(valueRange: 0...255)
    let first = try ImageReader.decode(plain.bytes, name: "a.dcm", range).raster
    let second = try ImageReader.decode(wide.bytes, name: "b.dcm", range).raster
    #expect(first.floats == second.floats && first.floats.max() ?? 0 > 0.9)
  }

  @Test func remarksOfAStreamAreLeftOut() throws {
    let quantisation: [UInt8] = [0xFF, 0xDB, 0, 3, 7]
    let scan: [UInt8] = [0xFF, 0xDA, 0, 2, 1, 2, 3, 0xFF, 0xD9]
    let oddJfif: [UInt8] = [0xFF, 0xE0, 0, 16] + Array("JFIF\0".utf8) + [2, 0] + [UInt8](repeating: 0, count: 7)
    let jfif: [UInt8] = [0xFF, 0xE0, 0, 16] + Array("JFIF\0".utf8) + [1, 2] + [UInt8](repeating: 0, count: 7)
    let comment: [UInt8] = [0xFF, 0xFE, 0, 4, 65, 66]
    let start: [UInt8] = [0xFF, 0xD8]
    let odd = start + oddJfif + comment + [0xFF] + quantisation + scan
    #expect(try CodestreamHeader.withoutRemarks(odd[...]) == start + quantisation + scan)
    let usual = start + jfif + quantisation + scan
    #expect(try CodestreamHeader.withoutRemarks(usual[...]) == usual)
    for stray in [start + [7] + quantisation + scan, start + quantisation, start + [0xFF, 0xDB, 1, 0, 7] + scan] {
      #expect(message { _ = try CodestreamHeader.withoutRemarks(stray[...]) }.contains("stray bytes"))
    }
  }

  @Test func paddingBehindTheEndMarkDoesNotHideIt() {
    let stream: [UInt8] = [1, 2, 0xFF, 0xD9] + [UInt8](repeating: 7, count: 300)
    #expect(CodestreamHeader.hasEnd(stream[...]) && !CodestreamHeader.hasEnd(stream[..<3]))
    // The end of a thumbnail, then a scan that is cut.
    let cut: [UInt8] = [0xFF, 0xD8, 0xFF, 0xD9, 0xFF, 0xDA, 1, 2]
    #expect(!CodestreamHeader.hasEnd(cut[...]))
    let cutTile: [UInt8] = [0xFF, 0x4F, 0xFF, 0xD9, 0xFF, 0x93, 1, 2]
    #expect(!CodestreamHeader.hasEnd(cutTile[...], isJpeg2000: true))
  }

  @Test(arguments: [(24, "have 24 bits; up to 16"), (0, "has 0 bits")])
  func streamsOfOddPrecision(bits: Int, words: String) throws {
    let ramp = Raster(height: 2, width: 2, channels: 1, bytes: [1, 2, 3, 4])
    var stream = Array(try ImageWriter.jpegData(ramp, quality: 100))
    let frame = try #require(stream.indices.first { stream[$0] == 0xFF && stream[$0 + 1] == 0xC0 })
    stream[frame + 4] = UInt8(bits)
    var file = SmallDicom(rows: 2, columns: 2, values: [])
    (file.syntax, file.fragments) = ("1.2.840.10008.1.2.4.50", [stream])
    let found = message { _ = try ImageReader.decode(file.bytes, name: "a.dcm", ReadOptions(valueRange: 0...9)) }
    #expect(found.contains(words))
  }

  /// Explicit attributes under the name of the implicit syntax, as pydicom reads them too.
  @Test func attributesThatAreCodedOtherwiseThanTold() throws {
    var file = SmallDicom(rows: 1, columns: 2, values: [7, 9])
    file.syntax = "1.2.840.10008.1.2"
    let path = try folder.write(file.bytes, to: "a.dcm")
    let found = try Inspector().inspect(path)
    #expect(found.stored?.min == 7 && found.stored?.max == 9)
    #expect(found.notes.contains { $0.contains("explicit VR") })
  }

  /// Cosines of three digits are a thousandth too long or short; the distance of the voxels is not.
  @Test func roundedCosinesKeepTheSpacing() throws {
    let files = try (0..<2).map { index in
      var slice = SmallDicom(rows: 1, columns: 2, values: [1, 2])
      slice.place([0, 0, Double(index)], [0.707, 0.707, 0, -0.707, 0.707, 0], spacing: [0.5, 0.5])
      return try folder.write(slice.bytes, to: "\(index).dcm")
    }
    let spacing = try VolumeReader.read(URL(fileURLWithPath: files[0]).deletingLastPathComponent().path).volume.spacing
    #expect(abs(spacing[0] - 0.5) < 1e-9 && abs(spacing[1] - 0.5) < 1e-9)
  }

  @Test func spacingOfZeroIsNotShown() throws {
    var file = SmallDicom(rows: 1, columns: 2, values: [1, 2])
    file.place([0, 0, 0], [1, 0, 0, 0, 1, 0], spacing: [0, -1])
    let found = try Inspector().inspect(folder.write(file.bytes, to: "a.dcm"))
    #expect(found.spacingMm == nil && found.notes.contains { $0.contains("not above 0") })
  }

  @Test func aTableWithOtherFramesIsNamed() {
    var file = SmallDicom(rows: 1, columns: 2, channels: 1, bytes: [], photometric: "MONOCHROME2")
    (file.syntax, file.fragments) = ("1.2.840.10008.1.2.5", [[1, 2], [3, 4], [5, 6]])
    file.set(0x0028_0008, text: "2", "IS")
    let found = message { _ = try ImageReader.decode(file.bytes, name: "a.dcm", ReadOptions(valueRange: 0...9)) }
    #expect(found.contains("2 frames lie in 3 fragments, and no table says"))
    file.set(0x7FE0_0001, bytes: [UInt8](repeating: 0, count: 24), "OV")
    let told = message { _ = try ImageReader.decode(file.bytes, name: "a.dcm", ReadOptions(valueRange: 0...9)) }
    #expect(told.contains("the table says where 3 begin"))
  }

  @Test func subsampledColoursNeedEightBits() {
    var file = SmallDicom(rows: 2, columns: 2, values: [1, 2, 3, 4, 5, 6, 7, 8])
    file.set(0x0028_0002, short: 3)
    file.set(0x0028_0004, text: "YBR_FULL_422", "CS")
    file.set(0x0028_0006, short: 0)
    let found = message { _ = try ImageReader.decode(file.bytes, name: "a.dcm", ReadOptions(valueRange: 0...9)) }
    #expect(found.contains("YBR_FULL_422 with 16 bits"))
  }

  @Test func hexadecimalIsNoDecimalString() {
    var file = SmallDicom(rows: 1, columns: 2, values: [1, 2])
    file.set(0x0028_1053, text: "0x10", "DS")
    file.set(0x0028_1052, text: "0", "DS")
    let found = message { _ = try ImageReader.decode(file.bytes, name: "a.dcm", ReadOptions(valueRange: 0...9)) }
    #expect(found.contains("0x10") && found.contains("no number"))
  }

  // MARK: pictures

  private func tiff(_ more: [(Int, Int, Int)], pixels: [UInt8], height: Int = 1) -> [UInt8] {
    SmallFiles.tiff(more, pixels: pixels, height: height)
  }

  private func stored(_ bytes: [UInt8], as name: String) throws -> Inspection {
    try Inspector().inspect(folder.write(bytes, to: name))
  }

  @Test func signedSamplesOfFewBits() throws {
    let gray = [(256, 4, 4), (258, 3, 4), (259, 3, 1), (262, 3, 1), (339, 3, 2)]
    let found = try stored(tiff(gray, pixels: [0x7F, 0x80]), as: "four.tif")
    #expect(found.dtype == "int8" && found.stored?.min == -8 && found.stored?.max == 7)
  }

  @Test func floatingPointSaysItsWidth() throws {
    let half = [(256, 4, 2), (258, 3, 16), (259, 3, 1), (262, 3, 1), (339, 3, 3)]
    #expect(try stored(tiff(half, pixels: [0, 0x3C, 0, 0]), as: "half.tif").dtype == "float16")
    let wide = [(256, 4, 1), (258, 3, 64), (259, 3, 1), (262, 3, 1), (339, 3, 3)]
    let pixels = { (value: Double) in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
    #expect(try stored(tiff(wide, pixels: pixels(0.5)), as: "wide.tif").dtype == "float64")
    let refused = try stored(tiff(wide, pixels: pixels(1e300)), as: "far.tif")
    #expect(refused.status == .refused && refused.reason?.contains("32-bit floating point") == true)
  }

  /// 14000 rows from ten bytes: no memory is taken for them.
  @Test func compressedPixelsThatCannotBeThere() throws {
    let claims = [(256, 4, 14_000), (258, 3, 8), (259, 3, 5), (262, 3, 1)]
    let refused = try stored(tiff(claims, pixels: [UInt8](repeating: 0x80, count: 10), height: 14_000), as: "huge.tif")
    #expect(refused.status == .refused && refused.reason?.contains("cannot come from 10 stored bytes") == true)
  }

  @Test func planesInOnePageAreRefused() throws {
    let volume = [(256, 4, 2), (258, 3, 8), (259, 3, 1), (262, 3, 1), (32_997, 4, 3)]
    let refused = try stored(tiff(volume, pixels: [1, 2]), as: "volume.tif")
    #expect(refused.status == .refused && refused.reason?.contains("several planes") == true)
  }

  @Test func picturesOfAGifAreCounted() throws {
    let one = SmallFiles.gif([[1, 2], [3, 4]])
    #expect(try stored(one, as: "one.gif").frames == 1)
    // The second picture repeats the first: what lies between palette and trailer.
    let picture = one[(13 + 3 * 128)..<(one.count - 1)]
    let found = try stored(one.dropLast() + picture + [0x3B], as: "two.gif")
    #expect(found.frames == 2 && found.notes.contains("has 2 pages; one was read"))
    #expect(found.stored?.max == 4)
  }

  @Test func pixelsInsideTheHeaderOfABmp() throws {
    var bytes = SmallFiles.bmp24([[(1, 2, 3)]])
    bytes.replaceSubrange(10..<14, with: [20, 0, 0, 0])
    #expect(try stored(bytes, as: "low.bmp").reason?.contains("inside the header") == true)
  }

  // MARK: volumes

  @Test(arguments: ["True", "T", "true", "1"]) func whatMetaImageTakesForTrue(word: String) throws {
    let head = """
      Name = made by a test
      Comment = one
      Comment = two
      NDims = 3
      DimSize = 2 1 1
      ElementSpacing = 1 1 1
      ElementType = MET_USHORT_ARRAY
      BinaryDataByteOrderMSB = \(word)
      ElementDataFile = LOCAL

      """
    let path = try folder.write(Array(head.utf8) + [0, 1, 1, 0], to: "v.mha")
    #expect(try VolumeReader.read(path).volume.voxels.sorted() == [1, 256])
    let text = head.replacing("ElementDataFile", with: "BinaryData = F\nElementDataFile")
    let written = try folder.write(Array(text.utf8) + Array("1 2".utf8), to: "t.mha")
    #expect(message { _ = try VolumeReader.read(written) }.contains("voxels as text"))
  }

  @Test func kindsOfNrrdSayWhatIsNoSpace() throws {
    let head = """
      NRRD0004
      type: uchar
      dimension: 4
      sizes: 3 2 1 1
      encoding: raw
      spacings: 1\t2 3 4
      kinds: RGB-color domain domain domain


      """
    let path = try folder.write(Array(head.utf8) + [1, 2, 3, 4, 5, 6], to: "v.nrrd")
    let volume = try VolumeReader.read(path).volume
    #expect(volume.size == [2, 1, 1] && volume.spacing == [2, 3, 4])
    #expect(try VolumeReader.read(path, VolumeReadOptions(frame: 2)).volume.voxels.sorted() == [3, 6])
    let list = try folder.write(Array("NRRD0004\ntype: uchar\ndata file: LIST\na.raw\n".utf8), to: "list.nhdr")
    #expect(message { _ = try VolumeReader.read(list) }.contains("sizes") == true)
  }

  @Test func aHeaderOfAnotherLengthIsNamed() throws {
    var bytes = SmallNifti(size: [1, 1, 2], voxels: [1, 2]).bytes
    bytes.replaceSubrange(0..<4, with: [0, 0, 0, 0])
    let path = try folder.write(bytes, to: "v.nii")
    #expect(message { _ = try VolumeReader.read(path) }.contains("sizeof_hdr is 0; it must be 348"))
  }

  @Test func withoutAFiniteValueTheKeysAreNull() throws {
    var sum = IntensitySum()
    sum.add(.nan)
    let text = String(decoding: try JSONEncoder().encode(sum.intensities), as: UTF8.self)
    for key in ["min", "max", "mean"] { #expect(text.contains("\"\(key)\":null")) }
  }

  @Test func anImpossibleQuaternionIsNoOrientation() throws {
    var file = SmallNifti(size: [1, 1, 2], voxels: [1, 2])
    (file.sformCode, file.quaternion) = (0, [0.9, 0.9, 0.9, 0, 0, 0])
    let path = try folder.write(file.bytes, to: "v.nii")
    #expect(message { _ = try VolumeReader.read(path) }.contains("quaternion is impossible"))
    file.sformCode = 1
    try folder.write(file.bytes, to: "v.nii")
    #expect(try VolumeReader.read(path).volume.voxels == [1, 2])
  }

  private func nrrd(_ fields: String, _ bytes: [UInt8], as name: String) throws -> String {
    try folder.write(Array("NRRD0004\ntype: uchar\nencoding: raw\n\(fields)\n\n".utf8) + bytes, to: name)
  }

  /// As ITK writes planes and volumes in time.
  @Test func vectorsOfTwoAndFourNumbers() throws {
    let plane = try nrrd(
      "dimension: 2\nsizes: 2 1\nspace dimension: 2\nspace directions: (2,0) (0,3)\nspace origin: (5,6)", [1, 2],
      as: "plane.nrrd")
    let volume = try VolumeReader.read(plane).volume
    #expect(volume.size == [2, 1, 1] && volume.spacing == [2, 3, 1] && volume.voxels.sorted() == [1, 2])
    let moving = try nrrd(
      "dimension: 4\nsizes: 1 2 1 2\nspace: left-posterior-superior-time\n"
        + "space directions: (1,0,0,0) (0,2,0,0) (0,0,3,0) (0,0,0,4)\nspace origin: (7,8,9,0)", [1, 2, 3, 4],
      as: "moving.nrrd")
    let second = try VolumeReader.read(moving, VolumeReadOptions(frame: 1)).volume
    #expect(second.spacing == [1, 2, 3] && second.voxels.sorted() == [3, 4])
    #expect(second.fileGeometry.origin == [-7, -8, 9])
  }

  @Test func voxelsAtTheEndOfTheirFile() throws {
    try folder.write([9, 9, 9, 1, 2], to: "v.raw")
    let fields = "dimension: 3\nsizes: 2 1 1\nspacings: 1 1 1\ndata file: v.raw\nbyte skip: -1"
    #expect(try VolumeReader.read(nrrd(fields, [], as: "v.nhdr")).volume.voxels.sorted() == [1, 2])
    for text in ["0x10", "16 bytes", "99999999999999999999", "-2"] {
      let path = try nrrd(fields.replacing("skip: -1", with: "skip: \(text)"), [], as: "v.nhdr")
      let found = message { _ = try VolumeReader.read(path) }
      #expect(found.contains("byte skip \(text) is not supported"), "\(found)")
    }
    let head = "NDims = 3\nDimSize = 2 1 1\nElementSpacing = 1 1 1\nElementType = MET_UCHAR\nHeaderSize = -1\n"
    let meta = try folder.write(Array((head + "ElementDataFile = v.raw\n").utf8), to: "v.mhd")
    #expect(try VolumeReader.read(meta).volume.voxels.sorted() == [1, 2])
  }

  @Test func pairsNamedInCapitals() throws {
    var file = SmallNifti(size: [2, 1, 1])
    (file.magic, file.offset) = ("ni1\0", 0)
    let path = try folder.write(Array(file.header.prefix(348)), to: "V.HDR")
    try folder.write([1, 0, 2, 0], to: "V.IMG")
    #expect(try VolumeReader.read(path).volume.voxels.sorted() == [1, 2])
  }

  /// The slope counts for both parts, the intercept for the real one, as in nibabel.
  @Test func complexValuesAreScaledBeforeTheMagnitude() throws {
    var file = SmallNifti(size: [1, 1, 1])
    let parts: [Float] = [3, 2]
    file.other = (32, 64, parts.withUnsafeBytes { Array($0) })
    (file.slope, file.intercept) = (-2, 3)
    let path = try folder.write(file.bytes, to: "c.nii")
    #expect(try VolumeReader.read(path).volume.voxels == [5])
    let found = try Inspector().inspect(path)
    #expect(found.values?.max == 5 && abs((found.stored?.max ?? 0) - 13.0.squareRoot()) < 1e-6)
  }
}
