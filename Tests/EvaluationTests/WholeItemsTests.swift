import Foundation
import Synchronization
import Testing

@testable import Datasets

/// The prefetch as an evaluation uses it: a number of items that are made whole.
@Suite struct WholeItemsTests {
  struct Broken: Error, Equatable { let index: Int }

  @Test(arguments: [0, 1, 4]) func itemsComeInOrderAndErrorsInTheirPlace(threads: Int) throws {
    let items = OrderedPrefetch(count: 20, threads: threads, itemsAhead: 3) { index in
      // Later items are often ready first.
      if index % 5 == 0 { Thread.sleep(forTimeInterval: 0.002) }
      if index == 7 { throw Broken(index: 7) }
      return index * index
    }
    for index in 0..<20 where index != 7 {
      if index == 8 { #expect(throws: Broken(index: 7)) { try items.next() } }
      #expect(try items.next() == index * index)
    }
    #expect(throws: PrefetchClosed.self) { try items.next() }
  }

  @Test(arguments: [0, 3]) func noItemsAreNoWork(threads: Int) {
    let items = OrderedPrefetch(count: 0, threads: threads, itemsAhead: 3) { index in index }
    #expect(throws: PrefetchClosed.self) { try items.next() }
  }

  @Test func closingEarlyEndsTheThreads() throws {
    let makes = Makes()
    let items = OrderedPrefetch(count: 1000, threads: 3, itemsAhead: 2) { index in
      makes.begin()
      defer { makes.end() }
      Thread.sleep(forTimeInterval: 0.002)
      return index
    }
    #expect(try items.next() == 0)
    items.close()
    let begun = makes.begun
    #expect(makes.running == 0)
    // One was taken, and two may be ahead of it.
    #expect(begun <= 3)
    Thread.sleep(forTimeInterval: 0.02)
    #expect(makes.begun == begun)
  }

  /// Counts the items in the making.
  private final class Makes: Sendable {
    private let counts = Mutex((begun: 0, running: 0))
    var begun: Int { counts.withLock { $0.begun } }
    var running: Int { counts.withLock { $0.running } }

    func begin() {
      counts.withLock { counts in
        counts.begun += 1
        counts.running += 1
      }
    }

    func end() { counts.withLock { $0.running -= 1 } }
  }
}
