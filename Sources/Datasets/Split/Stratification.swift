/// Deals units out to parts so that every part gets its share of every label.
///
/// Labels are served in turn, the one with the fewest samples left first; its units go, large ones first, to the part
/// that lacks most samples of the label, where what a part has got too little of so far counts as well: without that, a
/// part of 1 % would get the rounded-up remainder of every label, or of none.
/// - Source: Sechidis, Tsoumakas and Vlahavas 2011, "On the stratification of multi-label data" (iterative
///   stratification); units of several samples, the order by size, and the balance of sizes are ours.
struct Stratification {
  private let units: [SplitUnit]
  private let ranks: [UInt64]
  /// Label -> the units that have it.
  private let holders: [[Int]]
  private let shares: [Double]
  /// Samples that a part still lacks, in all and by label.
  private var lacking: [Double]
  private var lackingLabel: [[Double]]
  /// Samples of each label in units that have no part yet.
  private var waiting: [Int]
  /// Samples of all units that have no part yet.
  private var remaining: Int
  private var parts: [Int]

  /// - Parameters:
  ///   - shares: one a part, above 0, with sum 1.
  ///   - purpose: different purposes make different random choices of one seed.
  /// - Returns: the part of each unit.
  static func parts(
    _ units: [SplitUnit], labelCount: Int, shares: [Double], seed: UInt64, purpose: String
  ) -> [Int] {
    var work = Stratification(units, labelCount: labelCount, shares: shares, seed: seed, purpose: purpose)
    work.deal()
    return work.parts
  }

  private init(_ units: [SplitUnit], labelCount: Int, shares: [Double], seed: UInt64, purpose: String) {
    self.units = units
    ranks = units.map { $0.rank(seed: seed, purpose: purpose) }
    self.shares = shares
    let count = units.reduce(0) { $0 + $1.members.count }
    remaining = count
    var (holders, labels) = ([[Int]](repeating: [], count: labelCount), [Int](repeating: 0, count: labelCount))
    for (place, unit) in units.enumerated() {
      for (label, count) in unit.labels {
        holders[label].append(place)
        labels[label] += count
      }
    }
    self.holders = holders
    lacking = shares.map { $0 * Double(count) }
    lackingLabel = shares.map { share in labels.map { share * Double($0) } }
    waiting = labels
    parts = [Int](repeating: -1, count: units.count)
  }

  private mutating func deal() {
    while let label = rarest {
      for unit in order(holders[label].filter { parts[$0] < 0 }, by: label) { place(unit, label: label) }
    }
    for unit in order(units.indices.filter { parts[$0] < 0 }, by: nil) { place(unit, label: nil) }
  }

  /// The label with the fewest samples in units that have no part yet.
  private var rarest: Int? {
    waiting.indices.filter { waiting[$0] > 0 }.min { (waiting[$0], $0) < (waiting[$1], $1) }
  }

  /// Large units first, because small ones even out what they leave; among equals the seed decides.
  private func order(_ places: [Int], by label: Int?) -> [Int] {
    func size(_ place: Int) -> Int { label.flatMap { units[place].labels[$0] } ?? units[place].members.count }
    return places.sorted { (size($1), ranks[$0], $0) < (size($0), ranks[$1], $1) }
  }

  private mutating func place(_ unit: Int, label: Int?) {
    let part = bestPart(label, rank: ranks[unit])
    parts[unit] = part
    lacking[part] -= Double(units[unit].members.count)
    remaining -= units[unit].members.count
    for (label, count) in units[unit].labels {
      lackingLabel[part][label] -= Double(count)
      waiting[label] -= count
    }
  }

  /// Sums of shares differ in their last bits, so equal needs a margin.
  private static let margin = 1e-9

  private func bestPart(_ label: Int?, rank: UInt64) -> Int {
    let keys = lacking.indices.map { part in
      (label.map { lackingLabel[part][$0] } ?? 0) + lacking[part] - shares[part] * Double(remaining)
    }
    let best = keys.max() ?? 0
    let equals = keys.indices.filter { keys[$0] >= best - Self.margin }
    let most = equals.map { lacking[$0] }.max() ?? 0
    let largest = equals.filter { lacking[$0] >= most - Self.margin }
    return largest[Int(rank % UInt64(max(1, largest.count)))]
  }
}
