import GoldenArrays
import Imaging
import Statistics
import Testing

@testable import Datasets

@Suite struct VolumeTests {
  private func grid(_ voxels: [Float], size: [Int] = [4, 3, 2]) -> Volume {
    Volume(size: size, spacing: [1, 1, 1], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], voxels: voxels)
  }

  /// Every voxel tells its place: x + 10 y + 100 z.
  private static func placeOfVoxel(_ number: Int) -> Float {
    Float(number % 4 + 10 * (number / 4 % 3) + 100 * (number / 12))
  }

  private func description(
    modality: Modality = .ct, slice: TaskDescription.SliceRule = .init(), valueRange: ClosedRange<Double>? = nil,
    quantiles: ClosedRange<Double>? = nil
  ) -> TaskDescription {
    TaskDescription(
      path: "task.yaml", name: "v", labelType: .segmentation, modality: modality, source: .table(""),
      classes: ["background", "organ"], root: "/", valueRange: valueRange, slice: slice, quantiles: quantiles)
  }

  private let record = SampleRecord(
    id: "case", imagePaths: ["/case.nii.gz"], split: .train, annotation: .mask("/labels.nii.gz"), place: "t.csv:2")

  private func volume(_ labels: [Float]? = nil) throws -> DecodedVolume {
    let decoder = VolumeDecoder(description: description(valueRange: 0...1000))
    let image = grid((0..<24).map(Self.placeOfVoxel))
    return try decoder.volume(record, images: [image], labels: labels.map { grid($0) })
  }

  private func slice(_ volume: DecodedVolume, _ axis: Int, _ index: Int, neighbours: Int = 0) throws -> DecodedSample {
    let task = description(slice: .init(axis: .third, neighbours: neighbours))
    return try volume.slice(SliceSelection(axis: axis, index: index), record, task)
  }

  private func stored(_ pixel: [Float]) -> [Int] { pixel.map { Int(($0 * 1000).rounded()) } }

  @Test func planesAlongEachAxis() throws {
    let volume = try volume()
    for (axis, index, size, corner) in [(2, 1, (3, 4), 123), (1, 2, (2, 4), 123), (0, 0, (2, 3), 120)] {
      let picture = try slice(volume, axis, index).image
      #expect((picture.height, picture.width) == size)
      // The radiologist's view: the first pixel is the voxel farthest along both other axes.
      #expect(stored(picture.pixel(row: 0, column: 0)) == [corner, corner, corner])
    }
  }

  @Test func neighboursAreChannels() throws {
    let volume = try volume()
    #expect(stored(try slice(volume, 1, 1, neighbours: 1).image.pixel(row: 1, column: 3)) == [0, 10, 20])
    #expect(stored(try slice(volume, 1, 0, neighbours: 1).image.pixel(row: 1, column: 3)) == [0, 0, 10])
    #expect(stored(try slice(volume, 1, 2, neighbours: 1).image.pixel(row: 1, column: 3)) == [10, 20, 20])
  }

  @Test func labelsFollowTheirPlane() throws {
    let labels = (0..<24).map { Self.placeOfVoxel($0) == 113 ? Float(1) : 0 }
    for axis in 0..<3 {
      let sample = try slice(volume(labels), axis, [3, 1, 1][axis])
      let mask = try #require(sample.mask)
      #expect(mask.values.count { $0 == 1 } == 1)
      for row in 0..<mask.height {
        for column in 0..<mask.width where mask[row, column] == 1 {
          #expect(stored(sample.image.pixel(row: row, column: column))[0] == 113)
        }
      }
    }
  }

  @Test func oddLabelsAreRefused() throws {
    var labels = [Float](repeating: 0, count: 24)
    labels[3] = 7
    #expect(message { _ = try slice(volume(labels), 2, 0) }.contains("values: {0: background, 7: organ}"))
    #expect(try VolumeLabels.values(grid(labels), at: "m") == [0, 7])
    for odd in [-1024, 0.5, 65_536, .nan] as [Float] {
      labels[3] = odd
      let found = message { _ = try VolumeLabels.values(grid(labels), at: "m.nii") }
      #expect(found.hasPrefix("m.nii: the labels hold") && found.contains("the image rather than its labels"))
    }
    // 0.009 beside a 1 is a rounded 0, alone it is a measure; a float's rounding is neither.
    labels = (0..<24).map { Float($0 % 10) / 1000 }
    let small = message { _ = try VolumeLabels.values(grid(labels), at: "m.nii") }
    #expect(small.hasPrefix("m.nii: the labels hold 0.009, and no value that stands for a label above 0"))
    #expect(message { _ = try slice(volume(labels), 2, 0) }.contains("the labels hold 0.009"))
    labels[3] = 1
    #expect(try VolumeLabels.values(grid(labels), at: "m") == [0, 1])
    #expect(try VolumeLabels.values(grid(labels.map { $0 / 1e8 }), at: "m") == [0])
    let single = grid([0], size: [1, 1, 1])
    let decoder = VolumeDecoder(description: description())
    let found = message {
      _ = try decoder.volume(record, images: [grid([Float](repeating: 0, count: 24))], labels: single)
    }
    #expect(found.contains("4 x 3 x 2 voxels") && found.contains("1 x 1 x 1"))
  }

  /// What a scale or rounding has moved by up to 0.01.
  @Test func labelsBesideWholeNumbersAreThese() throws {
    var labels = [Float](repeating: 0, count: 24)
    (labels[3], labels[4], labels[12]) = (0.9999, 0.996, -0.004)
    #expect(try VolumeLabels.values(grid(labels), at: "m") == [0, 1])
    let mask = try #require(try slice(volume(labels), 2, 0).mask)
    #expect(mask.values.count { $0 == 1 } == 2 && mask.values.count { $0 == 0 } == 10)
    labels[5] = 0.98
    let found = message { _ = try VolumeLabels.values(grid(labels), at: "m.nii") }
    #expect(found.hasPrefix("m.nii: the labels hold 0.98") && found.contains("give or take 0.01"))
    #expect(message { _ = try slice(volume(labels), 2, 0) }.contains("0.98"))
  }

  @Test func intensitiesComeToZeroToOne() {
    let values = grid((0...100).map(Float.init), size: [101, 1, 1])
    func ends(_ task: TaskDescription) -> [Float] {
      let scaled = VolumeScale.scaled(values, task).voxels
      return [scaled[0], scaled[10], scaled[50], scaled[90], scaled[100]]
    }
    for (found, wanted) in zip(ends(description()), [0, 0.1, 0.5, 0.9, 1] as [Float]) {
      #expect(abs(found - wanted) < 1e-6)
    }
    #expect(ends(description(quantiles: 0.1...0.9)) == [0, 0, 0.5, 1, 1])
    let mri = ends(description(modality: .mri))
    #expect(mri[0] == 0 && mri[4] == 1 && abs(mri[1] - 7.5 / 95) < 1e-6)
    #expect(ends(description(modality: .mri, valueRange: 0...200)) == [0, 0.05, 0.25, 0.45, 0.5])
    let odd = VolumeScale.scaled(
      grid([.nan, .infinity, -.infinity, 5], size: [4, 1, 1]), description(valueRange: 0...10))
    #expect(odd.voxels == [0, 0, 0, 0.5])
  }

  @Test func slicesAreDrawnAndListed() {
    var random = SampleRandom(seed: 1, task: "v")
    let drawn = (0..<200).map { _ in SliceDraw.random([4, 3, 2], .init(axis: .first), &random) }
    #expect(Set(drawn) == Set((0..<4).map { SliceSelection(axis: 0, index: $0) }))
    let any = (0..<400).map { _ in SliceDraw.random([4, 3, 2], .init(axis: .any), &random) }
    #expect(Set(any).count == 9)
    #expect(SliceDraw.all([4, 3, 2], .init(axis: .second)).map(\.index) == [0, 1, 2])
    #expect(SliceDraw.all([4, 3, 2], .init(axis: .any)).map(\.axis) == [2, 2])
    #expect(SampleReference(record, slice: SliceSelection(axis: 2, index: 17)).id == "case#z17")
  }

  /// Slices whose middle lies in the part; the middle of 10 slices are 0.05, 0.15, ...
  @Test func aPartOfTheAxisGivesSlices() {
    func indices(_ part: ClosedRange<Double>, of count: Int = 10) -> [Int] {
      SliceDraw.all([4, 3, count], .init(part: part)).map(\.index)
    }
    #expect(indices(0.15...0.85) == Array(1...8) && indices(0...1) == Array(0...9))
    #expect(indices(0.2...0.4) == [2, 3] && indices(0.98...1) == [9] && indices(0...0.01) == [0])
    #expect(indices(0.4...0.6, of: 1) == [0])
    var random = SampleRandom(seed: 2, task: "v")
    let drawn = Set((0..<200).map { _ in SliceDraw.random([4, 3, 10], .init(part: 0.5...0.7), &random).index })
    #expect(drawn == [5, 6])
  }

  @Test func trainingDrawsASliceAndNamesIt() throws {
    let task = description(slice: .init(axis: .third), valueRange: 0...1000)
    let loader = SampleLoader(task, size: 8, fit: .letterbox, augmentation: nil)
    var random = SampleRandom(seed: 1, task: "v")
    let sample = try loader.training(.volume(volume([Float](repeating: 1, count: 24))), record, &random)
    #expect(["case#z0", "case#z1"].contains(sample.id))
    #expect((sample.image.height, sample.image.width) == (6, 8))
    guard case .mask(let mask) = sample.target else { throw TestProblem("no mask") }
    #expect(mask == LabelMap(height: 6, width: 8, filledWith: 1))
  }
}
