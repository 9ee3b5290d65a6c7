import Foundation
import Imaging
import Statistics

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

  /// Lets opened volumes and slides go, as before an evaluation, which opens its own. Batches keep their bytes.
  public func releaseOpened() { producer.cache.dropPassing() }

  /// Stops the threads; letting go of the stream does the same.
  public func close() { prefetch.close() }

  /// Hits and misses of the cache of opened volumes and decoded pictures.
  public var cache: CacheCounts { producer.cache.statistics }

  /// Bytes of batches that are being made or wait, and the most there ever were.
  public var heldBytes: (now: Int, peak: Int) { prefetch.heldBytes }
}
