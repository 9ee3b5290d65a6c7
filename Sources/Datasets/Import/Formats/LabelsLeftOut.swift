extension ImportReport {
  /// Counts outlines that a mask does not show.
  mutating func leaveOut(_ name: String, _ undrawn: MaskDrawing.Undrawn) {
    leaveOut(name, "outlines wholly outside of their image", count: undrawn.outsideCount)
    leaveOut(name, "outlines that cover the centre of no pixel", count: undrawn.emptyCount)
  }

  /// Whether an image stays: without all of its labels it would teach that nothing is there.
  /// - Parameters:
  ///   - count: the labels that are left.
  ///   - given: those that the source has.
  mutating func keeps(_ name: String, labels count: Int, of given: Int) -> Bool {
    guard count == 0, given > 0 else { return true }
    leaveOut(name, "images all of whose labels were left out: they would count as empty")
    return false
  }
}

extension ImportedLabel {
  /// Boxes or drawn shapes; 1 for labels of another kind.
  var objectCount: Int {
    switch self {
    case .boxes(let boxes, _): boxes.count
    case .drawing(let drawing): drawing.items.count
    case .classIndex, .states, .mask: 1
    }
  }
}
