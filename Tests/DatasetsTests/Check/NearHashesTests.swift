import Imaging
import Statistics
import Testing

@testable import Datasets

/// Near hashes against the comparison of each with each.
@Suite struct NearHashesTests {
  private func hash(_ words: [UInt64]) throws -> PerceptualHash { try #require(PerceptualHash(words: words)) }

  private func pairs(_ hashes: [PerceptualHash], atMost distance: Int) -> (found: [[Int]], isComplete: Bool) {
    var found: [[Int]] = []
    let isComplete = NearHashes(hashes, atMost: distance).forEachPair { found.append([$0, $1]) }
    return (found.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }, isComplete)
  }

  /// Random pictures, and copies of each in which up to eight bits differ.
  @Test(arguments: [0, 3, 6]) func everyNearPairIsFoundOnce(distance: Int) throws {
    var random = SampleRandom(seed: 5, task: "hashes")
    var hashes: [PerceptualHash] = []
    for _ in 0..<60 {
      let words = (0..<4).map { _ in random.next() }
      for changes in [0] + Array(0...8) {
        var copy = words
        for _ in 0..<changes {
          let bit = random.integer(in: 0..<256)
          copy[bit / 64] ^= 1 << UInt64(bit % 64)
        }
        hashes.append(try hash(copy))
      }
    }
    let expected = hashes.indices.flatMap { a in
      hashes.indices.filter { $0 > a && hashes[a].distance(to: hashes[$0]) <= distance }.map { [a, $0] }
    }
    let found = pairs(hashes, atMost: distance)
    #expect(found.found == expected && found.isComplete && !expected.isEmpty)
  }

  /// A film of 20,000 frames has 200 million pairs; a hundredth is met, and that it is not all.
  @Test func manyAlikeCostNoSquare() throws {
    let hashes = [PerceptualHash](repeating: try hash([0xFFFF, 0xF0F0, 3, 4]), count: 20_000)
    var count = 0
    let isComplete = NearHashes(hashes, atMost: 6).forEachPair { _, _ in count += 1 }
    #expect(!isComplete && (20_000...2_000_000).contains(count), "\(count)")
  }

  @Test func noneAndOneHaveNoPair() throws {
    #expect(pairs([], atMost: 6).found.isEmpty)
    let one = try pairs([hash([1, 2, 3, 4])], atMost: 6)
    #expect(one.found.isEmpty && one.isComplete)
  }
}
