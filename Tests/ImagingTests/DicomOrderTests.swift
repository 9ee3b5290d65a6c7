import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// Slices whose place is missing, and slices closer than scanners make them.
@Suite struct DicomOrderTests {
  private let folder: TemporaryFolder
  private let irregular = VolumeReadOptions(acceptsIrregularGeometry: true)

  init() throws { folder = try TemporaryFolder() }

  /// Names that run against the slices.
  private func write(_ files: [SmallDicom]) throws {
    for (index, file) in files.enumerated() { try folder.write(file.bytes, to: "f\(9 - index).dcm") }
  }

  private func refusal(_ options: VolumeReadOptions = VolumeReadOptions()) -> String {
    message { _ = try VolumeReader.read(folder.path, options) }
  }

  private static func numbered(_ volume: Volume) -> [SmallDicom] {
    var files = DicomSeriesFiles.slices(volume)
    for index in files.indices { files[index].set(0x0020_0013, text: "\(index + 1)", "IS") }
    return files
  }

  @Test func instanceNumbersOrderWhatHasNoPlace() throws {
    let volume = DicomSeriesFiles.axial(5)
    var files = Self.numbered(volume)
    files[3].remove(0x0020_0032)
    try write(files)
    #expect(refusal().contains("f6.dcm has no position (0020,0032); set irregular_geometry: true"))
    #expect(refusal().contains("by InstanceNumber (0020,0013)"))
    let (found, notes) = try VolumeReader.read(folder.path, irregular)
    #expect(found.voxels == volume.voxels)
    #expect(notes.contains("f6.dcm has no position (0020,0032)"))
    #expect(notes.contains("slices are stacked in the order of their InstanceNumber (0020,0013)"))
    // Two of one number are told.
    files[2].set(0x0020_0013, text: "2", "IS")
    try write(files)
    #expect(
      try VolumeReader.read(folder.path, irregular).notes.contains {
        $0.hasPrefix("f7.dcm and f8.dcm have the same InstanceNumber")
      })
  }

  @Test func namesOrderOnlyWithoutInstanceNumbers() throws {
    let volume = DicomSeriesFiles.axial(5)
    var files = Self.numbered(volume)
    files[3].remove(0x0020_0032)
    files[1].remove(0x0020_0013)
    try write(files)
    let (found, notes) = try VolumeReader.read(folder.path, irregular)
    let backwards = (0..<5).reversed().flatMap { (plane: Int) -> [Float] in
      Array(volume.voxels[plane * 12..<plane * 12 + 12])
    }
    #expect(found.voxels == backwards)
    #expect(
      notes.contains("f8.dcm has no InstanceNumber (0020,0013): slices are stacked in the order of their names"))
  }

  /// It is no localiser: nothing says where it lies.
  @Test func aSliceWithoutPlaceAndDirectionIsTold() throws {
    let volume = DicomSeriesFiles.axial(4)
    var files = Self.numbered(volume)
    files[2].remove(0x0020_0032)
    files[2].remove(0x0020_0037)
    files[2].remove(0x0028_0030)
    try write(files)
    #expect(refusal().contains("f7.dcm has no position (0020,0032) and no orientation (0020,0037)"))
    #expect(!refusal().contains("localiser"))
    let (found, notes) = try VolumeReader.read(folder.path, irregular)
    #expect(found.voxels == volume.voxels && abs(found.spacing[0] - 0.5) < 1e-9)
    #expect(notes.contains("f7.dcm has no pixel spacing (0028,0030): taken as that of f6.dcm"))
  }

  /// Slices of a micrometre: a gap is one there too, and two places are two.
  @Test func tolerancesScaleWithTheVoxel() throws {
    let write = { (places: [Double]) in
      for (index, place) in places.enumerated() {
        var file = SmallDicom(rows: 1, columns: 2, values: [index, index])
        file.place([0, 0, place], [1, 0, 0, 0, 1, 0], spacing: [0.001, 0.001])
        try folder.write(file.bytes, to: "f\(index).dcm")
      }
    }
    try write([0, 0.001, 0.002, 0.003])
    #expect(abs(try VolumeReader.read(folder.path).volume.spacing[2] - 0.001) < 1e-9)
    try write([0, 0.001, 0.002, 0.004])
    #expect(refusal().contains("1 slice is missing"), "\(refusal())")
  }
}
