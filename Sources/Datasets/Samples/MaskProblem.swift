/// Sentences about masks that do not fit, with what to write.
enum MaskProblem {
  /// A mask of another size than its image.
  static func size(
    _ record: SampleRecord, maskHeight: Int, maskWidth: Int, height: Int, width: Int
  ) -> DataError {
    let isTurned = (maskHeight, maskWidth) == (width, height)
    return DataError(
      .maskSize, at: record.maskPath ?? record.place,
      "the mask of \"\(record.id)\" is \(maskWidth) x \(maskHeight) pixels, its image \(width) x \(height)",
      allowed: "equal sizes", hint: isTurned ? "the mask seems to be turned by 90 degrees" : nil)
  }

  /// Stored values that no class has.
  /// - Parameter found: all values of the mask (or of all masks of the task), ascending.
  static func values(_ found: [UInt16], at place: String, _ description: TaskDescription) -> Finding {
    let unknown = found.filter { description.maskValues.classIndex($0) == nil }
    let shown = unknown.map(String.init)
    let all = shown.count > 8 ? shown.prefix(8).joined(separator: ", ") + ", ..." : shown.joined(separator: ", ")
    let allowed =
      description.values == nil
      ? "0 to \(description.classes.count - 1), one value a class" : "the values that values: lists"
    return Finding(
      .error, .maskValues, at: place, "the mask holds \(shown.count == 1 ? "the value" : "the values") \(all)",
      allowed: allowed, hint: hint(found, description))
  }

  private static func hint(_ found: [UInt16], _ description: TaskDescription) -> String {
    let proposal = ValueProposal(found, description)
    return "\(proposal.cause); put this into the task description: values: \(proposal.map)"
  }
}

/// A `values:` map that would fit stored mask values, and why they are as they are.
struct ValueProposal: Equatable {
  let cause: String
  let map: String

  /// - Parameter found: all stored values, ascending.
  init(_ found: [UInt16], _ description: TaskDescription) {
    let classes = description.classes
    let named = found.prefix(classes.count).enumerated()
    let background = classes[description.backgroundClass]
    let foreground = classes.first { $0 != background } ?? background
    if Self.isClassesAndIgnore(found, count: classes.count) {
      cause = "the largest value seems to mark pixels to leave out"
      let listed = classes.enumerated().map { "\($0): \($1)" } + ["\(found.last ?? 255): ignore"]
      map = Self.braces(listed)
    } else if found.count <= classes.count {
      cause = "the classes seem to be stored as other numbers"
      map = Self.braces(named.map { "\($1): \(classes[$0])" })
    } else if found == (0...UInt16(classes.count)).map({ $0 }) {
      cause = "there is one value more than classes, so name its class too, or leave it out"
      map = Self.braces(classes.enumerated().map { "\($0): \($1)" } + ["\(classes.count): ignore"])
    } else if Self.isInstances(found) {
      cause = "the values seem to be numbers of single objects"
      map = Self.braces(["0: \(background)", "other: \(foreground)"])
    } else {
      cause = "values in between come from smoothed or JPEG-compressed masks, so save them without either if you can"
      map = Self.braces(["\(found.first ?? 0): \(background)", "\(found.last ?? 255): \(foreground)", "other: ignore"])
    }
  }

  /// 0 to K - 1 and one large value.
  private static func isClassesAndIgnore(_ found: [UInt16], count: Int) -> Bool {
    guard let last = found.last, last > count, found.count > 1 else { return false }
    let rest = found.dropLast()
    return rest.count > 1 && rest.allSatisfy { $0 < count } && found.count == count + 1
  }

  /// 0, 1, 2, ... with few gaps.
  private static func isInstances(_ found: [UInt16]) -> Bool {
    guard let last = found.last, found.first == 0 else { return false }
    return found.count * 10 >= Int(last) * 9 && last != 255
  }

  private static func braces(_ entries: [String]) -> String { "{\(entries.joined(separator: ", "))}" }
}
