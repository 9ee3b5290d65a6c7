import Testing

@testable import Datasets

@Suite struct PooledSamplerTests {
  private static let draws = 8

  private func sampler(count: Int = 10, open: Int = 4, seed: UInt64 = 3) -> PooledSampler {
    PooledSampler(count: count, openCount: open, drawsPerOpening: Self.draws, seed: seed, task: "t")
  }

  @Test func anOpeningGivesItsDrawsAndIsDone() {
    let sampler = sampler()
    let drawn = (0..<1000).map(sampler.draw)
    let places = Dictionary(grouping: drawn.indices, by: { drawn[$0].opening })
    for (opening, positions) in places {
      // The first openings are cut short, so that places change one after the other; the last are still open.
      let isFirst = opening < sampler.openCount
      let isLast = positions.contains { $0 >= 1000 - Self.draws * sampler.openCount }
      #expect(isFirst || isLast ? positions.count <= Self.draws : positions.count == Self.draws)
      #expect(Set(positions.map { drawn[$0].index }).count == 1, "one opening is one record")
      let span = (positions.max() ?? 0) - (positions.min() ?? 0)
      #expect(span < (Self.draws + 1) * sampler.openCount)
    }
  }

  @Test func neverMoreAreOpenThanAllowed() {
    let sampler = sampler()
    let drawn = (0..<600).map(sampler.draw)
    let last = Dictionary(drawn.enumerated().map { ($1.opening, $0) }, uniquingKeysWith: max)
    let first = Dictionary(drawn.enumerated().map { ($1.opening, $0) }, uniquingKeysWith: min)
    for position in 0..<500 {
      let open = first.keys.count { first[$0]! <= position && last[$0]! >= position }
      #expect(open <= sampler.openCount)
    }
  }

  @Test func recordsAreUsedEquallyAndDrawsAreTheirOwn() {
    let sampler = sampler()
    let drawn = (0..<10 * Self.draws * 20).map(sampler.draw)
    let counts = Dictionary(grouping: drawn, by: \.index).mapValues(\.count)
    #expect(counts.count == 10)
    let range = counts.values.min()!...counts.values.max()!
    #expect(range.upperBound - range.lowerBound <= 2 * Self.draws)
    #expect(Set(drawn.map { "\($0.epoch) \($0.index)" }).count == drawn.count, "no draw has another's random numbers")
  }

  @Test func aPositionIsFoundWithoutWalking() {
    let (one, two) = (sampler(), sampler())
    let walked = (0..<500).map(one.draw)
    #expect(two.draw(at: 499) == walked[499])
    #expect((0..<100).map(sampler(seed: 4).draw) != Array(walked[0..<100]))
  }

  /// With less memory fewer are open; with one record there is one.
  @Test(arguments: [(10, 1), (1, 4), (3, 16)]) func smallPools(count: Int, open: Int) {
    let sampler = sampler(count: count, open: open)
    #expect(sampler.openCount == min(count, open))
    let drawn = (0..<400).map(sampler.draw)
    #expect(Set(drawn.map(\.index)).count == count)
    #expect(Set(drawn.map { "\($0.epoch) \($0.index)" }).count == drawn.count)
  }
}
