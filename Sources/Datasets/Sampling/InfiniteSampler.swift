import Foundation
import Statistics

/// One position of a task's endless sequence.
struct SampleDraw: Equatable, Sendable {
  /// Tells apart the draws of one record: with `index` it names the draw's random numbers.
  let epoch: Int
  /// The record.
  let index: Int
  /// Which opening of the record this draw is taken from; 0 where records are not kept open.
  var opening = 0
}

/// Which record stands at which position of a task's endless sequence; a function of its arguments alone.
protocol SampleOrder: Sendable {
  func draw(at position: Int) -> SampleDraw
}

/// Every record once an epoch: for pictures.
///
/// Each epoch is a permutation of all samples, a function of (seed, task, epoch): position 1,000,000 is found without
/// walking there, so resuming is arithmetic. Safe to share between threads.
final class InfiniteSampler: SampleOrder, @unchecked Sendable {
  let count: Int
  private let seed: UInt64
  private let task: String
  private let lock = NSLock()
  /// The last epochs asked for; two, because a batch may lie across their border. Guarded by `lock`.
  private var recent: [(epoch: Int, order: [Int32])] = []

  /// - Precondition: `count` is above 0.
  init(count: Int, seed: UInt64, task: String) {
    precondition(count > 0, "a sampler needs a sample")
    self.count = count
    self.seed = seed
    self.task = task
  }

  func draw(at position: Int) -> SampleDraw {
    let (epoch, offset) = position.quotientAndRemainder(dividingBy: count)
    return SampleDraw(epoch: epoch, index: lock.withLock { Int(order(epoch)[offset]) })
  }

  private func order(_ epoch: Int) -> [Int32] {
    if let known = recent.first(where: { $0.epoch == epoch }) { return known.order }
    // The name is apart from the sample's own stream, so that order and augmentation are independent.
    var random = SampleRandom(seed: seed, task: task + "/order", epoch: epoch)
    let order = random.permutation(count).map { Int32($0) }
    recent = recent.suffix(1) + [(epoch, order)]
    return order
  }
}
