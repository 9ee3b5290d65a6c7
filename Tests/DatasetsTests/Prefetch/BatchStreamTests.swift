import GoldenArrays
import Imaging
import Testing

@testable import Datasets

@Suite struct BatchStreamTests {
  private let folder: TemporaryFolder
  private let tasks: [TaskStream]

  init() throws {
    folder = try TemporaryFolder()
    let preset = try AugmentationPreset.named("histology")
    tasks = [
      try TaskStream(SmallTasks.classification(folder), size: 32, batch: 4, augmentation: preset),
      try TaskStream(SmallTasks.multilabel(folder), size: 24, batch: 3, multiplicity: 2, augmentation: preset),
      try TaskStream(SmallTasks.segmentation(folder), size: 32, batch: 2, augmentation: preset),
      try TaskStream(SmallTasks.detection(folder), size: 40, batch: 2, augmentation: preset),
    ]
  }

  private func stream(
    threads: Int, startStep: Int = 0, seed: UInt64 = 7, budgetBytes: Int = 1 << 20, keepsPictures: Bool = false
  ) -> BatchStream {
    let options = BatchStreamOptions(threads: threads, budgetBytes: budgetBytes, keepsPictures: keepsPictures)
    return BatchStream(tasks: tasks, seed: seed, startStep: startStep, options: options)
  }

  private func batches(_ count: Int, _ stream: BatchStream) throws -> [HostBatch] {
    try (0..<count).map { _ in try stream.next() }
  }

  private func same(_ a: HostBatch, _ b: HostBatch) -> Bool {
    a.step == b.step && a.task == b.task && a.ids == b.ids && a.images == b.images && a.targets == b.targets
      && a.depth == b.depth && a.validSizes.map(\.height) == b.validSizes.map(\.height)
      && a.validSizes.map(\.width) == b.validSizes.map(\.width)
  }

  @Test func anyNumberOfThreadsGivesTheSameBytes() throws {
    let expected = try batches(30, stream(threads: 0))
    for threads in [1, 2, 4] {
      let found = try batches(30, stream(threads: threads))
      for (a, b) in zip(expected, found) { #expect(same(a, b), "threads \(threads), step \(a.step), \(a.task)") }
    }
    let cached = stream(threads: 2, keepsPictures: true)
    for (a, b) in zip(expected, try batches(30, cached)) { #expect(same(a, b)) }
    let other = try batches(30, stream(threads: 0, seed: 8))
    #expect(!zip(expected, other).allSatisfy(same))
  }

  @Test func everyStepIsARound() throws {
    let stream = stream(threads: 2)
    #expect(stream.roundCount == 5)
    var orders: Set<[String]> = []
    for step in 0..<8 {
      let round = try batches(5, stream)
      #expect(round.allSatisfy { $0.step == step })
      #expect(round.map(\.task).sorted() == ["cls", "det", "multi", "multi", "seg"])
      orders.insert(round.map(\.task))
    }
    #expect(orders.count > 2)
  }

  @Test func aStreamThatStartsLaterGivesWhatTheFirstGives() throws {
    let whole = try batches(60, stream(threads: 2))
    let rest = try batches(25, stream(threads: 1, startStep: 7))
    for (a, b) in zip(whole[35...], rest) { #expect(same(a, b), "step \(a.step), \(a.task)") }
  }

  @Test func everyEpochShowsEverySampleOnce() throws {
    let stream = stream(threads: 1)
    let drawn = try batches(15, stream).filter { $0.task == "cls" }.flatMap(\.ids)
    #expect(drawn.count == 12)
    #expect(Set(drawn[0..<6]).count == 6 && Set(drawn[6..<12]).count == 6)
    let multi = try batches(15, self.stream(threads: 1)).filter { $0.task == "multi" }.flatMap(\.ids)
    #expect(multi.count == 18)
  }

  @Test func augmentationDiffersFromEpochToEpoch() throws {
    let one = try TaskStream(
      SmallTasks.classification(folder, name: "one", count: 1), size: 32, batch: 1,
      augmentation: try AugmentationPreset.named("histology"))
    let stream = BatchStream(tasks: [one], seed: 1, options: BatchStreamOptions(threads: 0))
    #expect(Set(try batches(12, stream).map(\.images)).count > 3)
  }

  @Test func shapesOfBatches() throws {
    for batch in try batches(5, stream(threads: 1)) {
      #expect(batch.images.count == batch.count * batch.height * batch.width * 3)
      #expect(batch.validSizes.count == batch.count && batch.targets.count == batch.count)
      switch batch.targets[0] {
      case .mask(let mask): #expect((mask.height, mask.width) == (32, 32))
      case .boxes: #expect(batch.task == "det")
      case .labels(let states): #expect(states.count == 2)
      case .classIndex: #expect(batch.task == "cls")
      }
    }
  }

  @Test func cacheCountsHitsAndKeepsItsBudget() throws {
    let stream = stream(threads: 0, budgetBytes: 24_000, keepsPictures: true)
    _ = try batches(40, stream)
    let counts = stream.cache
    #expect(counts.hits > 0 && counts.misses > 0 && counts.bytes <= 24_000 && counts.bytes > 0)
    let off = self.stream(threads: 0)
    _ = try batches(5, off)
    #expect(off.cache.hits == 0 && off.cache.bytes == 0)
  }

  @Test func errorsArriveInPlace() throws {
    try folder.write("cls/3.png", "broken")
    var shown: [[String]] = []
    for threads in [0, 3] {
      let stream = stream(threads: threads)
      shown.append(
        (0..<20).map { _ in
          do {
            let batch = try stream.next()
            return "\(batch.step) \(batch.task)"
          } catch {
            return "\(error)"
          }
        })
    }
    #expect(shown[0] == shown[1])
    let failures = shown[0].filter { $0.contains("task cls, sample \"cls/3.png\"") }
    #expect(failures.count >= 2 && failures.count < 5)
    #expect(failures.allSatisfy { $0.contains(folder.path("cls/3.png")) })
  }

  /// 64 tasks hold no more waiting batches than 4 of the same kind.
  @Test func theBudgetIsOneForAllTasks() throws {
    let data = try (0..<16).map { try SmallTasks.classification(folder, name: "t\($0)", count: 2) }
    func peak(_ count: Int) throws -> Int {
      let tasks = try data.prefix(count).map { try TaskStream($0, size: 32, batch: 4, augmentation: nil) }
      let options = BatchStreamOptions(threads: 3, budgetBytes: 80_000, batchesAhead: 100)
      let stream = BatchStream(tasks: tasks, seed: 1, options: options)
      for _ in 0..<40 { _ = try stream.next() }
      return stream.heldBytes.peak
    }
    // A batch holds 4 * 32 * 32 * 3 = 12,288 bytes: three fit into half of the budget.
    #expect(try peak(2) <= 36_864)
    #expect(try peak(16) <= 36_864)
    let tight = BatchStream(
      tasks: [try TaskStream(data[0], size: 32, batch: 4, augmentation: nil)], seed: 1,
      options: BatchStreamOptions(threads: 2, budgetBytes: 1))
    for step in 0..<5 { #expect(try tight.next().step == step) }
    #expect(tight.heldBytes.peak == 12_288)
  }

  @Test func closingStopsAndSays() throws {
    let stream = stream(threads: 3)
    _ = try stream.next()
    stream.close()
    #expect(message { _ = try stream.next() }.hasPrefix("nothing more can be taken: the stream was closed"))
    let inline = self.stream(threads: 0)
    inline.close()
    #expect(message { _ = try inline.next() }.hasPrefix("nothing more can be taken: the stream was closed"))
    for _ in 0..<20 { _ = self.stream(threads: 2) }
  }

  @Test func aTaskWithoutTrainingSamplesIsRefused() throws {
    let table = try folder.write("test.csv", "image,label,split\ncls/0.png,a,test\n")
    let task = makeDescription(.classification, source: .table(table), classes: ["a", "b"], root: folder.path)
    let data = try Dataset.open(task)
    #expect(message { _ = try TaskStream(data, size: 8, batch: 1, augmentation: nil) }.contains("no training sample"))
  }
}
