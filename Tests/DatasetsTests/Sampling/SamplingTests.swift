import Testing

@testable import Datasets

@Suite struct SamplingTests {
  @Test func everyEpochIsAPermutation() {
    let sampler = InfiniteSampler(count: 7, seed: 3, task: "t")
    var orders: [[Int]] = []
    for epoch in 0..<4 {
      let draws = (0..<7).map { sampler.draw(at: epoch * 7 + $0) }
      #expect(draws.allSatisfy { $0.epoch == epoch })
      #expect(draws.map(\.index).sorted() == Array(0..<7))
      orders.append(draws.map(\.index))
    }
    #expect(Set(orders).count > 1)
  }

  @Test func positionsAreFoundInAnyOrder() {
    let walked = InfiniteSampler(count: 11, seed: 1, task: "t")
    let expected = (0..<200).map { walked.draw(at: $0) }
    let jumped = InfiniteSampler(count: 11, seed: 1, task: "t")
    for position in [199, 3, 120, 4, 198, 0, 77] { #expect(jumped.draw(at: position) == expected[position]) }
    let other = InfiniteSampler(count: 11, seed: 2, task: "t")
    #expect((0..<11).map { other.draw(at: $0).index } != (0..<11).map { expected[$0].index })
  }

  @Test func oneSampleIsEnough() {
    let sampler = InfiniteSampler(count: 1, seed: 0, task: "t")
    #expect(sampler.draw(at: 1_000_000) == .init(epoch: 1_000_000, index: 0))
  }

  @Test func roundsHoldEveryTurnOnce() {
    let order = RoundOrder(multiplicities: [1, 3, 0, 2], seed: 5)
    #expect(order.count == 6)
    let rounds = (0..<20).map(order.round)
    for round in rounds {
      #expect(round.count { $0.task == 0 } == 1)
      #expect(Set(round.filter { $0.task == 1 }.map(\.repetition)) == [0, 1, 2])
      #expect(!round.contains { $0.task == 2 })
    }
    #expect(Set(rounds.map { $0.map(\.task) }).count > 5)
    #expect(rounds[7] == RoundOrder(multiplicities: [1, 3, 0, 2], seed: 5).round(7))
  }
}
