import Foundation
import GoldenArrays
import Testing

@testable import Imaging

@Suite struct InspectionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func json(_ inspection: Inspection) throws -> [String: Any] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let found = try JSONSerialization.jsonObject(with: encoder.encode(inspection))
    return try #require(found as? [String: Any])
  }

  @Test func everyKeyIsThereForEveryFile() throws {
    let keys: Set = [
      "path", "status", "reason", "format", "codec", "frames", "shape", "dtype", "stored", "values", "spacing_mm",
      "orientation", "mpp", "levels", "notes",
    ]
    try ImageWriter.png(gradient(height: 4, width: 6), to: folder.path("a.png"))
    try VolumeWriter.write(DicomSeriesFiles.axial(3), to: folder.path("b.nii.gz"), as: .int16)
    try folder.write(DicomSeriesFiles.slices(DicomSeriesFiles.axial(3))[0].bytes, to: "c.dcm")
    try folder.write(Array("text".utf8), to: "d.png")
    let found = try Inspector.files([folder.path]).map { try Inspector().inspect($0) }
    #expect(found.map(\.format) == ["PNG", "NIfTI-1", "DICOM", nil])
    #expect(found.map(\.status) == [.ok, .ok, .ok, .refused])
    for inspection in found { #expect(Set(try json(inspection).keys) == keys, "\(inspection.path)") }
    #expect(found[0].shape == [4, 6, 3] && found[0].dtype == "uint8")
    #expect(found[1].shape == [4, 3, 3] && found[1].orientation == "LPS" && found[1].codec == "gzip")
    #expect(found[2].shape == [3, 4] && found[2].spacingMm == [0.75, 0.5] && found[2].orientation == "LPS")
    let cut = try Inspector().inspect(folder.write([0x49, 0x49, 42, 0], to: "cut.tif"))
    #expect(cut.status == .refused && cut.format == "TIFF")
    #expect(found[3].reason?.contains("is no PNG") == true)
  }

  @Test func storedAndValuesDiffer() throws {
    var file = SmallNifti(size: [2, 1, 1, 2], voxels: [1, 2, 3, 4])
    (file.slope, file.intercept) = (-2, 1)
    let nifti = try Inspector().inspect(folder.write(file.bytes, to: "a.nii"))
    #expect(nifti.stored == Intensities(min: 1, max: 4, mean: 2.5))
    #expect(
      nifti.values == Intensities(min: -7, max: -1, mean: -4) && nifti.frames == 2 && nifti.shape == [2, 1, 1, 2])
    var dicom = SmallDicom(rows: 1, columns: 2, values: [10, 20])
    dicom.set(0x0028_1053, text: "0.5", "DS")
    let found = try Inspector().inspect(folder.write(dicom.bytes, to: "b.dcm"))
    #expect(found.stored?.mean == 15 && found.values?.mean == 7.5)
    #expect(found.codec == "Explicit VR Little Endian (1.2.840.10008.1.2.1)")
  }

  @Test func numbersThatAreNoneAreCounted() throws {
    var file = SmallNifti(size: [5, 1, 1])
    file.other = (16, 32, [Float.nan, .infinity, 3e38, -3e38, 31].withUnsafeBytes { [UInt8]($0) })
    let found = try Inspector().inspect(folder.write(file.bytes, to: "a.nii"))
    // The mean keeps the 31 beside the huge values.
    #expect(abs((found.stored?.mean ?? 0) - 31.0 / 3) < 1e-9 && found.stored?.nNan == 1 && found.stored?.nPosInf == 1)
  }

  /// Sums that no number holds have a mean, and what is none is null.
  @Test func hugeValuesDoNotBreakJson() throws {
    for values in [
      [1.7e308, 1.7e308, 1.7e308], [1.7e308, -1.7e308, 31], [-1.7e308, -1.7e308, 1e300, Double.leastNonzeroMagnitude],
    ] {
      var sum = IntensitySum()
      values.forEach { sum.add($0) }
      let found = sum.intensities
      let mean = values.reduce(0) { $0 + $1 / Double(values.count) }
      #expect(abs((found.mean ?? .nan) - mean) <= abs(mean) * 1e-12, "\(values)")
      #expect(found.min == values.min() && found.max == values.max())
      _ = try JSONEncoder().encode(found)
    }
    let scaled = Intensities(min: 1, max: 1e308, mean: 1e307).scaled(slope: 100, intercept: 0)
    let text = String(decoding: try JSONEncoder().encode(scaled), as: UTF8.self)
    #expect(text.contains("\"min\":100") && text.contains("\"max\":null") && text.contains("\"mean\":null"))
  }

  @Test func whatIsNoImageOfItsOwnIsLeftOutOfFolders() throws {
    let header =
      "NDims = 3\nDimSize = 2 1 1\nElementSpacing = 1 1 1\nElementType = MET_UCHAR\n" + "ElementDataFile = v.raw\n"
    try folder.write(Array(header.utf8), to: "v.mhd")
    try folder.write([1, 2], to: "v.raw")
    try ImageWriter.png(gradient(height: 4, width: 6), to: folder.path("a.png"))
    try folder.write([0, 1, 2, 3], to: "binary.xyz")
    try folder.write(Array("text".utf8), to: "broken.nii")
    let others: [(String, [UInt8], String)] = [
      ("DICOMDIR", [0, 1, 2], "an index of DICOM files"), ("README", Array("caf\u{E9}".utf8), "text"),
      ("old.txt", [0x63, 0xE9, 0x0D, 0x0A], "text"), ("o.geojson", Array("{\"type\": 1}".utf8), "text"),
    ]
    for (name, bytes, _) in others { try folder.write(bytes, to: name) }
    let listing = InspectionListing([folder.path])
    let name = { (path: String) in URL(fileURLWithPath: path).lastPathComponent }
    #expect(listing.images.map(name) == ["a.png", "binary.xyz", "broken.nii", "v.mhd"])
    var reasons = Dictionary(uniqueKeysWithValues: listing.others.map { (name($0.path), $0.reason) })
    #expect(reasons.removeValue(forKey: "v.raw") == "the voxels of v.mhd")
    #expect(reasons == Dictionary(uniqueKeysWithValues: others.map { ($0.0, $0.2) }))
    let refused = try Inspector().inspect(folder.path("binary.xyz"))
    for format in ["PNG", "DICOM", "NIfTI", "Analyze", "MetaImage", "NRRD", "whole slide"] {
      #expect(refused.reason?.contains(format) == true, "\(format)")
    }
    // What the user named is looked at.
    #expect(InspectionListing([folder.path("README")]).images == [folder.path("README")])
    #expect(InspectionListing([folder.path("none")]).images == [folder.path("none")])
  }

  @Test func aFolderWithoutImagesIsRefused() throws {
    try FileManager.default.createDirectory(atPath: folder.path("docs"), withIntermediateDirectories: false)
    try folder.write(Array("text".utf8), to: "docs/README")
    let listing = InspectionListing([folder.path("docs")])
    #expect(listing.images == [folder.path("docs")] && listing.others.count == 1)
    let found = try Inspector().inspect(listing.images[0])
    #expect(found.status == .refused && found.reason?.hasPrefix("the folder holds no images") == true)
  }

  @Test func missingPathsAndHiddenFiles() throws {
    try folder.write([1], to: ".hidden")
    try FileManager.default.createDirectory(atPath: folder.path("deeper"), withIntermediateDirectories: false)
    try folder.write([1], to: "deeper/x")
    #expect(Inspector.files([folder.path]) == [folder.path("deeper/x")])
    let missing = try Inspector.files([folder.path("none")]).map { try Inspector().inspect($0) }
    #expect(missing.count == 1 && missing[0].status == .refused && missing[0].reason?.contains("No such file") == true)
  }

  /// Two links to their own folder double the paths below it at every step.
  @Test func everyFolderIsWalkedOnce() throws {
    for name in ["a.png", "b.png"] { try folder.write([1], to: name) }
    for name in ["again", "more"] {
      try FileManager.default.createSymbolicLink(atPath: folder.path(name), withDestinationPath: ".")
    }
    #expect(Inspector.files([folder.path]) == [folder.path("a.png"), folder.path("b.png")])
    // Two names given by the user stay two.
    #expect(Inspector.files([folder.path, folder.path("more")]).count == 4)
  }

  @Test func foldersWithoutFilesAreRefused() throws {
    let empty = folder.path("empty")
    try FileManager.default.createDirectory(atPath: empty + "/deeper", withIntermediateDirectories: true)
    try folder.write([1], to: "empty/.hidden")
    try FileManager.default.createSymbolicLink(atPath: empty + "/again", withDestinationPath: ".")
    let found = try Inspector.files([empty]).map { try Inspector().inspect($0) }
    #expect(found.map(\.path) == [empty] && found.map(\.status) == [.refused])
    #expect(found.first?.reason?.contains("holds no files") == true)
    // Below a folder with files it needs no word.
    try folder.write([1], to: "x")
    #expect(Inspector.files([folder.path]) == [folder.path("x")])
  }

  /// Opening a pipe would wait for its writer.
  @Test(.timeLimit(.minutes(1))) func pipesAndDevicesAreRefusedAtOnce() throws {
    let pipe = folder.path("pipe.png")
    #expect(mkfifo(pipe, 0o600) == 0)
    for path in [pipe, "/dev/null"] {
      let wanted = ImageError("is not a regular file", path: path)
      #expect(throws: wanted) { try ImageReader.read(path) }
      #expect(throws: wanted) { try ImageReader.size(of: path) }
      #expect(throws: wanted) { try VolumeReader.read(path) }
      #expect(throws: wanted) { try Slide(path) }
      let found = try Inspector().inspect(path)
      #expect(found.status == .refused && found.reason == wanted.message)
    }
    #expect(Inspector.files([folder.path]) == [pipe])
  }

  @Test(arguments: [("mha", "MetaImage"), ("nrrd", "NRRD"), ("nii", "NIfTI"), ("nii.gz", "gzip data")])
  func volumesNamedLikePicturesAreTold(ending: String, content: String) throws {
    let (written, path) = (folder.path("a." + ending), folder.path("a.png"))
    try VolumeWriter.write(DicomSeriesFiles.axial(3), to: written, as: .int16)
    try FileManager.default.moveItem(atPath: written, toPath: path)
    let error = #expect(throws: ImageError.self) { try ImageReader.read(path) }
    #expect(error?.message.hasPrefix("holds \(content); rename it to .\(ending)") == true)
    // A look at the file reads it, and says the same.
    let found = try Inspector().inspect(path)
    #expect(found.status == .ok && found.shape == [4, 3, 3])
    #expect(found.notes.contains { $0.hasSuffix("rename it to .\(ending)") })
  }
}
