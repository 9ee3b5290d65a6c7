/// Proposes a group column where ids look like several images of one patient.
enum GroupGuess {
  /// A warning when most ids are a stem with a number, as in `p08_0`, and share that stem with another id.
  static func finding(_ records: [SampleRecord], _ description: TaskDescription) -> Finding? {
    guard !records.contains(where: { $0.group != nil }) else { return nil }
    let stems = records.compactMap { stem($0.id) }
    let shared = Dictionary(grouping: stems, by: { $0 }).filter { $0.value.count > 1 }
    let covered = shared.values.reduce(0) { $0 + $1.count }
    guard shared.count > 1, covered * 2 >= records.count else { return nil }
    return Finding(
      .warning, .noGroup, at: description.sourcePath,
      "there is no group column, and ids look like several images of one case "
        + "(\(shared.keys.sorted().quoted(atMost: 3)))",
      hint: "add a group column with the patient or slide, so that no patient is in two splits")
  }

  /// `p08` of `folder/p08_0.png`: a last part that is a number, after a stem that holds a digit itself.
  static func stem(_ id: String) -> String? {
    let name = PathName.stem(id)
    guard let cut = name.lastIndex(where: { $0 == "_" || $0 == "-" }) else { return nil }
    let stem = name[..<cut]
    let number = name[name.index(after: cut)...]
    let isNumber = !number.isEmpty && number.allSatisfy(\.isASCIIDigit)
    return isNumber && stem.contains(where: \.isASCIIDigit) ? String(stem) : nil
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
