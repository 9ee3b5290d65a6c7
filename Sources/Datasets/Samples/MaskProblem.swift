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

  /// Labels in several frames, such as one a class, where nobody said which of them counts; nil where the image has as
  /// many, or a frame is asked for.
  static func frames(
    _ record: SampleRecord, _ maskFrames: Int, of imageFrames: Int, _ description: TaskDescription
  ) -> Finding? {
    guard maskFrames > 1, maskFrames != imageFrames, description.frame == nil else { return nil }
    let choice =
      imageFrames == 1
      ? "frame: 0 in the task description takes the first for such a map"
      : "frame: NUMBER in the task description chooses one of both files"
    return Finding(
      .error, .maskSize, at: record.maskPath ?? record.place,
      "the mask of \"\(record.id)\" has \(maskFrames) frames, its image \(imageFrames)",
      allowed: "one frame, or as many as the image",
      hint: "export the labels as one map of values, each class with a number of its own; \(choice)")
  }

  /// Stored values that no class has.
  /// - Parameters:
  ///   - found: all values of the mask (or of all masks of the task), ascending.
  ///   - files: masks that hold such values; the one at `place` is one of them.
  ///   - conflict: why no map can be proposed; nil where one may be.
  static func values(
    _ found: [UInt16], at place: String, _ description: TaskDescription, files: Int = 1, conflict: String? = nil
  ) -> Finding {
    let unknown = found.filter { description.maskValues.classIndex($0) == nil }
    let shown = unknown.map(String.init)
    let all = shown.count > 8 ? shown.prefix(8).joined(separator: ", ") + ", ..." : shown.joined(separator: ", ")
    let allowed =
      description.values == nil
      ? "0 to \(description.classes.count - 1), one value a class" : "the values that values: lists"
    let who = files == 1 ? "the mask holds" : "\(files) masks, this one among them, hold"
    return Finding(
      .error, .maskValues, at: place, "\(who) \(shown.count == 1 ? "the value" : "the values") \(all)",
      allowed: allowed, hint: conflict ?? hint(found, description))
  }

  private static func hint(_ found: [UInt16], _ description: TaskDescription) -> String {
    let proposal = ValueProposal(found, description)
    guard let map = proposal.map else { return proposal.cause }
    return "\(proposal.cause); put this into the task description: values: \(map.text(description.classes))"
  }
}
