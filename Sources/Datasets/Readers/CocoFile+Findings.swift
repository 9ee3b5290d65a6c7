extension CocoFile {
  /// What is wrong or noteworthy about the file as a whole, whatever the task makes of its categories.
  func findings(_ path: String) -> [Finding] {
    Self.ambiguousIds(images, categories, path)
      + [repeatedAnnotations(path), crowds(path), shares(path)].compactMap { $0 }
  }

  /// Ids of annotations only name them in messages, but a repeated one may be a box that is listed twice.
  private func repeatedAnnotations(_ path: String) -> Finding? {
    let uses = Dictionary(grouping: annotations.compactMap(\.id?.text), by: { $0 })
    let repeated = Array(uses.filter { $0.value.count > 1 }.keys).sortedNames
    guard !repeated.isEmpty else { return nil }
    return Finding(
      .note, .annotation, at: path, "ids of several annotations each: \(repeated.quoted(atMost: 3))",
      hint: "see that no box is listed twice")
  }

  /// They are in no count of boxes.
  private func crowds(_ path: String) -> Finding? {
    let count = annotations.count { $0.isCrowd == 1 }
    guard count > 0 else { return nil }
    return Finding(
      .note, .annotation, at: path,
      "crowd areas (iscrowd: 1): \(count); they are no boxes, so in training they count as background, and in an "
        + "evaluation nothing that is found there counts as false")
  }

  /// Boxes in shares of the image's edges, as YOLO has them, would lie within one pixel of its corner.
  private func shares(_ path: String) -> Finding? {
    let boxes = annotations.map(\.box).filter { $0.count == 4 }
    let isShare = { (box: [Double]) in box.allSatisfy { abs($0) <= 1 } }
    let isFraction = { (box: [Double]) in box.contains { $0 != $0.rounded() } }
    guard !boxes.isEmpty, boxes.allSatisfy(isShare), boxes.contains(where: isFraction), !hasTinyImages else {
      return nil
    }
    return Finding(
      .error, .oddBox, at: path, "no number of its \(boxes.count) boxes is above 1, so the boxes look normalised",
      allowed: "[x, y, width, height] in pixels, from the left top corner of the box",
      hint: "multiply x and width by the image's width, y and height by its height; if x, y is the middle of a box, "
        + "as in YOLO's files, take half of width and height off first")
  }

  /// Images of so few pixels that boxes of one pixel make sense.
  private var hasTinyImages: Bool {
    images.contains { min($0.width ?? .max, $0.height ?? .max) <= Self.tinyEdge }
  }

  private static let tinyEdge = 8
}
