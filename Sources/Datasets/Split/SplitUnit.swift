import Statistics

/// What is never divided: the samples of one group, or one sample without a group.
struct SplitUnit {
  /// `group NAME` or `sample ID`: a group and a sample of one name are different units.
  let name: String
  /// Places in the list of records, ascending.
  let members: [Int]
  /// Label -> samples with it, for the labels that occur; a sample may have several.
  let labels: [Int: Int]

  /// All units of some records, by name.
  /// - Parameter labels: for each record the labels that it has.
  static func all(_ records: [SampleRecord], _ places: [Int], labels: [[Int]]) -> [SplitUnit] {
    let grouped = Dictionary(grouping: places) { place in
      records[place].group.map { "group " + $0 } ?? "sample " + records[place].id
    }
    return grouped.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { name in
      let members = (grouped[name] ?? []).sorted()
      var counts: [Int: Int] = [:]
      for member in members { for label in labels[member] { counts[label, default: 0] += 1 } }
      return SplitUnit(name: name, members: members, labels: counts)
    }
  }

  /// A number that depends on the seed and the name only, so that the order of the table and the machine do not matter.
  func rank(seed: UInt64, purpose: String) -> UInt64 {
    var random = SampleRandom(seed: seed, task: purpose + "\n" + name)
    return random.next()
  }
}
