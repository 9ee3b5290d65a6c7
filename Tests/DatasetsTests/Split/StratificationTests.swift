import Statistics
import Testing

@testable import Datasets

@Suite struct StratificationTests {
  private func units(_ labels: [[Int]], groupSize: Int = 1) -> [SplitUnit] {
    let records = labels.indices.map { index in
      SampleRecord(
        id: "s\(index)", imagePaths: ["/\(index).png"], group: groupSize > 1 ? "g\(index / groupSize)" : nil,
        split: .train, annotation: .classIndex(0), place: "t:\(index)")
    }
    return SplitUnit.all(records, Array(records.indices), labels: labels)
  }

  private func deal(_ units: [SplitUnit], _ shares: [Double], seed: UInt64 = 1, labels: Int = 8) -> [Int] {
    Stratification.parts(units, labelCount: labels, shares: shares, seed: seed, purpose: "test")
  }

  private func counts(_ units: [SplitUnit], _ parts: [Int], label: Int, of count: Int) -> [Int] {
    (0..<count).map { part in zip(units, parts).filter { $0.1 == part }.reduce(0) { $0 + ($1.0.labels[label] ?? 0) } }
  }

  @Test func oneLabelIsSharedExactly() {
    let units = units((0..<400).map { [$0 % 4 == 0 ? 1 : 0] })
    let parts = deal(units, [0.7, 0.1, 0.2])
    #expect(counts(units, parts, label: 0, of: 3) == [210, 30, 60])
    #expect(counts(units, parts, label: 1, of: 3) == [70, 10, 20])
    #expect(parts != deal(units, [0.7, 0.1, 0.2], seed: 2))
    #expect(parts == deal(units, [0.7, 0.1, 0.2]))
  }

  /// Rare labels of multi-label data, where plain random folds would leave some without a positive.
  @Test func rareLabelsReachEveryFold() {
    var random = SampleRandom(seed: 5, task: "labels")
    let labels = (0..<600).map { index -> [Int] in
      var found = index < 10 ? [5] : []
      for label in 0..<4 where random.chance([0.5, 0.3, 0.1, 0.03][label]) { found.append(label) }
      return found.isEmpty ? [7] : found.sorted()
    }
    let units = units(labels)
    let parts = deal(units, Array(repeating: 0.1, count: 10))
    #expect(counts(units, parts, label: 5, of: 10) == Array(repeating: 1, count: 10))
    for label in [0, 1, 2, 3] {
      let shared = counts(units, parts, label: label, of: 10)
      let mean = Double(shared.reduce(0, +)) / 10
      #expect(shared.allSatisfy { abs(Double($0) - mean) <= 2.5 }, "label \(label): \(shared)")
    }
    let sizes = (0..<10).map { part in parts.count { $0 == part } }
    #expect(sizes.allSatisfy { (56...64).contains($0) }, "\(sizes)")
  }

  @Test func groupsStayWholeAndEven() {
    let units = units((0..<500).map { [$0 / 5 % 3] }, groupSize: 5)
    #expect(units.count == 100 && units.allSatisfy { $0.members.count == 5 })
    let parts = deal(units, [0.8, 0.2])
    for label in 0..<3 {
      let shared = counts(units, parts, label: label, of: 2)
      let wanted = Double(shared[0] + shared[1]) * 0.2
      #expect(abs(Double(shared[1]) - wanted) <= 5)
    }
  }

  /// Numbers that were written down once: another machine or another order of the table gives the same.
  @Test func theChoiceIsTheSameEverywhere() {
    let units = units((0..<12).map { [$0 % 2] })
    #expect(units.map(\.name).prefix(4) == ["sample s0", "sample s1", "sample s10", "sample s11"])
    #expect(units[0].rank(seed: 7, purpose: "split") == 17_497_505_209_290_236_981)
    #expect(deal(units, [0.5, 0.25, 0.25], seed: 7) == [1, 0, 0, 1, 2, 0, 1, 2, 0, 0, 0, 2])
  }
}
