import Foundation

/// Lets several threads read the samples of one opened case, and opens the next one when all of them are done.
///
/// A thread that is at a later case waits, so samples have to be begun in order, as `OrderedPrefetch` does.
final class CaseByCase<Opened: Sendable>: @unchecked Sendable {
  private let cases: [Int?]
  private let open: @Sendable () -> Opened
  private let condition = NSCondition()
  // Guarded by `condition`: samples of each case that are not done yet, the case that is read, and what it has open.
  private var missing: [Int]
  private var current = 0
  private var opened: Opened?

  /// - Parameters:
  ///   - cases: of each sample, numbered 0, 1, 2, ... in the samples' order; nil for samples that are not read here.
  ///   - open: makes what the samples of a case share; it is let go after the last of them.
  init(_ cases: [Int?], open: @escaping @Sendable () -> Opened) {
    self.cases = cases
    self.open = open
    missing = cases.compactMap { $0 }.reduce(into: []) { counts, number in
      if number == counts.count { counts.append(0) }
      counts[number] += 1
    }
  }

  /// Reads one sample, each once; a failing one is done too.
  func read<Sample>(_ index: Int, _ body: (Opened) throws -> Sample) throws -> Sample {
    guard let number = cases[index] else { preconditionFailure("a sample of a case is expected") }
    // In a value of its own, so that nothing of the case is held any more when the next one may begin.
    let result = Result { try body(enter(number)) }
    leave()
    return try result.get()
  }

  private func enter(_ number: Int) -> Opened {
    condition.lock()
    defer { condition.unlock() }
    while current < number { condition.wait() }
    let shared = opened ?? open()
    opened = shared
    return shared
  }

  private func leave() {
    condition.lock()
    defer { condition.unlock() }
    missing[current] -= 1
    guard missing[current] == 0 else { return }
    opened = nil
    current += 1
    condition.broadcast()
  }
}
