import Foundation
import Testing

@testable import Datasets

@Suite struct DecodedCacheTests {
  private func fill(
    _ cache: DecodedCache<String>, _ keys: [String], _ lifetime: DecodedCache<String>.Lifetime, bytes: Int = 10
  ) throws {
    for key in keys { #expect(try cache.value(key, lifetime) { (key, bytes) } == key) }
  }

  @Test func lastingValuesStay() throws {
    let cache = DecodedCache<String>(budgetBytes: 25)
    try fill(cache, ["a", "b", "c", "a", "b", "c"], .lasting)
    let counts = cache.statistics
    #expect((counts.hits, counts.misses, counts.evictions, counts.bytes) == (2, 4, 0, 20))
    #expect(counts.hitRate == 2.0 / 6)
  }

  @Test func passingValuesMakeWayOldestUseFirst() throws {
    let cache = DecodedCache<String>(budgetBytes: 25)
    try fill(cache, ["a", "b", "a", "c"], .passing)  // b was used the longest time ago
    try fill(cache, ["a", "c"], .passing)
    #expect(cache.statistics.hits == 3)
    #expect(cache.statistics.evictions == 1)
    try fill(cache, ["b"], .passing)
    #expect(cache.statistics.evictions == 2 && cache.statistics.peakBytes == 20)
  }

  @Test func allPassingValuesCanBeLetGo() throws {
    let cache = DecodedCache<String>(budgetBytes: 40)
    try fill(cache, ["a"], .lasting)
    try fill(cache, ["v", "w"], .passing)
    cache.dropPassing()
    #expect(cache.statistics.bytes == 10 && cache.statistics.evictions == 0, "nothing made way")
    try fill(cache, ["a", "v"], .passing)
    #expect(cache.statistics.hits == 1 && cache.statistics.bytes == 20)
  }

  @Test func pictureLeavesRoomForWhatPasses() throws {
    let cache = DecodedCache<String>(budgetBytes: 40, reservedBytes: 20)
    try fill(cache, ["a", "b", "c", "d"], .lasting)
    #expect(cache.statistics.bytes == 20)
    try fill(cache, ["v", "w", "x"], .passing)
    #expect(cache.statistics.bytes == 40 && cache.statistics.evictions == 1)
    try fill(cache, ["a", "b"], .lasting)
    #expect(cache.statistics.hits == 2, "lasting values never make way")
  }

  @Test func whatIsTooLargeIsNotKept() throws {
    let cache = DecodedCache<String>(budgetBytes: 25)
    try fill(cache, ["a", "a"], .passing, bytes: 26)
    #expect(cache.statistics == CacheCounts(misses: 2))
  }

  @Test func anErrorIsNotKept() throws {
    struct Broken: Error {}
    let cache = DecodedCache<String>(budgetBytes: 25)
    #expect(throws: Broken.self) { try cache.value("a") { throw Broken() } }
    try fill(cache, ["a", "a"], .lasting)
    #expect(cache.statistics.hits == 1)
  }

  /// Threads that ask for the same value while it is being made wait for it instead of making it again.
  @Test func oneThreadMakesWhatManyWant() throws {
    let cache = DecodedCache<String>(budgetBytes: 25)
    let made = Count()
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      _ = try? cache.value("a", .passing) {
        made.add()
        Thread.sleep(forTimeInterval: 0.05)
        return ("a", 10)
      }
    }
    #expect(made.value == 1)
  }
}

private final class Count: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0
  var value: Int { lock.withLock { count } }
  func add() { lock.withLock { count += 1 } }
}
