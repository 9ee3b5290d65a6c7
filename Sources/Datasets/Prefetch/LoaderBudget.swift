/// How one number of bytes is shared out between waiting batches, opened volumes and decoded pictures.
///
/// A function of the tasks and the number alone, never of threads or time: how many volumes are open at a time decides
/// which samples are drawn.
public struct LoaderBudget: Sendable, Equatable {
  /// For batches that are being made or wait.
  public let waitingBytes: Int
  /// For the volume that is being opened, one at a time.
  public let openingBytes: Int
  /// For opened volumes and decoded pictures.
  public let cacheBytes: Int
  /// The part of `cacheBytes` for opened volumes alone.
  public let openedBytes: Int
  /// Records open at a time, by task; nil for tasks of pictures.
  public let openCounts: [Int?]
  /// Sentences about a budget that is too small for a task.
  public let notes: [String]

  /// How a loader shares out its bytes between tasks.
  public init(_ tasks: [TaskStream], _ options: BatchStreamOptions) {
    self.init(
      tasks, totalBytes: options.budgetBytes, batchesAhead: options.batchesAhead, keepsPictures: options.keepsPictures)
  }

  init(_ tasks: [TaskStream], totalBytes: Int, batchesAhead: Int, keepsPictures: Bool = true) {
    let needs = tasks.map { Need(task: $0.name, batchBytes: $0.batchBytes, opened: $0.openedBytes) }
    self.init(needs, totalBytes: totalBytes, batchesAhead: batchesAhead, keepsPictures: keepsPictures)
  }

  init(_ needs: [Need], totalBytes: Int, batchesAhead: Int, keepsPictures: Bool = true) {
    let largestBatch = needs.map(\.batchBytes).max() ?? 0
    let waiting = min(totalBytes / 2, max(1, batchesAhead) * largestBatch)
    let opening = needs.compactMap { $0.opened?.opening }.max() ?? 0
    let cache = max(0, totalBytes - totalBytes / Self.decodingShare - waiting - opening)
    let shares = Self.shares(needs.map(\.mostBytes), of: cache)
    let counts = zip(needs, shares).map { need, share in need.opened.map { Self.openCount(of: $0.kept, in: share) } }
    let openedTasks = needs.count { $0.opened != nil }
    waitingBytes = waiting
    openingBytes = opening
    cacheBytes = cache
    openCounts = counts
    // What is set aside for opened volumes is nothing that pictures may use.
    let setAside = zip(needs, counts).map { need, count in need.bytes(opened: count ?? 0) }.reduce(0, +)
    openedBytes = keepsPictures ? min(cache, setAside) : cache
    notes = zip(needs, shares).compactMap { need, share in
      need.note(share: share, openedTasks: openedTasks, otherBytes: waiting + opening)
    }
  }

  /// What one task asks of the budget.
  struct Need: Sendable {
    let task: String
    /// Bytes of one batch.
    let batchBytes: Int
    /// nil for a task of pictures.
    let opened: TaskStream.OpenedBytes?

    /// For as many opened records as are ever wanted.
    var mostBytes: Int { bytes(opened: PooledSampler.mostOpen) }

    /// For some opened records and one more that is being opened.
    func bytes(opened count: Int) -> Int { (opened?.kept ?? 0) * (count + 1) }

    /// What a share of the cache that is too small means, and which budget would do; nil where it is large enough.
    func note(share: Int, openedTasks: Int, otherBytes: Int) -> String? {
      guard let kept = opened?.kept, 2 * kept > share else { return nil }
      let needed = 2 * kept * openedTasks + otherBytes
      let enough = LoaderBudget.mebibytes(needed + needed / (LoaderBudget.decodingShare - 1))
      let size = "task \(task): an opened file takes \(LoaderBudget.mebibytes(kept)) MiB"
      if kept > share {
        return "\(size), more than loader.budget_mb leaves; files are opened again for each sample; "
          + "loader.budget_mb: \(enough) or more would keep one open"
      }
      return "\(size), so loader.budget_mb holds one of them at a time; "
        + "loader.budget_mb: \(enough) or more would open the next one beside it"
    }
  }

  /// One part in ten is left for pictures that are being decoded and for gaps in the allocator's memory.
  private static let decodingShare = 10

  /// What a task does not need is there for the others.
  private static func shares(_ needs: [Int], of total: Int) -> [Int] {
    var shares = needs
    var left = total
    for (served, task) in needs.indices.sorted(by: { needs[$0] < needs[$1] }).enumerated() {
      shares[task] = min(needs[task], left / (needs.count - served))
      left -= shares[task]
    }
    return shares
  }

  /// As many as fit beside the one that is being opened, at least one.
  private static func openCount(of bytes: Int, in share: Int) -> Int {
    min(PooledSampler.mostOpen, max(1, share / max(1, bytes) - 1))
  }

  private static func mebibytes(_ bytes: Int) -> Int { (bytes + (1 << 20) - 1) >> 20 }
}
