import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// One marked voxel, found at the same millimetres through every format.
@Suite struct VolumeFormatsTests {
  private static let marked = [5, 1, 3]

  /// A volume on oblique, anisotropic, flipped axes with one bright voxel.
  private static func volume() throws -> Volume {
    let file = try VolumeGeometryTests.oblique()
    let turn = AxisTurn(file.direction)
    let walk = turn.walk(size: file.size, strides: [1, file.size[0], file.size[0] * file.size[1]])
    var stored = (0..<file.size.reduce(1, *)).map { Float($0 % 50) }
    stored[(marked[2] * file.size[1] + marked[1]) * file.size[0] + marked[0]] = 900
    let voxels = stored.withUnsafeBytes { VoxelConversion(type: .float32, slope: 1, intercept: 0).gather($0, walk) }
    return Volume(geometry: turn.turned(file), fileGeometry: file, voxels: voxels)
  }

  private static func place(of value: Float, in volume: Volume) throws -> [Double] {
    let index = try #require(volume.voxels.firstIndex(of: value))
    let (x, y) = (index % volume.size[0], index / volume.size[0] % volume.size[1])
    let z = index / (volume.size[0] * volume.size[1])
    return volume.geometry.place(ofVoxel: [Double(x), Double(y), Double(z)])
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double { Vector.norm(Vector.difference(a, b)) }

  @Test(arguments: ["v.nii", "v.nii.gz", "v.mha", "v.mhd", "v.nrrd", "v.nhdr"])
  func aMarkedPointStaysWhereItIs(name: String) throws {
    let folder = try TemporaryFolder()
    let volume = try Self.volume()
    let truth = volume.fileGeometry.place(ofVoxel: Self.marked.map(Double.init))
    for (stored, isDeflated) in [(VolumeWriter.Stored.float32, false), (.int16, true), (.uint16, false)] {
      try VolumeWriter.write(volume, to: folder.path(name), as: stored, isDeflated: isDeflated)
      let (found, _) = try VolumeReader.read(folder.path(name))
      #expect(found.voxels == volume.voxels)
      try volume.requireSameGrid(as: found, tolerance: 1e-3)
      #expect(Self.distance(try Self.place(of: 900, in: found), truth) < 1e-3)
      #expect(found.fileGeometry.orientation == "LPS")
      let header = try VolumeReader.header(folder.path(name))
      #expect(header.geometry == found.geometry && header.frameCount == 1)
    }
  }

  @Test func aMarkedPointStaysWhereItIsInDicom() throws {
    let folder = try TemporaryFolder()
    let volume = try Self.volume()
    try DicomSeriesFiles.write(volume, to: folder.path)
    let (found, _) = try VolumeReader.read(folder.path)
    let truth = volume.fileGeometry.place(ofVoxel: Self.marked.map(Double.init))
    #expect(found.voxels == volume.voxels)
    #expect(Self.distance(try Self.place(of: 900, in: found), truth) < 1e-3)
    try volume.requireSameGrid(as: found, tolerance: 1e-3)
    // And back out of DICOM into a format for masks.
    try VolumeWriter.write(found, to: folder.path("mask.nii.gz"), as: .int16)
    let mask = try VolumeReader.read(folder.path("mask.nii.gz")).volume
    try found.requireSameGrid(as: mask)
    #expect(mask.voxels == volume.voxels)
  }

  @Test func valuesThatDoNotFitAreNotWritten() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: ImageError.self) {
      try VolumeWriter.write(try Self.volume(), to: folder.path("v.nii"), as: .uint8)
    }
    #expect(error?.message.contains("900") == true)
    #expect(throws: ImageError.self) { try VolumeWriter.write(try Self.volume(), to: folder.path("v.png")) }
    #expect(throws: ImageError.self) { try VolumeWriter.write(try Self.volume(), to: folder.path("none/v.nii")) }
  }

  @Test func aFailedWriteChangesNothing() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1, 2, 3], to: "v.nii")
    #expect(throws: ImageError.self) { try VolumeWriter.write(try Self.volume(), to: path, as: .uint8) }
    #expect(throws: ImageError.self) { try VolumeWriter.write(try Self.volume(), to: folder.path("v.png")) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["v.nii"])
    #expect(try FileBytes.read(path) == [1, 2, 3])
    try VolumeWriter.write(try Self.volume(), to: path)
    #expect(try VolumeReader.read(path).volume.voxels.contains(900))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["v.nii"])
  }

  // MARK: headers

  @Test func sizesBeyondEveryIntegerAreErrors() throws {
    let folder = try TemporaryFolder()
    try folder.write([1, 2], to: "v.raw")
    let sizes = "2305843009213693952 2"
    let nrrd =
      "NRRD0004\ntype: double\ndimension: 2\nsizes: \(sizes)\nencoding: raw\nbyte skip: -1\n"
      + "data file: v.raw\n\n"
    let meta = "NDims = 2\nDimSize = \(sizes)\nElementType = MET_LONG\nHeaderSize = -1\nElementDataFile = v.raw\n"
    for (text, name) in [(nrrd, "v.nhdr"), (meta, "v.mhd")] {
      let path = try folder.write(Array(text.utf8), to: name)
      let error = #expect(throws: ImageError.self) { try VolumeReader.companions(of: path) }
      #expect(error?.message.contains("above the limit") == true, "\(name)")
    }
  }

  private static let meta =
    "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\nDimSize = 2 2 1\n"
    + "ElementSpacing = 1 2 3\nOffset = 4 5 6\n"

  @Test func metaImageWithChannelsHasFrames() throws {
    let folder = try TemporaryFolder()
    let text = Self.meta + "ElementNumberOfChannels = 3\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n"
    let path = try folder.write(Array(text.utf8) + (1...12).map { UInt8($0) }, to: "v.mha")
    // The file runs left and back, so the first voxel comes last along x and y.
    #expect(try VolumeReader.read(path).volume.voxels == [10, 7, 4, 1])
    #expect(try VolumeReader.read(path, VolumeReadOptions(frame: 2)).volume.voxels == [12, 9, 6, 3])
    #expect(throws: ImageError.self) { try VolumeReader.read(path, VolumeReadOptions(frame: 3)) }
    let header = try VolumeReader.header(path)
    #expect(header.fileGeometry.orientation == "LPS" && header.fileGeometry.origin == [-4, -5, 6])
  }

  @Test func bigEndianAndAFileBesideTheHeader() throws {
    let folder = try TemporaryFolder()
    try folder.write([9, 9, 0, 1, 0, 2, 1, 0, 2, 0], to: "v.raw")
    let text =
      Self.meta.replacingOccurrences(of: "MSB = False", with: "MSB = True")
      + "HeaderSize = 2\nElementType = MET_USHORT\nElementDataFile = v.raw\n"
    let path = try folder.write(Array(text.utf8), to: "v.mhd")
    #expect(try VolumeReader.read(path).volume.voxels == [512, 256, 2, 1])
  }

  /// As ITK has it: -1 takes the last bytes of the file, another number counts from its beginning.
  @Test func voxelsBehindMoreThanTheHeader() throws {
    let folder = try TemporaryFolder()
    let read = { (size: String, bytes: [UInt8]) in
      let text = Self.meta + "ElementType = MET_UCHAR\nHeaderSize = \(size)\nElementDataFile = LOCAL\n"
      return try VolumeReader.read(folder.write(Array(text.utf8) + bytes, to: "v.mha")).volume.voxels
    }
    #expect(try read("-1", [9, 9, 9, 1, 2, 3, 4]) == [4, 3, 2, 1])
    #expect(try read("-1", [1, 2, 3, 4]) == [4, 3, 2, 1])
    #expect(try read("0", [1, 2, 3, 4]) == [4, 3, 2, 1])
    let start = Self.meta.utf8.count + "ElementType = MET_UCHAR\nHeaderSize = 100\nElementDataFile = LOCAL\n".utf8.count
    #expect(try read("\(start + 3)", [9, 9, 9, 1, 2, 3, 4]) == [4, 3, 2, 1])
    #expect(message { _ = try read("3", [9, 9, 9, 1, 2, 3, 4]) }.contains("lies inside the header"))
    #expect(message { _ = try read("-1", [1, 2]) }.contains("truncated MetaImage"))
  }

  @Test(arguments: [
    ("ElementDataFile = ../v.raw", "beside or below"), ("ElementDataFile = /etc/hostname", "beside or below"),
    ("ElementDataFile = LIST", "list of files"), ("ElementDataFile = none.raw", "missing"),
    ("HeaderSize = -1\nElementDataFile = LOCAL", "truncated"), ("DimSize = 9 9 9\nElementDataFile = LOCAL", "twice"),
    ("ElementDataFile = LOCAL", "truncated"), ("BinaryData2 = x", "no ElementDataFile"),
    ("CompressedData = True\nElementDataFile = LOCAL", "cannot hold"),
  ])
  func metaImagesThatLie(end: String, reason: String) throws {
    let folder = try TemporaryFolder()
    let text = Self.meta + "ElementType = MET_SHORT\n" + end + "\n"
    let path = try folder.write(Array(text.utf8), to: "v.mha")
    let error = #expect(throws: ImageError.self) { try VolumeReader.read(path) }
    #expect(error?.message.contains(reason) == true && error?.path == path, "\(error?.message ?? "")")
  }

  private static func nrrd(_ fields: String, _ bytes: [UInt8]) -> [UInt8] {
    Array(("NRRD0004\n# made by a test\ntype: uchar\n" + fields + "\n\n").utf8) + bytes
  }

  @Test func nrrdSpacesAndAxesThatAreNoSpace() throws {
    let folder = try TemporaryFolder()
    let common = "dimension: 4\nsizes: 2 2 1 2\nencoding: raw\nspace directions: none (1,0,0) (0,2,0) (0,0,3)\n"
    let bytes = (1...8).map { UInt8($0) }
    let ras = Self.nrrd(common + "space: right-anterior-superior\nspace origin: (7,8,9)", bytes)
    let path = try folder.write(ras, to: "ras.nrrd")
    let volume = try VolumeReader.read(path).volume
    #expect(volume.voxels == [1, 3, 5, 7] && volume.size == [2, 1, 2] && volume.origin == [7, 8, 9])
    #expect(try VolumeReader.read(path, VolumeReadOptions(frame: 1)).volume.voxels == [2, 4, 6, 8])
    let lps = Self.nrrd(common + "space: LPS\nspace origin: (7,8,9)", bytes)
    let other = try VolumeReader.read(folder.write(lps, to: "lps.nrrd")).volume
    #expect(other.voxels == [3, 1, 7, 5] && other.fileGeometry.origin == [-7, -8, 9])
  }

  @Test(arguments: [
    ("dimension: 3\nsizes: 2 2 1\nencoding: raw", "spacing is missing"),
    ("dimension: 3\nsizes: 2 2\nencoding: raw\nspacings: 1 1 1", "sizes has 2"),
    ("dimension: 3\nsizes: 2 2 2\nencoding: raw\nspacings: 1 1 1", "truncated"),
    ("dimension: 3\nsizes: 2 2 900000000000\nencoding: raw\nspacings: 1 1 1", "above the limit"),
    ("dimension: 3\nsizes: 2 2 1\nencoding: bzip2\nspacings: 1 1 1", "bzip2"),
    ("dimension: 3\nsizes: 2 2 1\nencoding: raw\nspacings: 1 1 1\nbyte skip: 9223372036854775807", "every file"),
    ("dimension: 3\nsizes: 2 2 1\nencoding: gzip\nspacings: 1 1 1", "cannot hold"),
    ("dimension: 3\nsizes: 2 2 1\nencoding: raw\nspace directions: (1,0,0) (1,0,0) (0,0,1)", "one plane"),
    ("dimension: 3\nsizes: 2 2 1\nencoding: raw\nspace directions: (1,0,0) (x,0,0) (0,0,1)", "space directions"),
    ("dimension: 3\nsizes: 2 2 1\nencoding: raw\nspacings: 1 1 1\ndata file: ../x", "beside or below"),
  ])
  func nrrdFilesThatLie(fields: String, reason: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.nrrd(fields, reason == "cannot hold" ? [] : [1, 2, 3, 4]), to: "v.nrrd")
    let error = #expect(throws: ImageError.self) { try VolumeReader.read(path) }
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }
}
