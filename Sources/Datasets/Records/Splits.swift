import Statistics

/// Holds a share of the training samples out for validation.
///
/// Whole groups move, class by class, chosen by a hash of the group, so that the choice is the same on every machine,
/// for every training seed, and hardly changes when samples are added. The task's name is no part of the hash: of tasks
/// over the same images, which share the encoder, those with equal ids or groups and shares hold mostly the same images
/// out. What their classes make differ is told by `DuplicateImages.leaks`.
enum Splits {
  /// One patient or slide, or one sample that has no group.
  private struct Unit {
    let rank: UInt64
    let stratum: String
    let members: [Int]
  }

  /// The records with about `share` of the training samples moved to validation; none moves if validation samples
  /// exist.
  static func holdOut(_ records: [SampleRecord], share: Double) -> [SampleRecord] {
    guard share > 0, !records.contains(where: { $0.split == .validation }) else { return records }
    var result = records
    for member in heldOut(records, share: share) { result[member] = records[member].moved(to: .validation) }
    return result
  }

  private static func heldOut(_ records: [SampleRecord], share: Double) -> [Int] {
    let strata = Dictionary(grouping: units(records), by: \.stratum)
    var chosen: [Int] = []
    // What rounding leaves over in one stratum is carried to the next, so that many small ones still give the share.
    var carried = 0.0
    for name in strata.keys.sorted() {
      let units = strata[name, default: []].sorted { ($0.rank, $0.members[0]) < ($1.rank, $1.members[0]) }
      let count = units.reduce(0) { $0 + $1.members.count }
      let wanted = Double(count) * share + carried
      let taken = take(units, wanted: wanted)
      carried = wanted - Double(taken.count)
      chosen += taken
    }
    return chosen
  }

  /// Units in order until the wanted number of samples is reached best; never the last unit of a stratum.
  private static func take(_ units: [Unit], wanted: Double) -> [Int] {
    var taken: [Int] = []
    for unit in units.dropLast() {
      let missing = wanted - Double(taken.count)
      if missing < 0.5 { break }
      if Double(unit.members.count) <= 2 * missing { taken += unit.members }
    }
    return taken
  }

  private static func units(_ records: [SampleRecord]) -> [Unit] {
    let training = records.indices.filter { records[$0].split == .train }
    // A group and a lone sample of the same name are different units.
    let grouped = Dictionary(grouping: training) { index in
      records[index].group.map { "group " + $0 } ?? "sample " + records[index].id
    }
    return grouped.map { key, members in
      var random = SampleRandom(seed: ContentHash.of(key), task: "validation")
      return Unit(rank: random.next(), stratum: stratum(members.map { records[$0] }), members: members)
    }
  }

  /// The most frequent label of the members; the first in order where several are as frequent.
  private static func stratum(_ members: [SampleRecord]) -> String {
    let counts = Dictionary(grouping: members, by: label).mapValues(\.count)
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? ""
  }

  /// What a sample is stratified by: its class, its set of positive labels, its set of box classes; masks are not
  /// opened.
  private static func label(_ record: SampleRecord) -> String {
    switch record.annotation {
    case .classIndex(let index): String(index)
    case .labels(let states): states.map { $0 == .positive ? "1" : "0" }.joined()
    case .mask: ""
    case .boxes(let boxes): Set(boxes.map(\.label)).sorted().map(String.init).joined(separator: " ")
    }
  }
}
