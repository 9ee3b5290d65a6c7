import Imaging

/// How often a class occurs in each split: its images, positive labels, masks that hold it, or boxes.
public struct ClassCount: Sendable, Codable, Equatable {
  /// The class.
  public let name: String
  /// By split; a split in which the class never occurs is absent.
  public let counts: [String: Int]

  /// One entry a class, in the order of the classes. A mask counts once its verdict says which values it holds.
  static func of(
    _ records: [SampleRecord], _ description: TaskDescription, _ verdicts: [FileUse: FileVerdict]
  ) -> [ClassCount] {
    var counts = [[String: Int]](repeating: [:], count: description.classes.count)
    for record in records {
      for index in classes(of: record, description, verdicts) where counts.indices.contains(index) {
        counts[index][record.split.rawValue, default: 0] += 1
      }
    }
    return zip(description.classes, counts).map { ClassCount(name: $0, counts: $1) }
  }

  /// Class indices of a record, once for each occurrence.
  private static func classes(
    of record: SampleRecord, _ description: TaskDescription, _ verdicts: [FileUse: FileVerdict]
  ) -> [Int] {
    switch record.annotation {
    case .classIndex(let index): return [index]
    case .labels(let states): return states.indices.filter { states[$0] == .positive }
    case .boxes(let boxes): return boxes.map(\.label)
    case .mask:
      let values = FileUse.mask(record, description).flatMap { verdicts[$0]?.facts?.values } ?? []
      let found = Set(values.compactMap { description.maskValues.classIndex($0) })
      return found.filter { $0 != LabelMap.ignore }.map { Int($0) }
    }
  }
}

extension [ClassCount] {
  /// A warning for each class that no training sample has, with the splits that have it.
  func untrained(at place: String) -> [Finding] {
    compactMap { entry in
      guard entry.counts[Split.train.rawValue] == nil else { return nil }
      let others = Split.allCases.map(\.rawValue).filter { entry.counts[$0] != nil }
      guard !others.isEmpty else {
        return Finding(
          .warning, .emptyClass, at: place, "no sample has the class \"\(entry.name)\"; it stays a class")
      }
      return Finding(
        .warning, .emptyClass, at: place,
        "no training sample has the class \"\(entry.name)\", which occurs in \(others.joined(separator: " and "))",
        hint: "move samples of it to train: what no training sample shows is not learned")
    }
  }
}
