extension TaskDescription {
  /// What is wrong with the description itself, whatever the files hold: the key, and a sentence.
  func problems() -> [(key: String, message: String)] {
    var found: [(key: String, message: String)] = []
    if !TaskName.isValid(name) {
      found.append(("name", "\"\(name)\" cannot name a task; allowed: \(TaskName.allowed)"))
    }
    if window != nil, valueRange != nil {
      found.append(("window", "both window and value_range say what becomes 0 and 1; keep one of them"))
    }
    if quantiles != nil, valueRange != nil || window != nil {
      let other = valueRange == nil ? "window" : "value_range"
      found.append(("quantiles", "both quantiles and \(other) say what becomes 0 and 1; keep one of them"))
    }
    if classes.count < labelType.fewestClasses { found.append(("classes", tooFewClasses)) }
    if classes.count > Self.mostClasses {
      found.append(("classes", "\(classes.count) of them; allowed: up to \(Self.mostClasses)"))
    }
    let doubled = Dictionary(grouping: classes, by: { $0 }).filter { $0.value.count > 1 }.keys.sorted()
    if !doubled.isEmpty { found.append(("classes", "\(doubled.quoted) listed more than once; name each class once")) }
    if labelType == .segmentation, classes.contains(ValueMap.ignoreName) {
      let word = "\"\(ValueMap.ignoreName)\" is the word for pixels to leave out, so no class of masks can have it"
      found.append(("classes", "\(word); name the class otherwise, or take it from the list and say so in values:"))
    }
    if !isReadableSource {
      let allowed = "classification: table or folder; multilabel, segmentation: table; detection: coco"
      let given = "a \(labelType.rawValue) task cannot be read from a \(source.word)"
      found.append((source.word, "\(given); allowed: \(allowed)"))
    }
    return found
  }

  private var tooFewClasses: String {
    let found = "\(classes.count) for a \(labelType.rawValue) task, so there is nothing to tell apart; "
    let allowed = "\(labelType.fewestClasses) or more are needed; "
    switch labelType {
    case .segmentation:
      return found + allowed + "name the background too: classes: [background, \(classes.first ?? "object")]"
    case .classification:
      return found + allowed + "name the other class too, or use label_type: multilabel for one finding"
    case .multilabel, .detection: return found + allowed + "list the names in the order of the outputs"
    }
  }

  private var isReadableSource: Bool {
    switch (source, labelType) {
    case (.folder, .classification), (.coco, .detection), (.cocoWithoutSplit, .detection): true
    case (.table, .classification), (.table, .multilabel), (.table, .segmentation): true
    default: false
    }
  }
}
