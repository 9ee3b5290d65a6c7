import Foundation
import Statistics

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
      let isVolume = tasks[task].dataset.description.kind(of: record) == .volume
      if isVolume { opening.lock() }
      defer { if isVolume { opening.unlock() } }
      let opened = try loaders[task].opened(record, &random)
      return (opened, opened.byteCount)
    }
  }
}
