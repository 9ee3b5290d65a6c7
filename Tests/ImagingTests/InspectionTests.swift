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
    let found = try Inspector.files([folder.path]).map { Inspector().inspect($0) }
    #expect(found.map(\.format) == ["PNG", "NIfTI-1", "DICOM", nil])
    #expect(found.map(\.status) == [.ok, .ok, .ok, .refused])
    for inspection in found { #expect(Set(try json(inspection).keys) == keys, "\(inspection.path)") }
    #expect(found[0].shape == [4, 6, 3] && found[0].dtype == "uint8")
    #expect(found[1].shape == [4, 3, 3] && found[1].orientation == "LPS" && found[1].codec == "gzip")
    #expect(found[2].shape == [3, 4] && found[2].spacingMm == [0.75, 0.5] && found[2].orientation == "LPS")
    let cut = Inspector().inspect(try folder.write(Array([UInt8](repeating: 0x49, count: 2) + [42, 0]), as: "cut.tif"))
    #expect(cut.status == .refused && cut.format == "TIFF")
    #expect(found[3].reason?.contains("is no PNG") == true)
  }

  @Test func storedAndValuesDiffer() throws {
    var file = SmallNifti(size: [2, 1, 1, 2], voxels: [1, 2, 3, 4])
    (file.slope, file.intercept) = (-2, 1)
    let nifti = Inspector().inspect(try folder.write(file.bytes, as: "a.nii"))
    #expect(nifti.stored == Intensities(min: 1, max: 4, mean: 2.5))
    #expect(
      nifti.values == Intensities(min: -7, max: -1, mean: -4) && nifti.frames == 2 && nifti.shape == [2, 1, 1, 2])
    var dicom = SmallDicom(rows: 1, columns: 2, values: [10, 20])
    dicom.set(0x0028_1053, text: "0.5", "DS")
    let found = Inspector().inspect(try folder.write(dicom.bytes, as: "b.dcm"))
    #expect(found.stored?.mean == 15 && found.values?.mean == 7.5)
    #expect(found.codec == "Explicit VR Little Endian (1.2.840.10008.1.2.1)")
  }

  @Test func numbersThatAreNoneAreCounted() throws {
    var file = SmallNifti(size: [5, 1, 1])
    file.other = (16, 32, [Float.nan, .infinity, 3e38, -3e38, 31].withUnsafeBytes { [UInt8]($0) })
    let found = Inspector().inspect(try folder.write(file.bytes, as: "a.nii"))
    // The mean keeps the 31 beside the huge values.
    #expect(abs((found.stored?.mean ?? 0) - 31.0 / 3) < 1e-9 && found.stored?.nNan == 1 && found.stored?.nPosInf == 1)
  }

  @Test func missingPathsAndHiddenFiles() throws {
    try folder.write([1], as: ".hidden")
    try FileManager.default.createDirectory(atPath: folder.file("deeper"), withIntermediateDirectories: false)
    try folder.write([1], as: "deeper/x")
    #expect(try Inspector.files([folder.path]) == [folder.file("deeper/x")])
    let missing = try Inspector.files([folder.file("none")]).map { Inspector().inspect($0) }
    #expect(missing.count == 1 && missing[0].status == .refused && missing[0].reason?.contains("No such file") == true)
  }
}
