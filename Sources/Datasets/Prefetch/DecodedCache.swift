import Foundation

/// Keeps decoded values up to a number of bytes, for all tasks of a run.
///
/// Pictures are drawn in a new order each epoch, and throwing out the oldest would throw out what is needed next: a
/// picture that is in stays in. An opened volume or slide gives several samples and is then done with: the one that was
/// used the longest time ago makes way for the next.
final class DecodedCache<Value: Sendable>: @unchecked Sendable {
  /// How long a value is worth keeping.
  enum Lifetime: Sendable {
    /// As long as the run.
    case lasting
    /// Until room is needed.
    case passing
  }

  private struct Entry {
    let value: Value
    let bytes: Int
    let lifetime: Lifetime
    var lastUse: Int
  }

  private let budgetBytes: Int
  private let reservedBytes: Int
  private let condition = NSCondition()
  // Guarded by `condition`.
  private var entries: [String: Entry] = [:]
  private var beingMade: Set<String> = []
  private var clock = 0
  private var lastingBytes = 0
  private var counts = CacheCounts()

  /// - Parameter reservedBytes: of the budget, for passing values alone.
  init(budgetBytes: Int, reservedBytes: Int = 0) {
    self.budgetBytes = max(0, budgetBytes)
    self.reservedBytes = reservedBytes
  }

  var statistics: CacheCounts { condition.withLock { counts } }

  /// The kept value, or a new one, which is kept if it fits. A thread that asks for what another is making waits for
  /// it.
  func value(
    _ key: String, _ lifetime: Lifetime = .lasting, make: () throws -> (value: Value, bytes: Int)
  ) throws -> Value {
    guard budgetBytes > 0 else { return try make().value }
    if let kept = lookUp(key) { return kept }
    do {
      let made = try make()
      finish(key, Entry(value: made.value, bytes: made.bytes, lifetime: lifetime, lastUse: 0))
      return made.value
    } catch {
      finish(key, nil)
      throw error
    }
  }

  /// nil makes the caller the one who makes the value.
  private func lookUp(_ key: String) -> Value? {
    condition.lock()
    defer { condition.unlock() }
    while entries[key] == nil, beingMade.contains(key) { condition.wait() }
    clock += 1
    entries[key]?.lastUse = clock
    if let kept = entries[key] {
      counts.hits += 1
      return kept.value
    }
    counts.misses += 1
    beingMade.insert(key)
    return nil
  }

  private func finish(_ key: String, _ entry: Entry?) {
    condition.lock()
    defer { condition.unlock() }
    beingMade.remove(key)
    condition.broadcast()
    guard var entry, makeRoom(for: entry) else { return }
    clock += 1
    entry.lastUse = clock
    entries[key] = entry
    if entry.lifetime == .lasting { lastingBytes += entry.bytes }
    counts.bytes += entry.bytes
    counts.peakBytes = max(counts.peakBytes, counts.bytes)
  }

  /// Lets all passing values go; one that is wanted again is made again.
  func dropPassing() {
    condition.withLock {
      for (key, entry) in entries where entry.lifetime == .passing { remove(key, entry) }
    }
  }

  /// Lets passing values go, the one used the longest time ago first, for another passing one.
  private func makeRoom(for entry: Entry) -> Bool {
    if entry.lifetime == .lasting {
      return lastingBytes + entry.bytes <= budgetBytes - reservedBytes && counts.bytes + entry.bytes <= budgetBytes
    }
    guard lastingBytes + entry.bytes <= budgetBytes else { return false }
    while counts.bytes + entry.bytes > budgetBytes {
      let passing = entries.filter { $0.value.lifetime == .passing }
      guard let oldest = passing.min(by: { $0.value.lastUse < $1.value.lastUse }) else { break }
      remove(oldest.key, oldest.value)
      counts.evictions += 1
    }
    return true
  }

  private func remove(_ key: String, _ entry: Entry) {
    entries[key] = nil
    counts.bytes -= entry.bytes
  }
}
