import Settings

extension TaskDescription {
  /// `columns:` with `center:` among them.
  static func columns(
    _ reader: SettingsReader, labelType: LabelType, classes: [String]
  ) -> [String: String] {
    var columns = renamed(reader, labelType: labelType, classes: classes)
    for key in ["columns", "center"] where isOfClassFolders(reader) && reader.has(key) {
      reader.problem(key, "folders of classes have no columns; remove the key, or list the images in a table")
    }
    guard let center = reader.optionalString("center") else { return columns }
    if columns["center"] != nil {
      reader.problem("center", "columns: {center: ...} names this column too; keep one of the two")
    }
    columns["center"] = center
    return columns
  }

  private static func renamed(
    _ reader: SettingsReader, labelType: LabelType, classes: [String]
  ) -> [String: String] {
    guard let mapping = reader.optionalMapping("columns") else { return [:] }
    let ours = ours(labelType, classes)
    var columns: [String: String] = [:]
    for (key, text) in mapping.entries() {
      // Of several labels a sample, any name may be a class's.
      let isJudged = labelType != .multilabel || !classes.isEmpty
      if isJudged, !ours.contains(key) {
        let near = NearestName.of(key, in: ours).map { "; did you mean \($0)?" } ?? ""
        mapping.problem(key, "no column of ours\(near); allowed: \(ours.quoted(atMost: 20))")
      }
      columns[key] = text
    }
    if columns["split"] != nil, reader.kind(of: "coco") == .mapping {
      mapping.problem("split", "coco: names a file for each split already; remove this key, or name one file")
    }
    return columns
  }

  /// Our names of what a source can say of a sample: the columns of a table, the keys of a COCO image entry.
  private static func ours(_ labelType: LabelType, _ classes: [String]) -> [String] {
    let ofTables = ["id", "image", "group", "split", "center", "region", "mpp", "series"]
    return switch labelType {
    case .detection: ["id", "group", "split", "center"]
    case .multilabel: ofTables + classes
    case .segmentation: ofTables + ["mask"]
    case .classification: ofTables + ["label"]
    }
  }

  /// Whether the folders say everything: images, labels and splits.
  static func isOfClassFolders(_ reader: SettingsReader) -> Bool {
    reader.kind(of: "folder") != .absent && reader.kind(of: "table") == .absent && reader.kind(of: "coco") == .absent
  }
}
