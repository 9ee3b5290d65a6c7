import Foundation
import Imaging
import Statistics

/// How the loader of a run works.
public struct BatchStreamOptions: Sendable {
  /// Loader threads; 0 loads in the calling thread.
  public var threads: Int
  /// Bytes of everything that the loader holds for all tasks together: batches that are being made or wait, opened
  /// volumes and the one that is being opened, decoded pictures and, as a tenth of it, those that are being decoded.
  public var budgetBytes: Int
  /// Batches that are made ahead at most, so that the number of tasks does not decide how much waits.
  public var batchesAhead: Int
  /// False decodes every picture anew each time.
  public var keepsPictures: Bool
  /// Where decoded records are kept between runs; nil keeps none.
  public var diskCache: DiskCache?

  /// Options; what is left out is that of a run whose settings say nothing.
  public init(
    threads: Int = 1, budgetBytes: Int = 512 << 20, batchesAhead: Int = 8, keepsPictures: Bool = true,
    diskCache: DiskCache? = nil
  ) {
    self.threads = threads
    self.budgetBytes = budgetBytes
    self.batchesAhead = batchesAhead
    self.keepsPictures = keepsPictures
    self.diskCache = diskCache
  }
}

/// The batches of a training run in order: each step a round of all tasks, shuffled by the seed.
///
/// Every byte is a function of (seed, task, epoch, index) and the step, so a stream that starts at step N gives what an
/// uninterrupted one gives from there, with any number of threads. Errors arrive in the failing batch's place.
public final class BatchStream {
  /// How the bytes are shared out.
  public let budget: LoaderBudget
  private let producer: BatchProducer
  private let prefetch: OrderedPrefetch<BatchProducer>

  /// - Parameter openCounts: volumes and slides open at a time, by task; nil takes what the budget allows.
  public init(
    tasks: [TaskStream], seed: UInt64, startStep: Int = 0, options: BatchStreamOptions = BatchStreamOptions(),
    openCounts: [Int?]? = nil
  ) {
    budget = LoaderBudget(tasks, options)
    producer = BatchProducer(
      tasks: tasks, seed: seed, startStep: startStep, budget: budget, openCounts: openCounts ?? budget.openCounts,
      disk: options.diskCache)
    prefetch = OrderedPrefetch(
      producer, threads: options.threads, budgetBytes: budget.waitingBytes, itemsAhead: options.batchesAhead)
  }

  /// Batches in a step.
  public var roundCount: Int { producer.order.count }

  /// The next batch in round order; waits for it.
  /// - Throws: `SampleError` naming task and sample; the batch after it can still be taken.
  public func next() throws -> HostBatch { try prefetch.next() }

  /// Stops the threads; letting go of the stream does the same.
  public func close() { prefetch.close() }

  /// Hits and misses of the cache of opened volumes and decoded pictures.
  public var cache: CacheCounts { producer.cache.statistics }

  /// Bytes of batches that are being made or wait, and the most there ever were.
  public var heldBytes: (now: Int, peak: Int) { prefetch.heldBytes }
}

/// Makes batch number n of a run.
final class BatchProducer: PrefetchProducer {
  /// Which batch it is: its step, its task, and which of the task's batches counted from the first step.
  struct Plan: Sendable {
    let step: Int
    let task: Int
    let batch: Int
  }

  let order: RoundOrder
  let cache: DecodedCache<DecodedRecord>
  private let tasks: [TaskStream]
  private let loaders: [SampleLoader]
  private let samplers: [any SampleOrder]
  private let seed: UInt64
  private let startStep: Int
  /// Volumes are opened one at a time: what that takes for a moment is in the budget once.
  private let opening = NSLock()

  init(
    tasks: [TaskStream], seed: UInt64, startStep: Int, budget: LoaderBudget, openCounts: [Int?], disk: DiskCache?
  ) {
    precondition(tasks.contains { $0.multiplicity > 0 }, "a run needs a task with a batch in every step")
    order = RoundOrder(multiplicities: tasks.map(\.multiplicity), seed: seed)
    cache = DecodedCache(budgetBytes: budget.cacheBytes, reservedBytes: budget.openedBytes)
    loaders = tasks.map { SampleLoader($0, diskCache: disk) }
    samplers = zip(tasks, openCounts).map { task, openCount in
      guard let openCount else { return InfiniteSampler(count: task.records.count, seed: seed, task: task.name) }
      return PooledSampler(count: task.records.count, openCount: openCount, seed: seed, task: task.name)
    }
    self.tasks = tasks
    self.seed = seed
    self.startStep = startStep
  }

  func plan(_ number: Int) -> Plan {
    let (steps, place) = number.quotientAndRemainder(dividingBy: order.count)
    let step = startStep + steps
    let turn = order.round(step)[place]
    return Plan(step: step, task: turn.task, batch: step * tasks[turn.task].multiplicity + turn.repetition)
  }

  func partCount(_ plan: Plan) -> Int { tasks[plan.task].batch }

  func byteCount(_ plan: Plan) -> Int { tasks[plan.task].batchBytes }

  func part(_ plan: Plan, _ index: Int) throws -> TrainingSample {
    let task = tasks[plan.task]
    let draw = samplers[plan.task].draw(at: plan.batch * task.batch + index)
    let record = task.records[draw.index]
    var random = SampleRandom(seed: seed, task: task.name, epoch: draw.epoch, index: draw.index)
    do {
      let decoded = try decoded(record, draw, task: plan.task)
      return try loaders[plan.task].training(decoded, record, &random)
    } catch {
      throw SampleError(task: task.name, id: record.id, cause: error)
    }
  }

  func assemble(_ plan: Plan, _ parts: [TrainingSample]) throws -> HostBatch {
    HostBatch(parts, step: plan.step, task: tasks[plan.task].name, size: tasks[plan.task].size)
  }

  /// The record's picture, or its volume as this opening shows it.
  private func decoded(_ record: SampleRecord, _ draw: SampleDraw, task: Int) throws -> DecodedRecord {
    guard loaders[task].isOpened(record) else {
      return try cache.value("\(task) \(record.id)", .lasting) {
        let sample = try loaders[task].decoded(record)
        return (sample, sample.byteCount)
      }
    }
    return try cache.value("\(task) opening \(draw.opening)", .passing) {
      var random = SampleRandom(seed: seed, task: tasks[task].name + "/opening", epoch: draw.opening, index: draw.index)
      let isVolume = VolumeDecoder.isVolume(record, tasks[task].dataset.description)
      if isVolume { opening.lock() }
      defer { if isVolume { opening.unlock() } }
      let opened = try loaders[task].opened(record, &random)
      return (opened, opened.byteCount)
    }
  }
}
