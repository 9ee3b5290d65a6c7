import Foundation
import Testing

@testable import Evaluation

@Suite struct ReadAheadTests {
  struct Broken: Error, Equatable { let index: Int }

  @Test(arguments: [0, 1, 4]) func itemsComeInOrderAndErrorsInTheirPlace(threads: Int) throws {
    let items = ReadAhead(count: 20, threads: threads, ahead: 3) { index in
      // Later items are often ready first.
      if index % 5 == 0 { Thread.sleep(forTimeInterval: 0.002) }
      if index == 7 { throw Broken(index: 7) }
      return index * index
    }
    for index in 0..<20 where index != 7 {
      if index == 8 { #expect(throws: Broken(index: 7)) { try items.next() } }
      #expect(try items.next() == index * index)
    }
    #expect(try items.next() == nil)
  }

  @Test func closingEarlyEndsTheThreads() throws {
    let items = ReadAhead(count: 1000, threads: 3, ahead: 2) { $0 }
    #expect(try items.next() == 0)
    items.close()
  }
}
