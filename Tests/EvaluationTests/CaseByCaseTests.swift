import Datasets
import Foundation
import GoldenArrays
import Imaging
import Synchronization
import Testing

@testable import Evaluation

/// Volumes and slides are opened one at a time.
@Suite struct CaseByCaseTests {
  struct Broken: Error {}

  /// What a case has open, counted while it lives.
  private final class Opened: Sendable {
    private let counts: Counts

    init(_ counts: Counts) {
      self.counts = counts
      counts.opens()
    }

    deinit { counts.closes() }
  }

  private final class Counts: Sendable {
    private let counts = Mutex((now: 0, most: 0, all: 0))
    var now: Int { counts.withLock { $0.now } }
    var most: Int { counts.withLock { $0.most } }
    var all: Int { counts.withLock { $0.all } }

    func opens() {
      counts.withLock { counts in
        counts.now += 1
        counts.all += 1
        counts.most = max(counts.most, counts.now)
      }
    }

    func closes() { counts.withLock { $0.now -= 1 } }
  }

  /// Also where a sample fails.
  @Test(arguments: [0, 1, 4]) func aCaseIsLetGoBeforeTheNextOneIsOpened(threads: Int) throws {
    let counts = Counts()
    let cases = CaseByCase((0..<40).map { $0 / 5 }) { Opened(counts) }
    let samples = OrderedPrefetch(count: 40, threads: threads, itemsAhead: 6) { index in
      try cases.read(index) { opened in
        defer { withExtendedLifetime(opened) {} }
        if index % 3 == 0 { Thread.sleep(forTimeInterval: 0.001) }
        if index == 12 { throw Broken() }
        return index
      }
    }
    defer { samples.close() }
    for index in 0..<40 {
      if index == 12 {
        #expect(throws: Broken.self) { try samples.next() }
      } else {
        #expect(try samples.next() == index)
      }
    }
    #expect(counts.most == 1 && counts.all == 8 && counts.now == 0)
  }

  @Test func volumesGiveTheSameForAnyThreads() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.volumes(folder)
    let all = try [(1, 0), (4, 1), (7, 4)].map { try task.evaluate(PixelModel.pixels(3), batch: $0, threads: $1) }
    #expect(all[0].scores == all[1].scores && all[1].scores == all[2].scores)
    #expect(all[0].cases == all[1].cases && all[1].cases == all[2].cases)
    #expect(all[0].cases.map(\.id) == (0..<3).flatMap { volume in (0..<6).map { "v\(volume)#z\($0)" } })
    #expect(all[0].scores.caseCount == 3 && all[0].scores.caseUnit == .group)
  }

  @Test(arguments: [0, 1, 4]) func aVolumeThatCannotBeReadIsNamed(threads: Int) throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.volumes(folder)
    try GeneratedTask.write([Float](repeating: 0.5, count: GeneratedTask.voxelCount), to: folder.path("l1.nii"))
    let error = try #require(throws: SampleError.self) { try task.evaluate(PixelModel.pixels(3), threads: threads) }
    #expect(error.task == "vol" && error.id == "v1#z0")
    #expect("\(error)".contains("the labels hold 0.5"))
  }
}
