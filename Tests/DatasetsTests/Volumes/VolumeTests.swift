import Imaging
import Statistics
import Testing

@testable import Datasets

@Suite struct VolumeTests {
  /// Every voxel tells its place: x + 10 y + 100 z.
  private let array = VolumeArray(size: [4, 3, 2], values: (0..<24).map(Self.placeOfVoxel))

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
    return try decoder.volume(record, image: array, labels: labels.map { VolumeArray(size: [4, 3, 2], values: $0) })
  }

  private func red(_ sample: DecodedSample) -> [Int] {
    stride(from: 0, to: sample.image.floats.count, by: 3).map { Int((sample.image.floats[$0] * 1000).rounded()) }
  }

  @Test func planesAlongEachAxis() throws {
    let volume = try volume()
    let axial = volume.slice(SliceSelection(axis: 2, index: 1), neighbours: 0)
    #expect((axial.image.height, axial.image.width) == (3, 4))
    #expect(red(axial) == [100, 101, 102, 103, 110, 111, 112, 113, 120, 121, 122, 123])
    let coronal = volume.slice(SliceSelection(axis: 1, index: 2), neighbours: 0)
    #expect((coronal.image.height, coronal.image.width) == (2, 4))
    #expect(red(coronal) == [20, 21, 22, 23, 120, 121, 122, 123])
    let sagittal = volume.slice(SliceSelection(axis: 0, index: 3), neighbours: 0)
    #expect((sagittal.image.height, sagittal.image.width) == (2, 3))
    #expect(red(sagittal) == [3, 13, 23, 103, 113, 123])
  }

  @Test func neighboursAreChannels() throws {
    let volume = try volume()
    let pixel = volume.slice(SliceSelection(axis: 1, index: 1), neighbours: 1).image.pixel(row: 0, column: 2)
    #expect(pixel.map { Int(($0 * 1000).rounded()) } == [2, 12, 22])
    let edge = volume.slice(SliceSelection(axis: 1, index: 0), neighbours: 1).image.pixel(row: 0, column: 2)
    #expect(edge.map { Int(($0 * 1000).rounded()) } == [2, 2, 12])
  }

  @Test func labelsFollowTheirPlane() throws {
    var labels = [Float](repeating: 0, count: 24)
    labels[12 + 4 + 3] = 1
    let mask = try #require(try volume(labels).slice(SliceSelection(axis: 2, index: 1), neighbours: 0).mask)
    #expect(mask.values == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0])
  }

  @Test func oddLabelsAreRefused() {
    var labels = [Float](repeating: 0, count: 24)
    labels[3] = -1024
    #expect(message { _ = try volume(labels) }.contains("this may be the image rather than its labels"))
    labels[3] = .nan
    #expect(message { _ = try volume(labels) }.contains("the labels hold nan"))
    labels[3] = 7
    #expect(message { _ = try volume(labels) }.contains("values: {0: background, 7: organ}"))
    let decoder = VolumeDecoder(description: description())
    let small = VolumeArray(size: [1, 1, 1], values: [0])
    let found = message { _ = try decoder.volume(record, image: array, labels: small) }
    #expect(found.contains("have [1, 1, 1] voxels, the volume has [4, 3, 2]"))
  }

  @Test func intensitiesComeToZeroToOne() {
    let values = (0...100).map(Float.init) + [.nan, .infinity, -.infinity]
    #expect(VolumeScale.range(values, description()) == 0...100)
    let quantiles = VolumeScale.range(values, description(quantiles: 0.1...0.255))
    #expect(quantiles.lowerBound == 10 && abs(quantiles.upperBound - 25.5) < 1e-4)
    let mri = VolumeScale.range(values, description(modality: .mri))
    #expect(abs(mri.lowerBound - 2.5) < 1e-4 && abs(mri.upperBound - 97.5) < 1e-4)
    #expect(VolumeScale.range(values, description(valueRange: -5...5)) == -5...5)
    #expect(VolumeScale.range([.nan], description()) == 0...1)
    #expect(VolumeScale.scaled([-1, 0, 5, 10, 11, .nan, .infinity], 0...10) == [0, 0, 0.5, 1, 1, 0, 1])
    #expect(VolumeScale.scaled([3, 3], 3...3) == [0, 0])
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
