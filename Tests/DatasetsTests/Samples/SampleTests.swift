import GoldenArrays
import Imaging
import Statistics
import Testing

@testable import Datasets

@Suite struct SampleTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func random(_ index: Int = 0) -> SampleRandom { SampleRandom(seed: 1, task: "t", index: index) }

  private func picture(_ loader: SampleLoader, _ record: SampleRecord) throws -> DecodedSample {
    guard case .picture(let sample) = try loader.decoded(record) else { throw TestProblem("no picture") }
    return sample
  }

  @Test func letterboxKeepsBoxesAndMasksInPlace() throws {
    let data = try SmallTasks.detection(folder)
    let loader = SampleLoader(data.description, size: 32, fit: .letterbox, augmentation: nil)
    let record = data.samples(.train)[1]
    let decoded = try picture(loader, record)
    #expect((decoded.image.height, decoded.image.width) == (32, 24))
    #expect(decoded.boxes == [LabelledBox(x0: 5, y0: 4, x1: 11, y1: 12, label: 0)])
    let seg = try SmallTasks.segmentation(folder)
    let segLoader = SampleLoader(seg.description, size: 140, fit: .letterbox, augmentation: nil)
    let mask = try #require(try picture(segLoader, seg.samples(.train)[1]).mask)
    #expect(mask == GeneratedImages.mask(height: 140, width: 100, rows: 20..<36, columns: 10..<30))
  }

  /// A large JPEG may be decoded at half size; boxes still fit the picture.
  @Test func reducedJpegsKeepTheirFrame() throws {
    try folder.jpeg("a.jpg", GeneratedImages.coordinates(height: 200, width: 160))
    let box = LabelledBox(x0: 40, y0: 100, x1: 80, y1: 200, label: 0)
    let record = SampleRecord(
      id: "a", imagePaths: [folder.path("a.jpg")], split: .train, annotation: .boxes([box]), place: "")
    let task = makeDescription(.detection, source: .cocoWithoutSplit(""), classes: ["c"])
    let decoded = try picture(SampleLoader(task, size: 50, fit: .letterbox, augmentation: nil), record)
    #expect((decoded.image.height, decoded.image.width) == (50, 40))
    #expect(decoded.boxes == [LabelledBox(x0: 10, y0: 25, x1: 20, y1: 50, label: 0)])
    let middle = decoded.image.pixel(row: 25, column: 20)
    #expect(abs(middle[0] * 255 - 82) < 4 && abs(middle[1] * 255 - 102) < 4)
  }

  @Test func cropsMoveEverythingTogether() throws {
    let mask = GeneratedImages.mask(height: 90, width: 120, rows: 30..<50, columns: 60..<90)
    let box = LabelledBox(x0: 60, y0: 30, x1: 90, y1: 50, label: 0)
    let sample = DecodedSample(
      image: GeneratedImages.coordinates(height: 90, width: 120), mask: mask, boxes: [box], sourceHeight: 90,
      sourceWidth: 120)
    let crop = sample.cropped(top: 25, left: 50, height: 40, width: 30)
    #expect(crop.image.pixel(row: 0, column: 0)[0] * 255 == 50)
    #expect(crop.image.pixel(row: 39, column: 29)[1] * 255 == 64)
    #expect(crop.mask?[5, 10] == 1 && crop.mask?[4, 10] == 0)
    #expect(crop.boxes == [LabelledBox(x0: 10, y0: 5, x1: 30, y1: 25, label: 0)])
    #expect(sample.cropped(top: 0, left: 0, height: 31, width: 120).boxes.isEmpty)
  }

  @Test func cropsHoldForegroundAboutHalfTheTime() throws {
    let mask = GeneratedImages.mask(height: 100, width: 80, rows: 98..<100, columns: 0..<2)
    let sample = DecodedSample(
      image: Raster(height: 100, width: 80), mask: mask, boxes: [], sourceHeight: 100, sourceWidth: 80)
    var random = random()
    var held = 0
    for _ in 0..<400 {
      let window = CropWindow.choose(sample, size: 8, background: 0, &random)
      #expect(window.top >= 0 && window.left >= 0 && window.top + 8 <= 100 && window.left + 8 <= 80)
      let crop = mask.cropped(top: window.top, left: window.left, height: 8, width: 8)
      if crop.values.contains(1) { held += 1 }
    }
    #expect((160...240).contains(held), "\(held) of 400")
  }

  @Test func cropsWithoutForegroundReachEveryPlace() throws {
    let sample = DecodedSample(
      image: Raster(height: 40, width: 20), mask: nil, boxes: [], sourceHeight: 40, sourceWidth: 20)
    var random = random()
    var tops: Set<Int> = []
    for _ in 0..<400 {
      let window = CropWindow.choose(sample, size: 32, background: 0, &random)
      #expect(window.left == 0 && window.width == 20 && window.height == 32)
      tops.insert(window.top)
    }
    #expect(tops == Set(0...8))
  }

  @Test func cropsAroundBoxesHoldTheirCentre() throws {
    let box = LabelledBox(x0: 280, y0: 380, x1: 300, y1: 400, label: 0)
    let sample = DecodedSample(
      image: Raster(height: 400, width: 300), mask: nil, boxes: [box], sourceHeight: 400, sourceWidth: 300)
    var random = random()
    let held = (0..<300).count { _ in
      let window = CropWindow.choose(sample, size: 32, background: 0, &random)
      return (window.top..<window.top + 32).contains(390) && (window.left..<window.left + 32).contains(290)
    }
    #expect((110...190).contains(held), "\(held) of 300")
  }

  @Test func fitFollowsTheModality() {
    #expect(Fit.standard(for: .histology) == .crop)
    #expect(Modality.allCases.filter { $0 != .histology }.allSatisfy { Fit.standard(for: $0) == .letterbox })
  }

  @Test func fourImagesOfACaseAreRefusedWhenRead() throws {
    let record = SampleRecord(
      id: "c", imagePaths: ["/a.png", "/b.png", "/c.png", "/d.png"], split: .train, annotation: .classIndex(0),
      place: "t.csv:2")
    let task = makeDescription(.classification, source: .table(""), classes: ["a", "b"])
    let found = message { _ = try EvaluationReader(task).read(SampleReference(record), .full) }
    #expect(found.contains("task task, sample \"c\"") && found.contains("lists 4 images"))
  }

  @Test func batchesPadRightAndBottom() throws {
    let float = Raster(height: 1, width: 2, floats: [0, 0.5, 1, 0.25, 0.5, 0.75])
    let bytes = Raster(height: 2, width: 1, bytes: [51, 102, 255, 0, 0, 255])
    let mask = LabelMap(height: 2, width: 1, values: [1, 0])
    let batch = HostBatch(
      [
        TrainingSample(id: "f", image: float, target: .classIndex(1)),
        TrainingSample(id: "b", image: bytes, target: .mask(mask)),
      ], step: 3, task: "t", size: 3)
    #expect(batch.depth == .float32 && batch.height == 3 && batch.width == 3 && batch.count == 2)
    let values = batch.images.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    #expect(values.count == 2 * 27)
    #expect(Array(values[0..<9]) == [0, 0.5, 1, 0.25, 0.5, 0.75, 0, 0, 0])
    #expect(values[9..<27].allSatisfy { $0 == 0 })
    #expect(Array(values[27..<33]) == [0.2, 0.4, 1, 0, 0, 0])
    #expect(Array(values[36..<39]) == [0, 0, 1])
    #expect(batch.validSizes.map { $0.height } == [1, 2] && batch.validSizes.map { $0.width } == [2, 1])
    let ignore = LabelMap.ignore
    let padded = [1, ignore, ignore, 0, ignore, ignore, ignore, ignore, ignore]
    #expect(batch.targets[1] == .mask(LabelMap(height: 3, width: 3, values: padded)))
  }

  @Test func evaluationHasNoRandomnessAndKeepsTheOriginalFrame() throws {
    let data = try SmallTasks.detection(folder)
    let reader = EvaluationReader(data.description)
    let reference = SampleReference(data.samples(.train)[1])
    let sample = try reader.read(reference, .letterbox(128))
    #expect((sample.image.raster.height, sample.image.raster.width) == (128, 128))
    #expect((sample.image.validHeight, sample.image.validWidth) == (128, 96))
    #expect((sample.image.originalHeight, sample.image.originalWidth) == (64, 48))
    #expect(sample.image.scale == 2)
    let box = LabelledBox(x0: 10, y0: 8, x1: 22, y1: 24, label: 0)
    #expect(sample.target == .boxes([box]))
    #expect(sample.image.original(box.scaled(x: 2, y: 2)) == box)
    #expect(try reader.read(reference, .letterbox(128)).image.raster == sample.image.raster)
    let full = try reader.read(reference, .full)
    #expect((full.image.raster.height, full.image.raster.width) == (64, 48))
    #expect(full.image.scale == 1)
  }

  /// An annotation file without sizes cannot tell where the image ends.
  @Test func boxesAreCutAtTheirImage() throws {
    try folder.png("a.png", GeneratedImages.coordinates(height: 20, width: 30))
    let boxes = [
      LabelledBox(x0: 10, y0: 5, x1: 1e20, y1: 15, label: 0), LabelledBox(x0: 40, y0: 0, x1: 50, y1: 9, label: 0),
    ]
    let record = SampleRecord(
      id: "a", imagePaths: [folder.path("a.png")], split: .train, annotation: .boxes(boxes), crowdBoxes: boxes,
      place: "")
    let task = makeDescription(.detection, source: .cocoWithoutSplit(""), classes: ["c"])
    let decoded = try RecordDecoder(description: task).decode(record)
    let cut = [LabelledBox(x0: 10, y0: 5, x1: 30, y1: 15, label: 0)]
    #expect(decoded.boxes == cut)
    #expect(decoded.crowdBoxes == cut)
    // Of an area where nothing counts, any part in a window does.
    let area = LabelledBox(x0: 0, y0: 0, x1: 20, y1: 20, label: 0)
    let image = GeneratedImages.noise(height: 20, width: 20, seed: 1)
    let window = DecodedSample(
      image: image, mask: nil, boxes: [area], crowdBoxes: [area], sourceHeight: 20, sourceWidth: 20
    ).cropped(top: 4, left: 16, height: 4, width: 4)
    #expect(window.boxes.isEmpty && window.crowdBoxes == [LabelledBox(x0: 0, y0: 0, x1: 4, y1: 4, label: 0)])
  }
}
