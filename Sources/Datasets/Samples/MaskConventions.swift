/// Masks of one object that was stored as one number in some files and as another in others, such as 1 and 255.
///
/// A map made for all their values would take one of the numbers for pixels to leave out, and lose those labels.
struct MaskConventions {
  /// What was found, and what to do.
  let text: String

  private static let mostListed = 4

  /// - Parameter masks: each with its stored values.
  /// - Returns: nil where some mask holds several of the numbers, or all hold one, where no mask holds the background's
  ///   number, so that one of them may be it, and for many in a row, which count objects. With more than two classes,
  ///   files differ by what they show.
  init?(_ masks: [(path: String, values: [UInt16])], _ description: TaskDescription) {
    guard description.classes.count == 2, description.values == nil else { return nil }
    let background = UInt16(description.backgroundClass)
    let objects = masks.map { mask in (path: mask.path, values: mask.values.filter { $0 != background }) }
    guard objects.allSatisfy({ $0.values.count <= 1 }) else { return nil }
    let files = Dictionary(grouping: objects.filter { !$0.values.isEmpty }) { $0.values[0] }
    guard files.count > 1, masks.contains(where: { $0.values.contains(background) }) else { return nil }
    let all = StoredValues(Set(masks.flatMap(\.values)).sorted())
    guard files.count <= Self.mostListed || !all.areNumbered else { return nil }
    let listed = files.sorted { $0.key < $1.key }.prefix(Self.mostListed).map {
      "\($0.key) (\($0.value.count), as in \($0.value[0].path))"
    }
    let object = 1 - description.backgroundClass
    let map = ValueMap(entries: [background: .classIndex(description.backgroundClass)], other: .classIndex(object))
    let (rest, remedy) =
      files.count > listed.count
      ? (
        " and \(files.count - listed.count) more",
        "put this into the task description: values: \(map.text(description.classes))"
      )
      : ("", "list each of them under values: with that class")
    text =
      "masks store their object as different numbers: \(listed.joined(separator: ", "))\(rest); if all mean "
      + "\(description.classes[object]), \(remedy)"
  }
}
