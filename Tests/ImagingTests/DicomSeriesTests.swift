import Foundation
import GoldenArrays
import Testing

@testable import Imaging

@Suite struct DicomSeriesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ files: [SmallDicom]) throws {
    for (index, file) in files.enumerated() { try folder.write(file.bytes, to: "f\(index).dcm") }
  }

  private let irregular = VolumeReadOptions(acceptsIrregularGeometry: true)

  private func refusal(_ path: String? = nil) -> String {
    do {
      _ = try VolumeReader.read(path ?? folder.path)
      return "was read"
    } catch { return "\(error)" }
  }

  /// Case O10 (Slicer#7730).
  @Test func namesDecideNothing() throws {
    let volume = DicomSeriesFiles.axial()
    let (other, names) = (try TemporaryFolder(), (0..<10).map { "n\($0 * 7 % 10)" })
    try DicomSeriesFiles.write(volume, to: folder.path)
    try DicomSeriesFiles.write(volume, to: other.path, names: names)
    let (a, b) = (try VolumeReader.read(folder.path).volume, try VolumeReader.read(other.path).volume)
    #expect(a.voxels == b.voxels && a.geometry == b.geometry && a.voxels == volume.voxels)
    try volume.requireSameGrid(as: a, tolerance: 1e-6)
    #expect(abs(a.spacing[2] - 1.6) < 1e-9)
  }

  /// Case O09 (dcmstack#55, rse-panimg#7).
  @Test func aGapIsRefusedWithItsPlace() throws {
    var files = DicomSeriesFiles.slices(DicomSeriesFiles.axial())
    files.remove(at: 5)
    try write(files)
    let text = refusal()
    #expect(text.contains("3.2 mm") && text.contains("1.6 mm expected") && text.contains("1 slice is missing"))
    #expect(text.contains("f4.dcm at -43.6 mm") && text.contains("f5.dcm at -40.4 mm"), "\(text)")
    let (volume, notes) = try VolumeReader.read(folder.path, irregular)
    #expect(volume.size == [4, 3, 9] && notes.contains { $0.contains("3.2 mm") })
    // Its planes are not where its slices were, which labels must know.
    #expect(volume.grid.isAssumed)
    #expect(try VolumeReader.header(folder.path, irregular).grid == volume.grid)
    try write(DicomSeriesFiles.slices(DicomSeriesFiles.axial()))
    #expect(try !VolumeReader.read(folder.path, irregular).volume.grid.isAssumed)
  }

  /// Positions decide; the thickness is asked for only where there is a single slice.
  @Test func aThicknessThatIsNoNumberDoesNoHarm() throws {
    var files = DicomSeriesFiles.slices(DicomSeriesFiles.axial())
    for index in files.indices { files[index].set(0x0018_0050, text: "1.6mm", "DS") }
    try write(files)
    #expect(try abs(VolumeReader.read(folder.path).volume.spacing[2] - 1.6) < 1e-9)
  }

  @Test func duplicatesMixturesAndMissingPlacesAreRefused() throws {
    let files = DicomSeriesFiles.slices(DicomSeriesFiles.axial(4))
    try write(files + [files[2]])
    #expect(refusal().contains("two slices lie at -46.8 mm") && refusal().contains("f4.dcm"))
    #expect(try VolumeReader.read(folder.path, irregular).volume.size == [4, 3, 4])

    let foreign = DicomSeriesFiles.slices(DicomSeriesFiles.axial(4), series: "9.9")
    try write(files + foreign)
    #expect(refusal().contains("2 series") && refusal().contains("9.9"))
    #expect(try VolumeReader.read(folder.path, VolumeReadOptions(series: "9.9")).volume.size == [4, 3, 4])
  }

  @Test func aSeriesIsChosenPastOthersThatAreNoVolumes() throws {
    var colour = SmallDicom(rows: 1, columns: 2, channels: 3, bytes: [1, 2, 3, 4, 5, 6], photometric: "RGB")
    colour.set(0x0020_000E, text: "9.9", "UI")
    try write(DicomSeriesFiles.slices(DicomSeriesFiles.axial(4)) + [colour])
    #expect(try VolumeReader.read(folder.path, VolumeReadOptions(series: "1.2.3")).volume.size == [4, 3, 4])
    #expect(refusal().contains("2 series"))
    let other = VolumeReadOptions(series: "9.9")
    let error = #expect(throws: ImageError.self) { try VolumeReader.read(folder.path, other) }
    #expect(error?.message.contains("colour picture") == true && error?.path?.hasSuffix("f4.dcm") == true)
  }

  /// A copy that failed, at the end of the series, leaves no gap.
  @Test func aFileNamedAsSliceIsNotLeftOut() throws {
    let volume = DicomSeriesFiles.axial(3)
    try DicomSeriesFiles.write(volume, to: folder.path)
    try folder.write([UInt8](), to: "slice9.DCM")
    #expect(refusal().contains("slice9.DCM is empty (0 bytes); get it again, or take it out of the folder"))
    try folder.write(Array("<html>not found</html>".utf8), to: "slice9.DCM")
    #expect(refusal().contains("slice9.DCM is no DICOM file"))
    try FileManager.default.removeItem(atPath: folder.path("slice9.DCM"))
    try folder.write(Array("text".utf8), to: "notes.txt")
    #expect(try VolumeReader.read(folder.path).volume.voxels == volume.voxels)
  }

  @Test func paletteIndicesAreTold() throws {
    var files = DicomSeriesFiles.slices(DicomSeriesFiles.axial(3))
    for index in files.indices { files[index].set(0x0028_0004, text: "PALETTE COLOR", "CS") }
    try write(files)
    #expect(try VolumeReader.read(folder.path).notes.contains("palette colours: voxels hold their indices"))
  }

  @Test func aDistanceOfZeroDoesNotHideTheThickness() throws {
    var file = DicomSeriesFiles.slices(DicomSeriesFiles.axial(1))[0]
    file.set(0x0018_0088, text: "0", "DS")
    file.set(0x0018_0050, text: "2", "DS")
    try write([file])
    #expect(try VolumeReader.read(folder.path).volume.spacing[2] == 2)
  }

  @Test(arguments: [true, false]) func namesDoNotChooseAmongDuplicates(hasInstances: Bool) throws {
    var files = DicomSeriesFiles.slices(DicomSeriesFiles.axial(3))
    var other = files[1]
    other.set(0x7FE0_0010, bytes: [UInt8](repeating: 9, count: 24), "OW")
    if hasInstances {
      files[1].set(0x0008_0018, text: "1.2.8", "UI")
      other.set(0x0008_0018, text: "1.2.7", "UI")
    }
    try write(files + [other])
    let found = try VolumeReader.read(folder.path, irregular).volume
    try write([files[0], other, files[2], files[1]])
    #expect(try VolumeReader.read(folder.path, irregular).volume.voxels == found.voxels)
    if hasInstances { #expect(found.voxels[12] == 0x0909) }
  }

  /// Where one place is missing no other counts: heights in millimetres and places in a list do not mix.
  @Test func withoutPlacesTheNamesOrderAllSlices() throws {
    let volume = DicomSeriesFiles.axial()
    var files = DicomSeriesFiles.slices(volume)
    files[3].remove(0x0020_0032)
    try write(files)
    let (bare, notes) = try VolumeReader.read(folder.path, irregular)
    #expect(bare.voxels == volume.voxels && bare.spacing[2] == 1)
    #expect(notes.contains { $0.contains("f3.dcm has no position") } && notes.contains { $0.contains("1 mm apart") })
    // Coronal places, and no orientation that says so.
    for index in files.indices {
      files[index].remove(0x0020_0037)
      files[index].set(0x0020_0032, text: "0\\\(index * 2)\\0", "DS")
      files[index].set(0x0018_0088, text: "1.6", "DS")
    }
    try write(files)
    let found = try VolumeReader.read(folder.path, irregular).volume
    #expect(found.voxels == volume.voxels && abs(found.spacing[2] - 1.6) < 1e-9)
    #expect(refusal().contains("irregular_geometry: true"))
  }

  @Test func absurdPositionsAreRefused() throws {
    var files = DicomSeriesFiles.slices(DicomSeriesFiles.axial(4))
    files[3].set(0x0020_0032, text: "-20\\-30\\1e300", "DS")
    try write(files)
    #expect(refusal().contains("f3.dcm at"), "\(refusal())")
    #expect(throws: ImageError.self) { try VolumeReader.read(folder.path, irregular) }
  }

  /// As with a picture: rescale, then 0...1, then inverted, once.
  @Test func slicesOfEitherPolarityGiveTheSameVolume() throws {
    let dark = DicomSeriesFiles.axial(3)
    var light = dark
    light.voxels = dark.voxels.map { 4095 - $0 }
    var files = DicomSeriesFiles.slices(light)
    for index in files.indices {
      files[index].set(0x0028_0101, short: 12)
      files[index].set(0x0028_0102, short: 11)
      files[index].set(0x0028_0004, text: "MONOCHROME1", "CS")
      files[index].set(0x0028_1052, text: "-1024", "DS")
    }
    try write(files)
    let (found, notes) = try VolumeReader.read(folder.path)
    #expect(found.isInverted && found.voxels == light.voxels.map { $0 - 1024 })
    #expect(notes.filter { $0 == "inverted (MONOCHROME1: 0 is white)" }.count == 1)
    #expect(PerceptualHash(found).words == PerceptualHash(dark).words)
    let near = { (a: [Float], b: [Float]) in a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-5 } }
    let stretched = found.normalised()
    #expect(!stretched.isInverted && near(stretched.voxels, dark.normalised().voxels))
    // 3071 - 2800 and 3071 - 3000 are the same ends, seen from the other side.
    let windowed = found.scaled(low: 2800, high: 3000)
    #expect(!windowed.isInverted && near(windowed.voxels, dark.scaled(low: 71, high: 271).voxels))
    #expect(windowed.voxels.contains(0) && Set(windowed.voxels).count > 10)
    let options = ReadOptions(window: .values(center: 2900, width: 200))
    let picture = try ImageReader.read(folder.path("f1.dcm"), options).raster
    let slice = try windowed.slice(axis: 2, index: 1)
    #expect(near(picture.floats, slice.floats))

    files[1].set(0x0028_0004, text: "MONOCHROME2", "CS")
    try write(files)
    #expect(refusal().contains("mixed series") && refusal().contains("f1.dcm is MONOCHROME2"))
    #expect(throws: ImageError.self) { try VolumeReader.read(folder.path, irregular) }
  }

  /// A small file that claims 400 MB of voxels.
  @Test func claimsWithoutPixelsAreRefused() throws {
    var file = DicomSeriesFiles.slices(DicomSeriesFiles.axial(1))[0]
    file.set(0x0028_0010, short: 10_000)
    file.set(0x0028_0011, short: 10_000)
    file.set(0x0018_0050, text: "1", "DS")
    try write([file])
    #expect(refusal().contains("truncated DICOM") && refusal().contains("24 are there"), "\(refusal())")
  }

  @Test(arguments: [
    (UInt32(0x0020_0032), "position"), (0x0020_0037, "orientation"), (0x0028_0030, "pixel spacing"),
  ])
  func missingAttributesAreNamedWithTheFile(tag: UInt32, what: String) throws {
    var files = DicomSeriesFiles.slices(DicomSeriesFiles.axial(3))
    for index in files.indices { files[index].remove(tag) }
    try write(files)
    #expect(refusal().contains("has no \(what)") && refusal().contains("f0.dcm"), "\(refusal())")
    let (volume, notes) = try VolumeReader.read(folder.path, irregular)
    #expect(volume.size.sorted() == [3, 3, 4] && !notes.isEmpty)
  }

  @Test func slicesThatDifferAreNamed() throws {
    var files = DicomSeriesFiles.slices(DicomSeriesFiles.axial(3))
    files[1].set(0x0020_0037, text: "1\\0\\0\\0\\0\\-1", "DS")
    try write(files)
    #expect(refusal().contains("f1.dcm lies in another orientation"))
    files = DicomSeriesFiles.slices(DicomSeriesFiles.axial(3))
    files[2].set(0x0028_0010, short: 2)
    try write(files)
    #expect(refusal().contains("f2.dcm has 4 x 2 pixels"))
    try FileManager.default.moveItem(atPath: folder.path("f2.dcm"), toPath: folder.path("f2"))
    try folder.write(Array("text".utf8), to: "f2")
    #expect(try VolumeReader.read(folder.path).notes.contains { $0.contains("1 files without DICOM pixels") })
  }

  @Test func everySliceHasItsOwnRescale() throws {
    var files = DicomSeriesFiles.slices(DicomSeriesFiles.axial(2))
    files[1].set(0x0028_1053, text: "2", "DS")
    files[1].set(0x0028_1052, text: "-1000", "DS")
    try write(files)
    let plain = DicomSeriesFiles.axial(2)
    let found = try VolumeReader.read(folder.path).volume
    #expect(Array(found.voxels.prefix(12)) == Array(plain.voxels.prefix(12)))
    #expect(Array(found.voxels.suffix(12)) == plain.voxels.suffix(12).map { $0 * 2 - 1000 })
  }

  @Test func framesOfAnEnhancedFileAreASeries() throws {
    let volume = DicomSeriesFiles.axial(3)
    // The file's axes run left and back: each plane is the turned one backwards.
    let values = (0..<3).reversed().flatMap { k in volume.voxels[k * 12..<k * 12 + 12].reversed().map { Int($0) } }
    var file = SmallDicom(rows: 3, columns: 4, values: values)
    file.set(0x0028_0008, text: "3", "IS")
    // Frames from head to feet; the axes run right and front in LPS signs.
    file.set(
      0x5200_9230,
      items: (0..<3).reversed().map { (k: Int) -> [UInt8] in
        let place = SmallDicom.decimal(0x0020_0032, [-20, -30, -50 + 1.6 * Double(k)])
        let rescale = SmallDicom.decimal(0x0028_1052, [100]) + SmallDicom.decimal(0x0028_1053, [1])
        return SmallDicom.sequence(0x0020_9113, [place]) + SmallDicom.sequence(0x0028_9145, [rescale])
      })
    let orientation = SmallDicom.sequence(0x0020_9116, [SmallDicom.decimal(0x0020_0037, [1, 0, 0, 0, 1, 0])])
    let measures = SmallDicom.sequence(0x0028_9110, [SmallDicom.decimal(0x0028_0030, [0.75, 0.5])])
    file.set(0x5200_9229, items: [orientation + measures])
    let found = try VolumeReader.read(folder.write(file.bytes, to: "enhanced.dcm")).volume
    try volume.requireSameGrid(as: found, tolerance: 1e-6)
    #expect(found.voxels == volume.voxels.map { $0 + 100 })
  }

  @Test func emptyFoldersAreRefused() {
    #expect(refusal().contains("holds no DICOM images"))
    #expect(refusal(folder.path("none")).contains("no such file"))
  }
}

/// What pydicom found in one series of `dicom_series`.
private struct RealSeries: Decodable {
  struct Stored: Decodable { let min, max, mean: Double }
  let shape_slices_rows_columns: [Int]
  let spacing_mm_column_row_slice: [Double]
  let origin_lps_mm: [Double]
  let after_rescale: Stored
}

@Suite(.enabled(if: dataFolder != nil, "needs the folder of UMEDPT_DATA")) struct RealSeriesTests {
  @Test func theSeriesAreAsPydicomReadsThem() throws {
    let folder = try #require(dataFolder) + "/dicom_series/"
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "expected.json"))
    let entries = try JSONDecoder().decode([String: RealSeries].self, from: data)
    #expect(entries.count == 4)
    for (name, entry) in entries {
      let volume = try VolumeReader.read(folder + name).volume
      let file = volume.fileGeometry
      #expect(file.size == Array(entry.shape_slices_rows_columns.reversed()), "\(name)")
      #expect(zip(file.spacing, entry.spacing_mm_column_row_slice).allSatisfy { abs($0 - $1) < 1e-3 }, "\(name)")
      let lps = [-file.origin[0], -file.origin[1], file.origin[2]]
      #expect(zip(lps, entry.origin_lps_mm).allSatisfy { abs($0 - $1) < 1e-3 }, "\(name)")
      let mean = volume.voxels.reduce(0.0) { $0 + Double($1) } / Double(volume.voxels.count)
      #expect(abs(mean - entry.after_rescale.mean) < 1e-6 * max(1, abs(mean)), "\(name)")
      #expect(Double(volume.voxels.max() ?? 0) == entry.after_rescale.max, "\(name)")
    }
  }

  @Test func theSampleVolumesAreAsTheirTableSays() throws {
    let folder = try #require(dataFolder) + "/ct_totalseg_sample/"
    let table = try String(contentsOfFile: folder + "splits.csv", encoding: .utf8)
    for line in table.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",").map(String.init)
      let (image, label) = (
        try VolumeReader.read(folder + fields[0]).volume, try VolumeReader.read(folder + fields[1]).volume
      )
      try image.requireSameGrid(as: label)
      #expect(image.fileGeometry.size.map(String.init).joined(separator: "x") == fields[4])
      #expect(zip(image.voxels.min().map { [Double($0)] } ?? [], [Double(fields[7]) ?? .nan]).allSatisfy { $0 == $1 })
      #expect(image.voxels.max().map(Double.init) == Double(fields[8]))
      #expect(
        Set(label.voxels).subtracting([0]).count == Int(fields[9].trimmingCharacters(in: .whitespacesAndNewlines)))
    }
  }
}
