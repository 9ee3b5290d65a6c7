import Statistics

/// Several samples of each opened record before it is replaced: for volumes and slides, which are dear to open.
///
/// At any time `openCount` records are open. Each gives `drawsPerOpening` samples, in turn with the others, and then
/// makes way for the next record of the epoch's permutation. The places change at different times, so that one record
/// is opened now and then rather than all at once. Everything is a function of (seed, task, position): what is open
/// follows from the position, never from what a cache happens to hold.
struct PooledSampler: SampleOrder {
  let openCount: Int
  let drawsPerOpening: Int
  private let records: InfiniteSampler
  private let seed: UInt64
  private let task: String

  /// Enough for eight slices of a volume to cost one opening.
  static let drawsPerOpening = 8
  /// Records open at a time, where memory allows: two batches of eight hold sixteen different ones.
  static let mostOpen = 16

  /// - Precondition: `count`, `openCount` and `drawsPerOpening` are above 0.
  init(count: Int, openCount: Int, drawsPerOpening: Int = Self.drawsPerOpening, seed: UInt64, task: String) {
    precondition(openCount > 0 && drawsPerOpening > 0, "a pool holds a record that gives a sample")
    self.openCount = min(openCount, count)
    self.drawsPerOpening = drawsPerOpening
    self.seed = seed
    self.task = task
    records = InfiniteSampler(count: count, seed: seed, task: task)
  }

  func draw(at position: Int) -> SampleDraw {
    // In each cycle every place gives one sample, in an order of the cycle's own.
    let (cycle, turn) = position.quotientAndRemainder(dividingBy: openCount)
    var random = SampleRandom(seed: seed, task: task + "/places", epoch: cycle)
    let place = random.permutation(openCount)[turn]
    let start = place * drawsPerOpening / openCount
    let (generation, given) = (cycle + start).quotientAndRemainder(dividingBy: drawsPerOpening)
    let opening = generation * openCount + place
    let record = records.draw(at: opening)
    return SampleDraw(epoch: record.epoch * drawsPerOpening + given, index: record.index, opening: opening)
  }
}
