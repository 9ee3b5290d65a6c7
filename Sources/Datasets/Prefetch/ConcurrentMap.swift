import Foundation

/// Results of `body` for `0..<count`, in order, made by plain threads; the calling thread is one of them.
func concurrentMap<Result: Sendable>(
  _ count: Int, threads: Int, _ body: @escaping @Sendable (Int) -> Result
) -> [Result] {
  guard threads > 1, count > 1 else { return (0..<count).map(body) }
  let work = ConcurrentWork(count: count, body: body)
  for _ in 1..<min(threads, count) {
    work.threadWillStart()
    let thread = Thread { work.helper() }
    thread.stackSize = 8 << 20  // that of a main thread: decoders recurse and keep rows on the stack
    thread.start()
  }
  return work.results()
}

/// The shared counter and results; every stored `var` is guarded by `condition`.
private final class ConcurrentWork<Result: Sendable>: @unchecked Sendable {
  private let count: Int
  private let body: @Sendable (Int) -> Result
  private let condition = NSCondition()
  private var next = 0
  private var helpers = 0
  private var made: [Result?]

  init(count: Int, body: @escaping @Sendable (Int) -> Result) {
    self.count = count
    self.body = body
    made = Array(repeating: nil, count: count)
  }

  func threadWillStart() { condition.withLock { helpers += 1 } }

  func helper() {
    run()
    condition.withLock {
      helpers -= 1
      condition.broadcast()
    }
  }

  func results() -> [Result] {
    run()
    condition.lock()
    defer { condition.unlock() }
    while helpers > 0 { condition.wait() }
    return made.compactMap { $0 }
  }

  private func run() {
    while let index = claim() {
      let result = body(index)
      condition.withLock { made[index] = result }
    }
  }

  private func claim() -> Int? {
    condition.withLock {
      guard next < count else { return nil }
      next += 1
      return next - 1
    }
  }
}
