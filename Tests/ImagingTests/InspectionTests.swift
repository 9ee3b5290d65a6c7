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
    try ImageWriter.png(gradient(height: 4, width: 6), to: folder.file("a.png"))
    try VolumeWriter.write(DicomSeriesFiles.axial(3), to: folder.file("b.nii.gz"), as: .int16)
    try folder.write(DicomSeriesFiles.slices(DicomSeriesFiles.axial(3))[0].bytes, as: "c.dcm")
    try folder.write(Array("text".utf8), as: "d.png")
    let found = try Inspector.files([folder.path]).map { try Inspector().inspect($0) }
    #expect(found.map(\.format) == ["PNG", "NIfTI-1", "DICOM", nil])
    #expect(found.map(\.status) == [.ok, .ok, .ok, .refused])
    for inspection in found { #expect(Set(try json(inspection).keys) == keys, "\(inspection.path)") }
    #expect(found[0].shape == [4, 6, 3] && found[0].dtype == "uint8")
    #expect(found[1].shape == [4, 3, 3] && found[1].orientation == "LPS" && found[1].codec == "gzip")
    #expect(found[2].shape == [3, 4] && found[2].spacingMm == [0.75, 0.5] && found[2].orientation == "LPS")
    let cut = try Inspector().inspect(folder.write([0x49, 0x49, 42, 0], as: "cut.tif"))
    #expect(cut.status == .refused && cut.format == "TIFF")
    #expect(found[3].reason?.contains("is no PNG") == true)
  }

  @Test func storedAndValuesDiffer() throws {
    var file = SmallNifti(size: [2, 1, 1, 2], voxels: [1, 2, 3, 4])
    (file.slope, file.intercept) = (-2, 1)
    let nifti = try Inspector().inspect(folder.write(file.bytes, as: "a.nii"))
    #expect(nifti.stored == Intensities(min: 1, max: 4, mean: 2.5))
    #expect(
      nifti.values == Intensities(min: -7, max: -1, mean: -4) && nifti.frames == 2 && nifti.shape == [2, 1, 1, 2])
    var dicom = SmallDicom(rows: 1, columns: 2, values: [10, 20])
    dicom.set(0x0028_1053, text: "0.5", "DS")
    let found = try Inspector().inspect(folder.write(dicom.bytes, as: "b.dcm"))
    #expect(found.stored?.mean == 15 && found.values?.mean == 7.5)
    #expect(found.codec == "Explicit VR Little Endian (1.2.840.10008.1.2.1)")
  }

  @Test func numbersThatAreNoneAreCounted() throws {
    var file = SmallNifti(size: [5, 1, 1])
    file.other = (16, 32, [Float.nan, .infinity, 3e38, -3e38, 31].withUnsafeBytes { [UInt8]($0) })
    let found = try Inspector().inspect(folder.write(file.bytes, as: "a.nii"))
    // The mean keeps the 31 beside the huge values.
    #expect(abs((found.stored?.mean ?? 0) - 31.0 / 3) < 1e-9 && found.stored?.nNan == 1 && found.stored?.nPosInf == 1)
  }

  @Test func missingPathsAndHiddenFiles() throws {
    try folder.write([1], as: ".hidden")
    try FileManager.default.createDirectory(atPath: folder.file("deeper"), withIntermediateDirectories: false)
    try folder.write([1], as: "deeper/x")
    #expect(Inspector.files([folder.path]) == [folder.file("deeper/x")])
    let missing = try Inspector.files([folder.file("none")]).map { try Inspector().inspect($0) }
    #expect(missing.count == 1 && missing[0].status == .refused && missing[0].reason?.contains("No such file") == true)
  }

  /// Two links to their own folder double the paths below it at every step.
  @Test func everyFolderIsWalkedOnce() throws {
    for name in ["a.png", "b.png"] { try folder.write([1], as: name) }
    for name in ["again", "more"] {
      try FileManager.default.createSymbolicLink(atPath: folder.file(name), withDestinationPath: ".")
    }
    #expect(Inspector.files([folder.path]) == [folder.file("a.png"), folder.file("b.png")])
    // Two names given by the user stay two.
    #expect(Inspector.files([folder.path, folder.file("more")]).count == 4)
  }

  @Test func foldersWithoutFilesAreRefused() throws {
    let empty = folder.file("empty")
    try FileManager.default.createDirectory(atPath: empty + "/deeper", withIntermediateDirectories: true)
    try folder.write([1], as: "empty/.hidden")
    try FileManager.default.createSymbolicLink(atPath: empty + "/again", withDestinationPath: ".")
    let found = try Inspector.files([empty]).map { try Inspector().inspect($0) }
    #expect(found.map(\.path) == [empty] && found.map(\.status) == [.refused])
    #expect(found.first?.reason?.contains("holds no files") == true)
    // Below a folder with files it needs no word.
    try folder.write([1], as: "x")
    #expect(Inspector.files([folder.path]) == [folder.file("x")])
  }

  /// Opening a pipe would wait for its writer.
  @Test(.timeLimit(.minutes(1))) func pipesAndDevicesAreRefusedAtOnce() throws {
    let pipe = folder.file("pipe.png")
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
    let (written, path) = (folder.file("a." + ending), folder.file("a.png"))
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
