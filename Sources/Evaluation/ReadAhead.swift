import Foundation

/// Makes items 0, 1, 2, ... on several threads and hands them out in that order; errors arrive in their place.
///
/// At most `ahead` items are made or wait at a time. With 0 threads everything happens in `next()`.
final class ReadAhead<Item: Sendable> {
  private let state: ReadAheadState<Item>
  private let isThreaded: Bool
  private var taken = 0

  init(count: Int, threads: Int, ahead: Int, _ make: @escaping @Sendable (Int) throws -> Item) {
    state = ReadAheadState(count: count, ahead: max(1, ahead), make)
    isThreaded = threads > 0
    for _ in 0..<min(threads, count) {
      state.threadWillStart()
      let thread = Thread { [state] in state.work() }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  deinit { close() }

  /// The next item, nil after the last.
  func next() throws -> Item? {
    guard taken < state.count else { return nil }
    defer { taken += 1 }
    return try isThreaded ? state.take(taken).get() : state.make(taken)
  }

  /// Stops the threads and waits until they have left.
  func close() { state.stop() }
}

/// What the threads share; every stored `var` is guarded by `condition`.
private final class ReadAheadState<Item: Sendable>: @unchecked Sendable {
  let count: Int
  let make: @Sendable (Int) throws -> Item
  private let ahead: Int
  private let condition = NSCondition()
  private var made: [Int: Result<Item, any Error>] = [:]
  private var claimed = 0
  private var taken = 0
  private var threads = 0
  private var isStopped = false

  init(count: Int, ahead: Int, _ make: @escaping @Sendable (Int) throws -> Item) {
    self.count = count
    self.ahead = ahead
    self.make = make
  }

  func threadWillStart() { condition.withLock { threads += 1 } }

  func work() {
    while let index = claim() {
      let result = Result { try make(index) }
      condition.withLock {
        made[index] = result
        condition.broadcast()
      }
    }
    condition.withLock {
      threads -= 1
      condition.broadcast()
    }
  }

  func take(_ index: Int) -> Result<Item, any Error> {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let result = made.removeValue(forKey: index) {
        taken = index + 1
        condition.broadcast()
        return result
      }
      condition.wait()
    }
  }

  func stop() {
    condition.lock()
    isStopped = true
    condition.broadcast()
    while threads > 0 { condition.wait() }
    condition.unlock()
  }

  private func claim() -> Int? {
    condition.lock()
    defer { condition.unlock() }
    while !isStopped, claimed < count, claimed - taken >= ahead { condition.wait() }
    guard !isStopped, claimed < count else { return nil }
    claimed += 1
    return claimed - 1
  }
}
