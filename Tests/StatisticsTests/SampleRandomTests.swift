import Statistics
import Testing

@Suite struct SampleRandomTests {
  /// Pinned, and computed a second time in Python from the documented steps: a change here changes every split,
  /// augmentation and interval ever reported.
  @Test func valuesArePinned() {
    var random = SampleRandom(seed: 1, task: "weather", epoch: 2, index: 3)
    let values = (0..<4).map { _ in random.next() }
    #expect(
      values == [
        11_815_466_798_719_964_742, 4_686_500_585_889_719_436, 6_431_616_414_070_450_784,
        15_237_628_424_023_923_409,
      ])
    var other = SampleRandom(seed: 0, task: "")
    #expect(other.next() == 3_235_846_975_224_723_415)
    var sampler = SampleRandom(seed: 1, task: "weather", epoch: 2, index: 3)
    #expect(sampler.permutation(8) == [3, 6, 7, 0, 4, 2, 1, 5])
  }

  @Test func everyPartOfTheKeyChangesTheNumbers() {
    let keys: [(UInt64, String, Int, Int)] = [
      (1, "a", 0, 0), (2, "a", 0, 0), (1, "b", 0, 0), (1, "a", 1, 0), (1, "a", 0, 1), (1, "ab", 0, 0), (1, "", 0, 0),
      (1, "a", -1, 0), (1, "a", 0, -1), (1, "ba", 0, 0),
    ]
    var firsts: Set<UInt64> = []
    for (seed, task, epoch, index) in keys {
      var random = SampleRandom(seed: seed, task: task, epoch: epoch, index: index)
      firsts.insert(random.next())
      var again = SampleRandom(seed: seed, task: task, epoch: epoch, index: index)
      #expect(firsts.contains(again.next()))
    }
    #expect(firsts.count == keys.count)
  }

  /// Neighbouring indices must not share a stream, nor be correlated in their first number.
  @Test func neighbouringKeysAreIndependent() {
    var seen: Set<UInt64> = []
    var previous: Double?
    var products = 0.0
    for index in 0..<2000 {
      var random = SampleRandom(seed: 7, task: "t", index: index)
      var copy = random
      for _ in 0..<8 { seen.insert(copy.next()) }
      let value = random.uniform() - 0.5
      if let previous { products += value * previous }
      previous = value
    }
    #expect(seen.count == 16_000)
    // The mean product of independent uniforms has a deviation of 1/12/sqrt(2000) = 0.0019.
    #expect(abs(products / 2000) < 0.008)
  }

  @Test func momentsAreRight() {
    var random = SampleRandom(seed: 3, task: "moments")
    let count = 20_000
    let uniforms = (0..<count).map { _ in random.uniform() }
    let normals = (0..<count).map { _ in random.normal() }
    let integers = (0..<count).map { _ in random.integer(in: -2..<3) }
    let hits = (0..<count).count { _ in random.chance(0.3) }
    #expect(uniforms.allSatisfy { (0..<1).contains($0) })
    #expect(isClose(mean(uniforms), 0.5, 0.01))
    #expect(isClose(MeanAndDeviation(normals)?.mean, 0, 0.03))
    #expect(isClose(MeanAndDeviation(normals)?.populationStandardDeviation, 1, 0.03))
    #expect(Set(integers) == [-2, -1, 0, 1, 2])
    #expect(abs(Double(hits) / Double(count) - 0.3) < 0.015)
    #expect((0..<count).allSatisfy { _ in (2.0...3.0).contains(random.uniform(in: 2...3)) })
    #expect(random.uniform(in: 4...4) == 4)
  }

  @Test func permutationHoldsEveryIndexOnce() {
    var random = SampleRandom(seed: 3, task: "p")
    for count in [0, 1, 2, 50] { #expect(random.permutation(count).sorted() == Array(0..<count)) }
    let firsts = (0..<300).map { _ in random.permutation(3) }
    #expect(Set(firsts).count == 6)
  }
}
