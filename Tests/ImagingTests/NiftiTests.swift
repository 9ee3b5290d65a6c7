import Foundation
import GoldenArrays
import Testing

@testable import Imaging

@Suite struct NiftiTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ file: SmallNifti, _ options: VolumeReadOptions = VolumeReadOptions(), as name: String = "v.nii")
    throws -> (volume: Volume, notes: [String])
  {
    try VolumeReader.read(folder.write(file.bytes, to: name), options)
  }

  @Test func slopeAndIntercept() throws {
    var file = SmallNifti(size: [2, 1, 1], voxels: [10, -20])
    (file.slope, file.intercept) = (-0.5, 3)
    #expect(try read(file).volume.voxels == [-2, 13])
    (file.slope, file.intercept) = (0, 3)
    #expect(try read(file).volume.voxels == [10, -20])
    file.slope = .nan
    let (volume, notes) = try read(file)
    #expect(volume.voxels == [10, -20] && notes.contains { $0.contains("scl_slope") })
    (file.slope, file.intercept) = (2, .infinity)
    #expect(throws: ImageError.self) { try read(file) }
  }

  /// As nibabel scales label arrays of floating point.
  @Test func labelsThatAScaleHasMovedAreWhole() throws {
    var file = SmallNifti(size: [3, 1, 1], voxels: [0, 1, 2])
    let said = { (notes: [String]) in notes.count { $0.contains("as labels they are these numbers") } }
    for slope: Float in [0.9960785, 1.0000153] {
      file.slope = slope
      let (volume, notes) = try read(file)
      #expect(volume.voxels[1] == slope && said(notes) == 1)
      #expect(try volume.labelSlice(axis: 2, index: 0).values == [2, 1, 0])
    }
    for slope: Float in [0.98, 2] {
      file.slope = slope
      #expect(try said(read(file).notes) == 0)
    }
    file.slope = 0.98
    #expect(message { _ = try read(file).volume.labelSlice(axis: 2, index: 0) }.contains("holds the value 1.96"))
    let values: [Float] = [-0.004, 65_535.004, 0.5, 65_536, -1, .nan]
    #expect(values.map { LabelMap.label($0) } == [0, 65_535, nil, nil, nil, nil])
  }

  @Test func aFrameIsChosen() throws {
    let file = SmallNifti(size: [2, 1, 1, 3], voxels: [1, 2, 3, 4, 5, 6])
    let (first, notes) = try read(file)
    #expect(first.voxels == [1, 2] && notes.contains { $0.contains("frame 0 of 3") })
    #expect(try read(file, VolumeReadOptions(frame: 2)).volume.voxels == [5, 6])
    let error = #expect(throws: ImageError.self) { try read(file, VolumeReadOptions(frame: 3)) }
    #expect(error?.message.contains("3 frames") == true)
    #expect(try VolumeReader.header(folder.path("v.nii")).frameCount == 3)
  }

  private static func bytes<Value>(_ values: [Value]) -> [UInt8] { values.withUnsafeBytes { [UInt8]($0) } }

  @Test func everyTypeIsRead() throws {
    let cases: [(Int16, Int16, [UInt8], [Float])] = [
      (2, 8, [1, 200], [1, 200]), (256, 8, [1, 200], [1, -56]), (512, 16, Self.bytes([UInt16(1), 65535]), [1, 65535]),
      (8, 32, Self.bytes([Int32(-7), 1 << 30]), [-7, 1_073_741_824]),
      (768, 32, Self.bytes([UInt32(7), 4_000_000_000]), [7, 4e9]),
      (1024, 64, Self.bytes([Int64(-7), 1 << 40]), [-7, 1_099_511_627_776]),
      (1280, 64, Self.bytes([UInt64(7), .max]), [7, 1.8446744e19]),
      (16, 32, Self.bytes([Float(0.5), -2.5]), [0.5, -2.5]), (64, 64, Self.bytes([0.25, -1e3]), [0.25, -1000]),
      (32, 64, Self.bytes([Float(3), 4, 0, -2]), [5, 2]), (1792, 128, Self.bytes([3.0, 4, 0, -2]), [5, 2]),
      (128, 24, [10, 10, 10, 255, 0, 0], [10, 76.245]), (2304, 32, [10, 10, 10, 0, 0, 255, 0, 9], [10, 149.685]),
    ]
    for (code, bits, bytes, expected) in cases {
      var file = SmallNifti(size: [2, 1, 1])
      file.other = (code, bits, bytes)
      let voxels = try read(file).volume.voxels
      #expect(zip(voxels, expected).allSatisfy { abs($0 - $1) <= abs($1) * 1e-6 }, "datatype \(code): \(voxels)")
    }
    for code in [0, 1, 1536, 2048, 1234, -5] {
      var file = SmallNifti(size: [2, 1, 1])
      file.other = (Int16(code), 8, [UInt8](repeating: 0, count: 64))
      let error = #expect(throws: ImageError.self) { try read(file) }
      #expect(error?.message.contains("\(code)") == true)
    }
  }

  @Test func valuesThatAreNoNumbersAreCounted() throws {
    var file = SmallNifti(size: [4, 1, 1])
    file.other = (16, 32, Self.bytes([Float.nan, .infinity, 2, -.infinity]))
    let (volume, notes) = try read(file)
    #expect(volume.voxels[2] == 2 && notes.contains { $0.contains("1 voxels are NaN and 2 infinite") })
  }

  @Test func theConflictOfTwoFormsIsRecorded() throws {
    var file = SmallNifti.stored([0, 1, 2], reversed: [false, false, false])
    file.quaternion = [0, 0, 0, -7, 8, 9]
    #expect(try read(file).notes.isEmpty)
    // The qform turns half round z: the sform counts, and both are told.
    file.quaternion = [0, 0, 1, -7, 8, 9]
    let (volume, notes) = try read(file)
    #expect(volume.fileGeometry.orientation == "RAS")
    #expect(notes.contains { $0.contains("qform and sform differ") && $0.contains("LPS") && $0.contains("RAS") })
    file.sformCode = 0
    let (other, _) = try read(file)
    #expect(other.fileGeometry.orientation == "LPS" && other.fileGeometry.origin == [-7, 8, 9])
    file.quaternion = [2, 0, 0, 0, 0, 0]
    let error = #expect(throws: ImageError.self) { try read(file) }
    #expect(error?.message.contains("quaternion is impossible") == true)
    let (_, assumed) = try read(file, VolumeReadOptions(acceptsIrregularGeometry: true))
    #expect(assumed.contains { $0.contains("quaternion is impossible") && $0.contains("left out") })
    #expect(assumed.contains { $0.contains("taken as LAS") })
  }

  /// A code alone is no sform: without a usable one the spacing must come from pixdim.
  @Test func aUselessSformDoesNotStandForTheSpacing() throws {
    var file = SmallNifti.stored([0, 1, 2], reversed: [false, false, false])
    file.affine = [Float](repeating: 0, count: 12)
    file.quaternion = [0, 0, 0, -7, 8, 9]
    let error = #expect(throws: ImageError.self) { try read(file) }
    #expect(error?.message.contains("spacing is missing") == true)
    #expect(error?.message.contains("irregular_geometry: true") == true)
    let (volume, notes) = try read(file, VolumeReadOptions(acceptsIrregularGeometry: true))
    #expect(volume.spacing == [1, 1, 1] && volume.fileGeometry.origin == [-7, 8, 9])
    #expect(notes.contains { $0.contains("taken as 1 mm") } && notes.contains { $0.contains("sform is singular") })
  }

  @Test func sizesAndOffsetsThatLieAreRefused() throws {
    let whole = SmallNifti.stored([0, 1, 2], reversed: [false, false, false])
    var file = whole
    for size in [[3, 4, 6], [3, 4, 0], [3, -4, 5], [30000, 30000, 30000]] {
      file = whole
      file.size = size
      #expect(throws: ImageError.self, "\(size)") { try read(file) }
    }
    for offset: Float in [0, 348, 353.5, 400, 1e9, .nan, -352] {
      file = whole
      file.offset = offset
      #expect(throws: ImageError.self, "\(offset)") { try read(file) }
    }
    file = whole
    file.affine = [Float](repeating: 0, count: 12)
    #expect(throws: ImageError.self) { try read(file) }
    file = whole
    file.magic = "abc\0"
    #expect(throws: ImageError.self) { try read(file) }
  }

  @Test func pairsBelongTogether() throws {
    var file = SmallNifti(size: [2, 1, 1], voxels: [10, -20])
    (file.magic, file.offset) = ("ni1\0", 0)
    let path = try folder.write(Array(file.header.prefix(348)), to: "p.hdr")
    let missing = #expect(throws: ImageError.self) { try VolumeReader.read(path) }
    #expect(missing?.message.contains("p.img") == true)
    let image = try folder.write(Self.bytes(file.voxels), to: "p.img")
    #expect(try VolumeReader.read(path).volume.voxels == [10, -20])
    #expect(try VolumeReader.read(image).volume.voxels == [10, -20])
    #expect(throws: ImageError.self) { try VolumeReader.read(try folder.write([1, 2, 3, 4], to: "alone.img")) }
  }

  /// Voxel (2, 3, 1), counted from 1, lies at the origin; x runs to the left.
  @Test func theOriginOfSpmIsUsed() throws {
    let file = SmallNifti(size: [4, 3, 2], voxels: [Int16](repeating: 1, count: 24))
    var header = Array(file.header.prefix(348))
    header.replaceSubrange(344..<348, with: [0, 0, 0, 0])
    header.replaceSubrange(253..<259, with: [2, 0, 3, 0, 1, 0])
    header.replaceSubrange(108..<112, with: [0, 0, 0, 0])
    let path = try folder.write(header, to: "o.hdr")
    try folder.write(Self.bytes(file.voxels), to: "o.img")
    let found = try VolumeReader.header(path)
    #expect(found.fileGeometry.origin == [1, -4, 0] && found.fileGeometry.orientation == "LAS")
    #expect(found.notes.contains { $0.contains("where SPM has put it") })
  }

  @Test func analyzeIsSaidToBeAnalyze() throws {
    var file = SmallNifti(size: [2, 1, 1], voxels: [10, -20])
    // SPM keeps an originator where NIfTI has the code of its sform.
    (file.magic, file.offset, file.sformCode) = ("\0\0\0\0", 0, 1)
    let path = try folder.write(Array(file.header.prefix(348)), to: "a.hdr")
    try folder.write(Self.bytes(file.voxels), to: "a.img")
    let header = try VolumeReader.header(path)
    #expect(header.format == "Analyze 7.5" && header.fileGeometry.orientation == "LAS")
    #expect(header.notes.contains { $0.contains("no orientation on disk") })
    #expect(try VolumeReader.read(path).volume.voxels == [-20, 10])
  }
}
