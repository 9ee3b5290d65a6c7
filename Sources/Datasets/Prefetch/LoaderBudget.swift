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
  /// Of `cacheBytes`, for opened volumes alone.
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
    let largestBatch = tasks.map(\.batchBytes).max() ?? 0
    let waiting = min(totalBytes / 2, max(1, batchesAhead) * largestBatch)
    let opened = tasks.map(\.openedBytes)
    let opening = opened.compactMap { $0?.opening }.max() ?? 0
    let cache = max(0, totalBytes - totalBytes / Self.decodingShare - waiting - opening)
    let openedTasks = opened.count { $0 != nil }
    let shares = Self.shares(opened.map { ($0?.kept ?? 0) * (PooledSampler.mostOpen + 1) }, of: cache)
    let counts = zip(opened, shares).map { opened, share in opened.map { Self.openCount(of: $0.kept, in: share) } }
    // One more is being opened. What is set aside for opened volumes is nothing that pictures may use.
    let needed = zip(opened, counts).reduce(0) { $0 + ($1.0?.kept ?? 0) * (($1.1 ?? 0) + 1) }
    waitingBytes = waiting
    openingBytes = opening
    cacheBytes = cache
    openCounts = counts
    openedBytes = keepsPictures ? min(cache, needed) : cache
    notes = zip(tasks, zip(opened, shares)).compactMap { task, found in
      guard let bytes = found.0, 2 * bytes.kept > found.1 else { return nil }
      let needed = 2 * bytes.kept * openedTasks + waiting + opening
      let enough = Self.mebibytes(needed + needed / (Self.decodingShare - 1))
      return
        "task \(task.name): an opened file takes \(Self.mebibytes(bytes.kept)) MiB, more than loader.budget_mb leaves; "
        + "files are opened again for each sample; loader.budget_mb: \(enough) or more would keep one open"
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
