import Imaging
import Statistics

/// How the loader of a run works.
public struct BatchStreamOptions: Sendable {
  /// Loader threads; 0 loads in the calling thread.
  public var threads: Int
  /// Bytes of all batches that are being made or wait, for all tasks together. One more image a thread is being decoded.
  public var budgetBytes: Int
  /// Bytes of decoded images to keep, for all tasks together; 0 keeps none.
  public var cacheBytes: Int
  /// Batches that are made ahead at most, so that the number of tasks does not decide how much waits.
  public var batchesAhead: Int

  public init(threads: Int = 1, budgetBytes: Int = 256 << 20, cacheBytes: Int = 0, batchesAhead: Int = 8) {
    self.threads = threads
    self.budgetBytes = budgetBytes
    self.cacheBytes = cacheBytes
    self.batchesAhead = batchesAhead
  }
}

/// The batches of a training run in order: each step a round of all tasks, shuffled by the seed.
///
/// Every byte is a function of (seed, task, epoch, index) and the step, so a stream that starts at step N gives what an
/// uninterrupted one gives from there, with any number of threads. Errors arrive in the failing batch's place.
public final class BatchStream {
  private let producer: BatchProducer
  private let prefetch: OrderedPrefetch<BatchProducer>

  public init(
    tasks: [TaskStream], seed: UInt64, startStep: Int = 0, options: BatchStreamOptions = BatchStreamOptions()
  ) {
    producer = BatchProducer(tasks: tasks, seed: seed, startStep: startStep, cacheBytes: options.cacheBytes)
    prefetch = OrderedPrefetch(
      producer, threads: options.threads, budgetBytes: options.budgetBytes, itemsAhead: options.batchesAhead)
  }

  /// Batches in a step.
  public var roundCount: Int { producer.order.count }

  /// The next batch in round order; waits for it.
  /// - Throws: `SampleError` naming task and sample; the batch after it can still be taken.
  public func next() throws -> HostBatch { try prefetch.next() }

  /// Stops the threads; letting go of the stream does the same.
  public func close() { prefetch.close() }

  /// Hits and misses of the cache of decoded images.
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
  private let samplers: [InfiniteSampler]
  private let seed: UInt64
  private let startStep: Int

  init(tasks: [TaskStream], seed: UInt64, startStep: Int, cacheBytes: Int) {
    precondition(tasks.contains { $0.multiplicity > 0 }, "a run needs a task with a batch in every step")
    order = RoundOrder(multiplicities: tasks.map(\.multiplicity), seed: seed)
    cache = DecodedCache(budgetBytes: cacheBytes)
    loaders = tasks.map {
      SampleLoader($0.dataset.description, size: $0.size, fit: $0.fit, augmentation: $0.augmentation)
    }
    samplers = tasks.map { InfiniteSampler(count: $0.records.count, seed: seed, task: $0.name) }
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
      let decoded = try decoded(record, task: plan.task)
      return try loaders[plan.task].training(decoded, record, &random)
    } catch {
      throw SampleError(task: task.name, id: record.id, cause: error)
    }
  }

  func assemble(_ plan: Plan, _ parts: [TrainingSample]) throws -> HostBatch {
    HostBatch(parts, step: plan.step, task: tasks[plan.task].name, size: tasks[plan.task].size)
  }

  private func decoded(_ record: SampleRecord, task: Int) throws -> DecodedRecord {
    try cache.value("\(task) \(record.id)") {
      let sample = try loaders[task].decoded(record)
      return (sample, sample.byteCount)
    }
  }
}
