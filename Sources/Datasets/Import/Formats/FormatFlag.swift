import Settings

/// A flag of single formats. The others refuse it, because what is ignored in silence looks as if it had been heeded.
enum FormatFlag: String, CaseIterable {
  case kind = "as"
  case mask, value, channel, fold, encoding, missing, column
  case label = "label-pattern"
  case wanted = "where"

  /// What it does, after "it".
  fileprivate var purpose: String {
    switch self {
    case .kind: "chooses what the samples become"
    case .mask: "finds masks beside images"
    case .value: "names the classes of stored mask values"
    case .channel: "chooses among the channels of a case"
    case .fold: "chooses a fold of a datalist"
    case .encoding: "says how run lengths count"
    case .missing: "says what an empty finding means"
    case .column: "names the columns of a table"
    case .label: "finds classes in file names"
    case .wanted: "keeps rows of a table, or QuPath's objects of a type"
    }
  }
}

extension ImportRequest {
  /// - Throws: `UsageError` naming a flag that was given and that the format does not take.
  func refuseFlags(except taken: Set<FormatFlag>, format: String) throws {
    guard let flag = FormatFlag.allCases.first(where: { !taken.contains($0) && isGiven($0) }) else { return }
    throw UsageError(
      "--\(flag.rawValue): it \(flag.purpose), for which \(format) has no use; leave it out, or choose another format")
  }

  private func isGiven(_ flag: FormatFlag) -> Bool {
    switch flag {
    case .kind: kind != nil
    case .mask: !maskRules.isEmpty
    case .value: !values.isEmpty
    case .channel: channel != nil
    case .fold: fold != nil
    case .encoding: encoding != nil
    case .missing: missing != .unknown
    case .column: !columns.isEmpty
    case .label: label != nil
    case .wanted: !wanted.isEmpty
    }
  }
}
