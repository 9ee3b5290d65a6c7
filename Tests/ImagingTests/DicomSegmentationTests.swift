import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// DICOM segmentations: a frame shows one segment of one slice.
@Suite struct DicomSegmentationTests {
  private let folder: TemporaryFolder
  private let irregular = VolumeReadOptions(acceptsIrregularGeometry: true)

  init() throws { folder = try TemporaryFolder() }

  private typealias Frame = (segment: Int, place: Double?, pixels: [UInt8])

  /// Frames of 1 x 3 pixels; the segments are 1, Liver, and 2, Spleen.
  private static func file(_ frames: [Frame], type: String = "BINARY") -> SmallDicom {
    var file = SmallDicom(
      rows: 1, columns: 3, channels: 1, bytes: frames.flatMap(\.pixels), photometric: "MONOCHROME2")
    file.set(0x0008_0016, text: "1.2.840.10008.5.1.4.1.1.66.4", "UI")
    file.set(0x0028_0008, text: "\(frames.count)", "IS")
    file.set(0x0062_0001, text: type, "CS")
    file.set(
      0x0062_0002,
      items: [(1, "Liver"), (2, "Spleen")].map { number, name -> [UInt8] in
        var item = SmallDicom()
        item.set(0x0062_0004, short: number)
        item.set(0x0062_0005, text: name, "LO")
        return item.body
      })
    file.set(
      0x5200_9230,
      items: frames.map { frame -> [UInt8] in
        var item = SmallDicom()
        item.set(0x0062_000B, short: frame.segment)
        let place = frame.place.map { SmallDicom.decimal(0x0020_0032, [0, 0, $0]) }
        return (place.map { SmallDicom.sequence(0x0020_9113, [$0]) } ?? [])
          + SmallDicom.sequence(0x0062_000A, [item.body])
      })
    let orientation = SmallDicom.sequence(0x0020_9116, [SmallDicom.decimal(0x0020_0037, [1, 0, 0, 0, 1, 0])])
    let measures = SmallDicom.sequence(0x0028_9110, [SmallDicom.decimal(0x0028_0030, [1, 1])])
    file.set(0x5200_9229, items: [orientation + measures])
    return file
  }

  private func write(_ frames: [Frame], type: String = "BINARY") throws -> String {
    try folder.write(Self.file(frames, type: type).bytes, to: "seg.dcm")
  }

  private func refusal(_ frames: [Frame], type: String = "BINARY") throws -> String {
    let path = try write(frames, type: type)
    let strict = message { _ = try VolumeReader.read(path) }
    let lenient = message { _ = try VolumeReader.read(path, irregular) }
    #expect(strict == lenient, "an override must not drop a segment")
    return strict
  }

  /// Voxels run to the right, frames' columns to the left.
  @Test func valuesAreTheNumbersOfSegments() throws {
    let apart = try write([(1, 0, [1, 0, 0]), (1, 2, [1, 0, 0]), (2, 4, [0, 0, 1]), (2, 6, [0, 0, 1])])
    let (volume, notes) = try VolumeReader.read(apart)
    #expect(volume.voxels == [0, 0, 1, 0, 0, 1, 2, 0, 0, 2, 0, 0] && volume.spacing[2] == 2)
    #expect(notes.contains { $0.hasSuffix("number of their segment, 1 (Liver), 2 (Spleen)") })
    let found = try Inspector().inspect(apart)
    #expect(found.spacingMm == [2, 1, 1] && found.notes.contains { $0.contains("1 (Liver), 2 (Spleen)") })

    let together = try write([(1, 0, [1, 0, 0]), (1, 2, [1, 0, 0]), (2, 0, [0, 0, 1]), (2, 2, [0, 1, 1])])
    #expect(try VolumeReader.read(together).volume.voxels == [2, 0, 1, 2, 2, 1])
    #expect(try VolumeReader.header(together).geometry.size == [3, 1, 2])
  }

  @Test func segmentsOfSeveralFilesLieTogether() throws {
    for number in 1...2 {
      let pixels: [UInt8] = number == 1 ? [1, 0, 0] : [0, 0, 1]
      let file = Self.file([(number, 0, pixels), (number, 2, pixels)])
      try FileManager.default.createDirectory(atPath: folder.path("set"), withIntermediateDirectories: true)
      try folder.write(file.bytes, to: "set/\(number).dcm")
    }
    #expect(try VolumeReader.read(folder.path("set")).volume.voxels == [2, 0, 1, 2, 0, 1])
  }

  @Test func segmentsThatOverlapAreNamed() throws {
    let found = try refusal([(1, 0, [1, 1, 0]), (1, 2, [1, 0, 0]), (2, 0, [0, 1, 0]), (2, 2, [0, 0, 1])])
    #expect(found.contains("segment 1 (Liver) and segment 2 (Spleen) overlap"), "\(found)")
  }

  @Test func whatWouldDropASegmentIsRefused() throws {
    let gap = try refusal([(1, 0, [1, 0, 0]), (1, 2, [1, 0, 0]), (1, 4, [1, 0, 0]), (2, 10, [0, 0, 1])])
    #expect(gap.contains("2 slices are missing there; export the segmentation with every slice"), "\(gap)")
    let twice = try refusal([(1, 0, [1, 0, 0]), (1, 0, [0, 1, 0]), (1, 2, [1, 0, 0])])
    #expect(twice.contains("two slices lie at 0 mm") && twice.contains("export the segmentation"))
    let nowhere = try refusal([(1, nil, [1, 0, 0]), (2, nil, [0, 1, 0])])
    #expect(nowhere.contains("has no position") && nowhere.contains("export the segmentation"))
    for text in [gap, twice, nowhere] { #expect(!text.contains("irregular_geometry")) }
  }

  @Test func sharesAreNoLabels() throws {
    let found = try refusal([(1, 0, [128, 0, 0]), (1, 2, [255, 0, 0])], type: "FRACTIONAL")
    #expect(found.contains("fractional segmentation") && found.contains("BINARY"))
    let picture = Self.file([(1, 0, [128, 0, 0])], type: "FRACTIONAL")
    #expect(message { _ = try ImageReader.labels(picture.bytes, name: "a.dcm") }.contains("fractional"))
  }

  /// Values of a label map are numbers already.
  @Test func labelMapsAreAsStored() throws {
    let path = try write([(1, 0, [0, 1, 2]), (1, 2, [2, 0, 0])], type: "LABELMAP")
    #expect(try VolumeReader.read(path).volume.voxels == [2, 1, 0, 0, 0, 2])
  }

  @Test func theMaskOfAPictureHasOneSegment() throws {
    let one = Self.file([(2, 0, [0, 1, 1])])
    #expect(try ImageReader.labels(one.bytes, name: "a.dcm").values == [0, 2, 2])
    let two = Self.file([(1, 0, [0, 1, 1]), (2, 0, [1, 0, 0])])
    let found = message { _ = try ImageReader.labels(two.bytes, name: "a.dcm") }
    #expect(found.contains("segment 1 (Liver) and segment 2 (Spleen)") && found.contains("slice: {}"))
  }
}
