import GoldenArrays
import Testing

@testable import Imaging

/// Writers of DICOM segmentations leave out planes that hold no segment.
@Suite struct SparseSegmentationTests {
  private let folder: TemporaryFolder
  /// Six planes of 3 x 1 voxels, 2 mm apart, the first at 0.
  private let image = Geometry(
    size: [3, 1, 6], spacing: [1, 1, 2], origin: [-2, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1])

  init() throws { folder = try TemporaryFolder() }

  private func write(_ file: SmallDicom) throws -> String { try folder.write(file.bytes, to: "seg.dcm") }

  /// As labels of the image.
  private func labels(_ file: SmallDicom) throws -> Volume {
    var options = VolumeReadOptions()
    options.grid = ImageGrid(image)
    return try VolumeReader.read(write(file), options).volume
  }

  private func planes(_ volume: Volume) -> [[Float]] {
    (0..<volume.size[2]).map { z in (0..<3).map { volume[$0, 0, z] } }
  }

  /// Voxels run to the right, frames' columns to the left.
  @Test(arguments: [false, true]) func framesGoOntoTheImagesPlanes(down: Bool) throws {
    let frames: [SmallSegmentation.Frame] = [(1, 2, [1, 0, 0]), (2, 8, [0, 0, 1]), (2, 2, [0, 0, 1])]
    let file = SmallSegmentation.file(frames, down: down)
    let volume = try labels(file)
    try image.require(sameAs: volume.geometry)
    #expect(planes(volume) == [[0, 0, 0], [2, 0, 1], [0, 0, 0], [0, 0, 0], [2, 0, 0], [0, 0, 0]])
    var options = VolumeReadOptions()
    options.grid = ImageGrid(image)
    let header = try VolumeReader.header(write(file), options)
    #expect(header.geometry == volume.geometry)
    #expect(header.notes.contains { $0.hasPrefix("planes without a frame, which writers leave out") })
  }

  /// Distances that are no multiple of each other, and a single frame, tell no grid of their own.
  @Test func theImageTellsWhatFramesAloneDoNot() throws {
    let odd = SmallSegmentation.file([(1, 0, [1, 0, 0]), (1, 4, [1, 0, 0]), (1, 10, [1, 0, 0])])
    #expect(try planes(labels(odd)).map { $0[2] } == [1, 0, 1, 0, 0, 1])
    #expect(message { _ = try VolumeReader.read(write(odd)) }.contains("a whole multiple of 4 mm expected"))
    let single = SmallSegmentation.file([(2, 6, [0, 1, 0])])
    #expect(try planes(labels(single)).map { $0[1] } == [0, 0, 0, 2, 0, 0])
    #expect(message { _ = try VolumeReader.read(write(single)) }.contains("is a single slice without thickness"))
  }

  /// Of a series with an accepted gap, the plane of a frame is not known.
  @Test func anImageOfAssumedPlacesTakesNoFrames() throws {
    var options = VolumeReadOptions(acceptsIrregularGeometry: true)
    options.grid = ImageGrid(image, isAssumed: true)
    let path = try write(SmallSegmentation.file([(1, 2, [1, 0, 0])]))
    let text = message { _ = try VolumeReader.read(path, options) }
    #expect(text.contains("evenly spaced (irregular_geometry)") && text.contains("complete the series"), "\(text)")
  }

  @Test func aFrameBesideThePlanesIsNamed() throws {
    for (place, distance) in [(2.5, "0.5"), (14, "4"), (-2, "2")] {
      let file = SmallSegmentation.file([(1, 0, [1, 0, 0]), (1, place, [1, 0, 0])])
      let found = message { _ = try labels(file) }
      #expect(found.contains("seg.dcm, frame 1 lies \(distance) mm from the nearest plane of its image"), "\(found)")
      #expect(found.contains("as NIfTI on the image's grid"))
    }
    // Slices of an image may lie a little beside even steps; its grid is that of all.
    let uneven = try labels(SmallSegmentation.file([(1, 4.05, [1, 0, 0]), (1, 8, [1, 0, 0])]))
    #expect(planes(uneven).map { $0[2] } == [0, 0, 1, 0, 1, 0])
    try image.require(sameAs: uneven.geometry)
  }

  /// Two segments of one plane, whose places were rounded.
  @Test func framesOfOnePlaneAreLayers() throws {
    let apart = SmallSegmentation.file([(1, 2, [1, 0, 0]), (2, 2.004, [0, 1, 0])])
    #expect(try planes(labels(apart))[1] == [0, 2, 1])
    let overlap = SmallSegmentation.file([(1, 2, [1, 0, 0]), (2, 2.004, [1, 1, 0])])
    #expect(message { _ = try labels(overlap) }.contains("segment 1 (Liver) and segment 2 (Spleen) overlap"))
    let twice = SmallSegmentation.file([(1, 2, [1, 0, 0]), (1, 2.004, [0, 1, 0])])
    #expect(message { _ = try labels(twice) }.contains("frame 0 and seg.dcm, frame 1 lie on one plane of its image"))
  }

  @Test func aloneAFileTellsItsGrid() throws {
    let frames: [SmallSegmentation.Frame] = [(1, 0, [1, 0, 0]), (1, 2, [1, 0, 0]), (2, 8, [0, 0, 1])]
    let path = try write(SmallSegmentation.file(frames))
    let (volume, notes) = try VolumeReader.read(path)
    #expect(planes(volume) == [[0, 0, 1], [0, 0, 1], [0, 0, 0], [0, 0, 0], [2, 0, 0]] && volume.spacing[2] == 2)
    let note = "2 of 5 planes without a frame, which writers leave out where no segment is: background"
    #expect(notes.contains(note))
    let found = try Inspector().inspect(path)
    #expect(found.spacingMm == [2, 1, 1] && found.shape == [3, 1, 3] && found.notes.contains(note))

    let told = try VolumeReader.read(write(SmallSegmentation.file(frames, between: 1))).volume
    #expect(planes(told).map { $0.max() } == [1, 0, 1, 0, 0, 0, 0, 0, 2] && told.spacing[2] == 1)
    // What is told and fits no distance does not count, nor what gives planes without end.
    for wrong in [3, 1e-6] {
      let file = try write(SmallSegmentation.file(frames, between: wrong))
      #expect(try VolumeReader.read(file).volume.voxels == volume.voxels)
    }
  }

  @Test func labelMapsHaveHolesToo() throws {
    let file = SmallSegmentation.file([(1, 0, [0, 1, 2]), (1, 2, [0, 1, 0]), (1, 6, [2, 0, 0])], type: "LABELMAP")
    #expect(try planes(VolumeReader.read(write(file)).volume) == [[2, 1, 0], [0, 1, 0], [0, 0, 0], [0, 0, 2]])
    #expect(try planes(labels(file))[3] == [0, 0, 2])
  }
}
