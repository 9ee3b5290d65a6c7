import Foundation

/// Keeps decoded values up to a number of bytes, for all tasks of a run.
///
/// What is in stays in: with samples drawn in a new order each epoch, throwing out the oldest would throw out what is
/// needed next. The share of hits is then the share of the data that fits.
final class DecodedCache<Value: Sendable>: @unchecked Sendable {
  private let budgetBytes: Int
  private let lock = NSLock()
  private var values: [String: Value] = [:]
  private var counts = CacheCounts()

  init(budgetBytes: Int) { self.budgetBytes = max(0, budgetBytes) }

  var statistics: CacheCounts { lock.withLock { counts } }

  /// The kept value, or a new one, which is kept if it fits.
  func value(_ key: String, make: () throws -> (value: Value, bytes: Int)) rethrows -> Value {
    guard budgetBytes > 0 else { return try make().value }
    if let kept = lookUp(key) { return kept }
    let made = try make()
    keep(key, made.value, bytes: made.bytes)
    return made.value
  }

  private func lookUp(_ key: String) -> Value? {
    lock.withLock {
      let kept = values[key]
      if kept == nil { counts.misses += 1 } else { counts.hits += 1 }
      return kept
    }
  }

  private func keep(_ key: String, _ value: Value, bytes: Int) {
    lock.withLock {
      // Another thread may have been faster; the two values are equal.
      guard values[key] == nil, counts.bytes + bytes <= budgetBytes else { return }
      values[key] = value
      counts.bytes += bytes
    }
  }
}

/// How a cache has served.
public struct CacheCounts: Sendable, Equatable {
  public var hits = 0
  public var misses = 0
  /// Bytes that the cache holds.
  public var bytes = 0
}
