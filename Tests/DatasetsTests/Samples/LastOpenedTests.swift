import Foundation
import Testing

@testable import Datasets

@Suite struct LastOpenedTests {
  private struct Failure: Error {}

  /// Counts its calls; the stored `var` is guarded by `lock`.
  private final class Opener: @unchecked Sendable {
    private let lock = NSLock()
    private var calls = 0

    var count: Int { lock.withLock { calls } }

    func open() -> Int {
      lock.withLock { calls += 1 }
      Thread.sleep(forTimeInterval: 0.02)
      return 7
    }
  }

  @Test func severalThreadsOpenOnce() {
    let kept = LastOpened<Int>()
    let opener = Opener()
    let found = concurrentMap(8, threads: 4) { _ -> Int in (try? kept.value("a") { opener.open() }) ?? 0 }
    #expect(found == [Int](repeating: 7, count: 8))
    #expect(opener.count == 1)
  }

  @Test func afterAFailureTheNextOneOpens() throws {
    let kept = LastOpened<Int>()
    #expect(throws: Failure.self) { _ = try kept.value("a") { throw Failure() } }
    #expect(try kept.value("a") { 3 } == 3)
    #expect(try kept.value("b") { 4 } == 4)
  }
}
