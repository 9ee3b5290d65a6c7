/// One thing found in a data set: where, what, what would be right, and what to do about it.
public struct Finding: Sendable, Equatable, Codable {
  /// How bad it is: an error stops training, a warning wants a look, a note is said once.
  public enum Severity: String, Sendable, Codable { case error, warning, note }

  /// What kind of thing it is; the raw values are stable, so that scripts can count them.
  public enum Kind: String, Sendable, Codable {
    case description, table, annotation, unknownLabel = "unknown_label", emptyClass = "empty_class"
    case noFiles = "no_files", missingFile = "missing_file", unreadableFile = "unreadable_file", junk
    case duplicateId = "duplicate_id", groupInTwoSplits = "group_in_two_splits", noGroup = "no_group"
    case duplicate, labelConflict = "label_conflict", nearDuplicate = "near_duplicate"
    case duplicateAcrossSplits = "duplicate_across_splits", duplicateAcrossTasks = "duplicate_across_tasks"
    case missingSplit = "missing_split", geometry, reading
    case maskValues = "mask_values", maskSize = "mask_size", imageSize = "image_size", emptyMask = "empty_mask"
    case oddBox = "odd_box", constantImage = "constant_image", valueRange = "value_range"
  }

  /// What it does to a training.
  public let severity: Severity
  /// What scripts can count it as.
  public let kind: Kind
  /// A file, a line of a table, or a task: where a person has to look.
  public let place: String
  /// What is there: a clause that follows the place.
  public let found: String
  /// What would be right, where that can be listed.
  public let allowed: String?
  /// What to do about it.
  public let hint: String?

  /// A finding; its texts begin with a small letter and end without a full stop.
  public init(
    _ severity: Severity, _ kind: Kind, at place: String, _ found: String, allowed: String? = nil, hint: String? = nil
  ) {
    self.severity = severity
    self.kind = kind
    self.place = place
    self.found = found
    self.allowed = allowed
    self.hint = hint
  }
}

extension Finding: CustomStringConvertible {
  /// `place: found; allowed: ...; hint`.
  public var description: String {
    var text = "\(place): \(found)"
    if let allowed { text += "; allowed: \(allowed)" }
    if let hint { text += "; \(hint)" }
    return text
  }
}

extension [Finding] {
  /// The findings of one severity, in order.
  public func only(_ severity: Finding.Severity) -> [Finding] { filter { $0.severity == severity } }

  /// The first ones, and how many more there are.
  func first(_ count: Int, at place: String) -> [Finding] {
    guard self.count > count else { return self }
    let rest = "\(self.count - count) more of these; umedpt check tells them all"
    return prefix(count) + [Finding(self[0].severity, self[0].kind, at: place, rest)]
  }

  /// - Throws: `DataError` with all errors, if there is one.
  func throwErrors() throws {
    let errors = only(.error)
    if !errors.isEmpty { throw DataError(errors) }
  }
}
