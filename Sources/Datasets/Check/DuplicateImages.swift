/// Finds pictures, slides and volumes that are the same, or nearly so, within a task and between tasks.
///
/// A copy on both sides of a split makes scores too good; one that trains task A and tests task B does so too, because
/// the encoder is shared. The same image with labels of two tasks in one split is what multi-task training is for.
enum DuplicateImages {
  /// Same pixels within one task: an error across splits, a warning within one.
  static func copies(_ images: [InspectedImage]) -> [Finding] {
    groups(images).flatMap { same -> [Finding] in
      let names = same.map { $0.name(withTask: false) }
      if Set(same.map(\.record.split)).count > 1 {
        return [
          Finding(
            .error, .duplicateAcrossSplits, at: same[0].record.place,
            "one image is in two splits: \(names.quoted(atMost: 4))", allowed: "each image in one split",
            hint: "remove all but one")
        ]
      }
      return regions(same).map { same in
        let names = same.map { $0.name(withTask: false) }
        let hasConflict = same.contains { $0.record.labelConflicts(with: same[0].record) }
        return Finding(
          .warning, hasConflict ? .labelConflict : .duplicate, at: same[0].record.place,
          hasConflict
            ? "the same pixels carry different labels: \(names.quoted(atMost: 4))"
            : "one image is listed \(same.count) times: \(names.quoted(atMost: 4))",
          hint: hasConflict ? "decide which label is right" : "remove all but one, unless it is to count more")
      }
    }
  }

  /// Records of the same part of one image, at least two each.
  private static func regions(_ same: [InspectedImage]) -> [[InspectedImage]] {
    let parts = Dictionary(grouping: same, by: { $0.record.region?.text ?? "" })
    return parts.keys.sorted().compactMap { parts[$0] }.filter { $0.count > 1 }
  }

  /// Images of equal pixels, or of another equal hash, at least two each, in the order of their first.
  static func groups(
    _ images: [InspectedImage], by hash: (InspectedImage) -> UInt64 = { $0.facts.pixelHash }
  ) -> [[InspectedImage]] {
    var order: [UInt64] = []
    var users: [UInt64: [InspectedImage]] = [:]
    for image in images {
      let hash = hash(image)
      if users[hash] == nil { order.append(hash) }
      users[hash, default: []].append(image)
    }
    return order.compactMap { users[$0] }.filter { $0.count > 1 }
  }
}

extension SampleRecord {
  /// True when both have a whole-image label and the labels differ.
  fileprivate func labelConflicts(with other: SampleRecord) -> Bool {
    switch (annotation, other.annotation) {
    case (.classIndex(let a), .classIndex(let b)): a != b
    case (.labels(let a), .labels(let b)): a != b
    default: false
    }
  }
}
