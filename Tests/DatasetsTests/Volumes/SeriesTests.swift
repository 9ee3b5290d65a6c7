import Foundation
import GoldenArrays
import Imaging
import Testing

@testable import Datasets

/// DICOM series and segmentations as data sets meet them.
@Suite struct SeriesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Slices of 3 x 4 pixels, 1.6 mm apart, named by their number.
  private func series(_ name: String, _ slices: [Int], change: (inout SmallDicom) -> Void = { _ in }) throws {
    for slice in slices {
      var file = SmallDicom(rows: 3, columns: 4, values: (0..<12).map { 1000 + $0 * 7 + slice * 20 })
      file.place([0, 0, 1.6 * Double(slice)], [1, 0, 0, 0, 1, 0], spacing: [1, 1])
      change(&file)
      try folder.write("\(name)/s\(slice).dcm", file.bytes)
    }
  }

  /// A task of one sample.
  private func task(_ name: String, _ columns: String, _ row: String, _ more: String) throws -> TaskDescription {
    try folder.write("\(name).csv", "\(columns)\n\(row)\n")
    let text = "schema_version: 1\nname: \(name)\nmodality: ct\ntable: \(name).csv\n\(more)\n"
    return try TaskDescription.read(path: folder.write("\(name).yaml", text), environment: [:])
  }

  private func pictures(_ name: String, _ image: String, _ more: String) throws -> TaskDescription {
    try task(name, "image,label", "\(image),x", "label_type: classification\nclasses: [x, y]\n\(more)")
  }

  private func masks(_ mask: String) throws -> TaskDescription {
    try task(
      "masks", "image,mask", "ct,\(mask)",
      "label_type: segmentation\nclasses: [background, liver, spleen]\nslice: {}\nvalue_range: [0, 2000]")
  }

  /// Case O09 (dcmstack#55, rse-panimg#7): ten slices, the fifth deleted.
  @Test func checkNamesTheGapOfASeries() throws {
    try series("ct", Array(0..<10).filter { $0 != 5 })
    let report = try TaskCheck(cache: nil).run(pictures("gap", "ct", ""))
    #expect(report.findings.only(.error).map(\.kind) == [.unreadableFile])
    let finding = try #require(report.findings.only(.error).first)
    #expect(finding.place == folder.path("ct"))
    #expect(finding.found.contains("3.2 mm between s4.dcm at 6.4 mm and s6.dcm at 9.6 mm"), "\(finding.found)")
    #expect(finding.found.contains("1.6 mm expected; 1 slice is missing there"))
  }

  /// The values of one slice as evaluation sees them.
  private func seen(_ task: TaskDescription, slice: Int = 0) throws -> [Float] {
    let reader = EvaluationReader(task)
    let references = try reader.references(Dataset.open(task).samples(.train))
    return try reader.read(references[slice], .full).image.raster.floats
  }

  private func near(_ a: [Float], _ b: [Float]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-5 }
  }

  /// Rescale, then window, then inverted: a series, the picture of its file, what the disk cache keeps, and the same
  /// pixels as MONOCHROME2.
  @Test func aWindowComesBeforeTheInversion() throws {
    try series("light", [0, 1, 2]) { file in
      file.set(0x0028_0004, text: "MONOCHROME1", "CS")
      file.set(0x0028_1052, text: "-1024", "DS")
    }
    // 1000 + 7 i + 20 s - 1024 lies in -24...93; the window is 0...80.
    let window = "window: [40, 80]"
    let wanted = (0..<12).map { (pixel: Int) -> Float in
      let value = Float(pixel * 7 + 20 - 24)
      return 1 - min(max(value / 80, 0), 1)
    }
    let volume = try pictures("volume", "light", window)
    let found = try seen(volume, slice: 1)
    #expect(near(stride(from: 0, to: 36, by: 3).map { found[$0] }, wanted), "\(found)")
    #expect(try near(found, seen(pictures("picture", "light/s1.dcm", window))))
    let neighbours = try seen(pictures("three", "light", window + "\nslice: {neighbours: 1}"), slice: 1)
    #expect(near(stride(from: 1, to: 36, by: 3).map { neighbours[$0] }, wanted))

    let record = try Dataset.open(volume).samples(.train)[0]
    let decoded = try VolumeDecoder(description: volume).decode(record)
    guard case .volume(let kept)? = DecodedRecord(bytes: DecodedRecord.volume(decoded).bytes) else {
      throw TestProblem("no volume")
    }
    let plane = try kept.slice(SliceSelection(axis: 2, index: 1), record, volume)
    #expect(plane.image.floats == found)

    // A range turns about its own middle: 1 - (v - low) / (high - low).
    let ranged = try seen(pictures("ranged", "light", "value_range: [-100, 100]"), slice: 1)
    #expect(near([ranged[0], ranged[33]], [1 - Float(96) / 200, 1 - Float(173) / 200]))
    // From minimum to maximum, the least is the brightest.
    let whole = try seen(pictures("whole", "light", ""))
    #expect(whole[0] == 1)
  }

  // MARK: segmentations

  /// Segment 1 in the first two slices, segment 2 in the last two.
  private func segmentation(_ slices: [(place: Double, segment: Int)]) throws {
    let pixels = slices.flatMap { _ in [1, 1, 0, 0] + [UInt8](repeating: 0, count: 8) }
    var file = SmallDicom(rows: 3, columns: 4, channels: 1, bytes: pixels, photometric: "MONOCHROME2")
    file.set(0x0008_0016, text: "1.2.840.10008.5.1.4.1.1.66.4", "UI")
    file.set(0x0028_0008, text: "\(slices.count)", "IS")
    file.set(0x0062_0001, text: "BINARY", "CS")
    file.set(
      0x5200_9230,
      items: slices.map { slice -> [UInt8] in
        var item = SmallDicom()
        item.set(0x0062_000B, short: slice.segment)
        return SmallDicom.sequence(0x0020_9113, [SmallDicom.decimal(0x0020_0032, [0, 0, slice.place])])
          + SmallDicom.sequence(0x0062_000A, [item.body])
      })
    let orientation = SmallDicom.sequence(0x0020_9116, [SmallDicom.decimal(0x0020_0037, [1, 0, 0, 0, 1, 0])])
    let measures = SmallDicom.sequence(0x0028_9110, [SmallDicom.decimal(0x0028_0030, [1, 1])])
    file.set(0x5200_9229, items: [orientation + measures])
    try folder.write("seg.dcm", file.bytes)
  }

  @Test func segmentsAreClasses() throws {
    try series("ct", [0, 1, 2, 3])
    try segmentation([(0, 1), (1.6, 1), (3.2, 2), (4.8, 2)])
    let task = try masks("seg.dcm")
    let report = try TaskCheck(cache: nil).run(task)
    #expect(!report.hasErrors && !report.findings.contains { $0.kind == .emptyClass })
    #expect(report.findings.contains { $0.severity == .note && $0.found.contains("number of their segment, 1, 2") })
    #expect(try values(task) == [[0, 1], [0, 1], [0, 2], [0, 2]])
  }

  private func values(_ task: TaskDescription) throws -> [Set<UInt16>] {
    let reader = EvaluationReader(task)
    return try reader.references(Dataset.open(task).samples(.train)).map { reference in
      guard case .mask(let mask) = try reader.read(reference, .full).target else { throw TestProblem("no mask") }
      return Set(mask.values)
    }
  }

  /// Writers leave out slices without a segment.
  @Test func aSegmentationWithoutAllSlicesLiesOnItsImage() throws {
    try series("ct", [0, 1, 2, 3, 4])
    try segmentation([(1.6, 1), (6.4, 2)])
    let task = try masks("seg.dcm")
    let report = try TaskCheck(cache: nil).run(task)
    #expect(!report.hasErrors, "\(report.findings)")
    #expect(report.findings.contains { $0.severity == .note && $0.found.hasPrefix("planes without a frame") })
    #expect(try values(task) == [[0], [0, 1], [0], [0], [0, 2]])
    let record = try Dataset.open(task).samples(.train)[0]
    #expect(try VolumeDecoder(description: task).byteCount(record) == 2 * 60 * 4)
  }

  /// What was seen of the labels is true as long as their image is the same.
  @Test func aSegmentationBesideItsImageIsAnError() throws {
    try series("ct", [0, 1, 2, 3])
    try segmentation([(1.6, 1), (3.2, 2)])
    let cache = VerdictCache(folder: folder.path("cache"))
    let task = try masks("seg.dcm")
    #expect(try !TaskCheck(cache: cache).run(task).hasErrors)
    #expect(try TaskCheck(cache: cache).run(task).decoded == 0)
    for slice in 0..<4 { try FileManager.default.removeItem(atPath: folder.path("ct/s\(slice).dcm")) }
    try series("ct", [0, 2, 4, 6])
    let findings = try TaskCheck(cache: cache).run(task).findings.only(.error)
    #expect(findings.map(\.place) == [folder.path("seg.dcm")])
    let found = findings.first?.found ?? ""
    #expect(found.contains("seg.dcm, frame 0 lies 1.6 mm from the nearest plane of its image"), "\(found)")
    #expect(message { _ = try values(task) }.contains("lies 1.6 mm from the nearest plane"))
  }
}
