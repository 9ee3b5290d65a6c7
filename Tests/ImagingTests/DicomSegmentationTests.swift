import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// DICOM segmentations: a frame shows one segment of one slice.
@Suite struct DicomSegmentationTests {
  private let folder: TemporaryFolder
  private let irregular = VolumeReadOptions(acceptsIrregularGeometry: true)

  init() throws { folder = try TemporaryFolder() }

  private func write(_ frames: [SmallSegmentation.Frame], type: String = "BINARY") throws -> String {
    try folder.write(SmallSegmentation.file(frames, type: type).bytes, to: "seg.dcm")
  }

  private func refusal(_ frames: [SmallSegmentation.Frame], type: String = "BINARY") throws -> String {
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
      let file = SmallSegmentation.file([(number, 0, pixels), (number, 2, pixels)])
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
    let gap = try refusal([(1, 0, [1, 0, 0]), (1, 2, [1, 0, 0]), (1, 4, [1, 0, 0]), (2, 9, [0, 0, 1])])
    #expect(gap.contains("5 mm between seg.dcm, frame 2 at 4 mm and seg.dcm, frame 3 at 9 mm"), "\(gap)")
    #expect(gap.contains("a whole multiple of 2 mm expected; export the segmentation with the places"), "\(gap)")
    let twice = try refusal([(1, 0, [1, 0, 0]), (1, 0, [0, 1, 0]), (1, 2, [1, 0, 0])])
    #expect(twice.contains("two slices lie at 0 mm") && twice.contains("export the segmentation"))
    let nowhere = try refusal([(1, nil, [1, 0, 0]), (2, nil, [0, 1, 0])])
    #expect(nowhere.contains("has no position") && nowhere.contains("export the segmentation"))
    for text in [gap, twice, nowhere] { #expect(!text.contains("irregular_geometry")) }
  }

  @Test func sharesAreNoLabels() throws {
    let found = try refusal([(1, 0, [128, 0, 0]), (1, 2, [255, 0, 0])], type: "FRACTIONAL")
    #expect(found.contains("fractional segmentation") && found.contains("BINARY"))
    let picture = SmallSegmentation.file([(1, 0, [128, 0, 0])], type: "FRACTIONAL")
    #expect(message { _ = try ImageReader.labels(picture.bytes, name: "a.dcm") }.contains("fractional"))
  }

  /// Values of a label map are numbers already.
  @Test func labelMapsAreAsStored() throws {
    let path = try write([(1, 0, [0, 1, 2]), (1, 2, [2, 0, 0])], type: "LABELMAP")
    #expect(try VolumeReader.read(path).volume.voxels == [2, 1, 0, 0, 0, 2])
  }

  @Test func theMaskOfAPictureHasOneSegment() throws {
    let one = SmallSegmentation.file([(2, 0, [0, 1, 1])])
    #expect(try ImageReader.labels(one.bytes, name: "a.dcm").values == [0, 2, 2])
    let two = SmallSegmentation.file([(1, 0, [0, 1, 1]), (2, 0, [1, 0, 0])])
    let found = message { _ = try ImageReader.labels(two.bytes, name: "a.dcm") }
    #expect(found.contains("segment 1 (Liver) and segment 2 (Spleen)") && found.contains("slice: {}"))
  }
}
