extension TaskDescription.SplitChoice {
  /// The records with their stored splits; training samples outside a chosen subset are left out.
  /// - Throws: `DataError` if the file was made for other samples, or has no such fold or subset.
  func apply(to records: [SampleRecord]) throws -> [SampleRecord] {
    let stored = try StoredSplit.read(path)
    try requireSameSamples(records, stored)
    let splits = try splits(stored)
    let kept = try subset(stored)
    return records.compactMap { record in
      guard let split = splits[record.id] else { return nil }
      if split == .train, let kept, !kept.contains(record.id) { return nil }
      return record.moved(to: split)
    }
  }

  private func requireSameSamples(_ records: [SampleRecord], _ stored: StoredSplit) throws {
    guard StoredSplit.hash(records) != stored.idsHash else { return }
    let known = Set(stored.train + stored.validation + stored.test)
    let own = Set(records.map(\.id))
    let added = own.subtracting(known).sorted()
    let gone = known.subtracting(own).sorted()
    var found = "the split was made for \(stored.samples) samples of \(stored.task), the table has \(records.count)"
    if !added.isEmpty { found += "; new: \(added.quoted(atMost: 3))" }
    if !gone.isEmpty { found += "; gone: \(gone.quoted(atMost: 3))" }
    if added.isEmpty && gone.isEmpty { found += "; the ids are the same, groups have changed" }
    throw DataError(.description, at: path, found, hint: "split again, or use the table that the split was made for")
  }

  private func splits(_ stored: StoredSplit) throws -> [String: Split] {
    var splits: [String: Split] = [:]
    for id in stored.test { splits[id] = .test }
    for id in stored.train { splits[id] = .train }
    for id in stored.validation { splits[id] = .validation }
    guard let fold else { return splits }
    guard stored.folds.indices.contains(fold) else {
      throw DataError(
        .description, at: path, "there is no fold \(fold)",
        allowed: stored.folds.isEmpty ? "none: the file has no folds" : "0 to \(stored.folds.count - 1)",
        hint: stored.folds.isEmpty ? "split with --folds" : nil)
    }
    for (number, ids) in stored.folds.enumerated() {
      for id in ids { splits[id] = number == fold ? .validation : .train }
    }
    return splits
  }

  /// The training samples of the chosen subset; nil for all.
  private func subset(_ stored: StoredSplit) throws -> Set<String>? {
    guard let percent, percent < 100 else { return nil }
    if fold != nil {
      throw DataError(.description, at: path, "fold and percent are both given", allowed: "one of them")
    }
    let key = Self.key(percent)
    guard stored.nested.indices.contains(repetition) else {
      let allowed = stored.nested.isEmpty ? "none: the file has no subsets" : "0 to \(stored.nested.count - 1)"
      throw DataError(.description, at: path, "there is no repeat \(repetition)", allowed: allowed)
    }
    let nested = stored.nested[repetition]
    guard let count = nested.counts[key] else {
      let known = nested.counts.keys.sorted { (Double($0) ?? 0) < (Double($1) ?? 0) }.joined(separator: ", ")
      throw DataError(.description, at: path, "there is no subset of \(key) percent", allowed: "\(known), 100")
    }
    return Set(nested.order.prefix(count))
  }

  /// `1`, `2.5`.
  static func key(_ percent: Double) -> String {
    percent == percent.rounded() ? String(Int(percent)) : String(percent)
  }
}
