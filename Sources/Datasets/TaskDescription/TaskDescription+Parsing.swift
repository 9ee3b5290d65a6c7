import Foundation
import Imaging
import Settings

extension TaskDescription {
  /// The version of the file format that this reader understands.
  static let schemaVersion = 1

  /// Reads a `task.yaml`; relative paths start from its folder, `${NAME}` comes from `environment`.
  /// - Throws: `SettingsError` with every problem of the file and its place.
  public static func read(
    path: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> TaskDescription {
    try read(SettingsDocument(path: path), environment: environment)
  }

  /// Reads a parsed document.
  /// - Throws: `SettingsError` with every problem of the file and its place.
  public static func read(_ document: SettingsDocument, environment: [String: String]) throws -> TaskDescription {
    let reader = document.reader(environment: environment)
    let classes = Self.classes(reader)
    let description = TaskDescription(reader, path: document.name, classes: classes ?? [])
    for problem in description.problems() where reader.has(problem.key) {
      if problem.key == "classes", classes == nil { continue }
      reader.problem(problem.key, problem.message)
    }
    try reader.finish()
    return description
  }

  /// - Parameter classes: none where they are not known; what depends on them is then not judged.
  private init(_ reader: SettingsReader, path: String, classes: [String]) {
    _ = reader.integer("schema_version", in: Self.schemaVersion...Self.schemaVersion)
    let labelType = reader.choice("label_type", LabelType.self)
    self.init(
      path: path,
      name: reader.string("name"),
      labelType: labelType,
      modality: reader.choice("modality", Modality.self),
      source: Self.source(reader),
      classes: classes,
      license: reader.optionalString("license"),
      root: Self.root(reader),
      maskRoot: Self.maskRoot(reader, labelType: labelType),
      columns: Self.columns(reader, labelType: labelType, classes: classes),
      values: Self.values(reader, labelType: labelType, classes: classes),
      positive: Self.positive(reader, labelType: labelType),
      uncertain: Self.uncertain(reader, labelType: labelType),
      validation: reader.double("validation", default: 0, in: 0...0.9),
      valueRange: Self.range(reader, "value_range", in: NumberText.all),
      page: reader.integer("page", default: 0, in: 0...1_000_000),
      frame: reader.optionalInteger("frame", in: 0...1_000_000),
      window: Self.window(reader),
      acceptsIrregularGeometry: reader.bool("irregular_geometry", default: false),
      pixelLimit: reader.optionalInteger("pixel_limit", in: 1...1 << 40),
      voxelLimit: reader.optionalInteger("voxel_limit", in: 1...1 << 40),
      outlineOrigin: reader.choice("outline_origin", OutlineOrigin.self, default: .scan),
      micrometresPerPixel: reader.optionalDouble("mpp", in: Self.resolutions),
      slice: Self.slice(reader),
      patch: Self.patch(reader),
      splits: Self.splits(reader),
      quantiles: Self.range(reader, "quantiles", in: 0...1))
  }

  // MARK: Keys with several forms

  /// A list, or a text file with one class a line, because a thousand names make no readable list; nil, and a problem,
  /// where they are not known.
  private static func classes(_ reader: SettingsReader) -> [String]? {
    guard reader.kind(of: "classes") == .text else { return reader.strings("classes") }
    let path = reader.path("classes")
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      // A variable that is not set was told.
      if !path.isEmpty {
        reader.problem("classes", "\(path) cannot be read; write a list, or name a text file with one class a line")
      }
      return nil
    }
    return text.split(whereSeparator: \.isNewline).map(\.trimmed).filter { !$0.isEmpty }
  }

  private static func source(_ reader: SettingsReader) -> Source {
    let keys = ["table", "coco", "folder"]
    let given = keys.filter { reader.kind(of: $0) != .absent }
    if given.count != 1 {
      let found = given.isEmpty ? "no source of samples" : "\(given.count) sources of samples (\(given.quoted))"
      reader.problem("\(found); give one of table: FILE, coco: FILE or {train: FILE, test: FILE}, folder: FOLDER")
    }
    switch given.first {
    case "coco": return coco(reader)
    case "folder": return .folder(reader.path("folder"))
    case "table": return .table(reader.path("table"))
    default: return .table("")
    }
  }

  private static func coco(_ reader: SettingsReader) -> Source {
    guard reader.kind(of: "coco") == .mapping else { return .cocoWithoutSplit(reader.path("coco")) }
    let mapping = reader.mapping("coco")
    var files: [Split: String] = [:]
    for split in Split.allCases { files[split] = mapping.optionalPath(split.rawValue) }
    let isEmpty = !Split.allCases.contains { mapping.has($0.rawValue) }
    if isEmpty { mapping.problem("no file; give train: FILE, test: FILE, or both") }
    return .coco(files: files)
  }

  private static func root(_ reader: SettingsReader) -> String {
    if isOfClassFolders(reader), reader.has("root") {
      reader.problem("root", "folder: says where the images are; remove the key")
    }
    return reader.path("root", default: ".")
  }

  private static func uncertain(_ reader: SettingsReader, labelType: LabelType) -> UncertainPolicy {
    if labelType != .multilabel, reader.has("uncertain") {
      reader.problem("uncertain", "only multilabel columns have it; remove the key")
    }
    return reader.choice("uncertain", UncertainPolicy.self, default: .ignore)
  }

  private static func values(_ reader: SettingsReader, labelType: LabelType, classes: [String]) -> ValueMap? {
    guard let mapping = reader.optionalMapping("values") else { return nil }
    if labelType != .segmentation { reader.problem("values", "only segmentation has masks; remove the key") }
    var entries: [UInt16: ValueMap.Meaning] = [:]
    var other: ValueMap.Meaning?
    for (key, text) in mapping.entries() {
      guard let meaning = meaning(text, classes) else {
        if classes.isEmpty { continue }
        let near = NearestName.of(text, in: classes).map { "; did you mean \($0)?" } ?? ""
        mapping.problem(key, "\"\(text)\" is none of the classes\(near); allowed: \(classes.quoted), ignore")
        continue
      }
      if key == ValueMap.otherKey {
        other = meaning
      } else if let value = UInt16(key) {
        entries[value] = meaning
      } else {
        mapping.problem(key, "no stored mask value; allowed: whole numbers from 0 to 65535, and other")
      }
    }
    return ValueMap(entries: entries, other: other)
  }

  private static func meaning(_ text: String, _ classes: [String]) -> ValueMap.Meaning? {
    if let index = classes.firstIndex(of: text) { return .classIndex(index) }
    return text == ValueMap.ignoreName ? .ignore : nil
  }

  private static func positive(_ reader: SettingsReader, labelType: LabelType) -> PositiveRule? {
    guard let text = reader.optionalString("positive") else { return nil }
    if labelType != .multilabel { reader.problem("positive", "only multilabel columns have it; remove the key") }
    if let rule = PositiveRule(text) { return rule }
    reader.problem("positive", "\"\(text)\" is no comparison with a number; write for example \"> 0\"")
    return nil
  }

  private static func range(
    _ reader: SettingsReader, _ key: String, in allowed: ClosedRange<Double>
  ) -> ClosedRange<Double>? {
    guard let bounds = reader.optionalDoubles(key, count: 2, in: allowed) else { return nil }
    if bounds[0] < bounds[1] { return bounds[0]...bounds[1] }
    reader.problem(key, "the first number is not below the second; write [low, high]")
    return nil
  }

  private static func slice(_ reader: SettingsReader) -> SliceRule? {
    guard let mapping = reader.optionalMapping("slice") else { return nil }
    return SliceRule(
      axis: mapping.choice("axis", SliceRule.Axis.self, default: .third),
      neighbours: mapping.integer("neighbours", default: 0, in: 0...1),
      part: range(mapping, "part", in: 0...1) ?? 0...1)
  }

  /// The word `file`, or center and width.
  private static func window(_ reader: SettingsReader) -> WindowChoice? {
    switch reader.kind(of: "window") {
    case .absent: return nil
    case .text:
      if reader.string("window") != "file" { reader.problem("window", "allowed: file, or [center, width]") }
      return .file
    default:
      guard let pair = reader.optionalDoubles("window", count: 2, in: NumberText.all) else { return nil }
      if pair[1] <= 0 { reader.problem("window", "the width \(pair[1]) is not above 0; write [center, width]") }
      return .values(center: pair[0], width: pair[1])
    }
  }

  private static func patch(_ reader: SettingsReader) -> PatchRule? {
    guard let mapping = reader.optionalMapping("patch") else { return nil }
    return PatchRule(
      micrometresPerPixel: mapping.optionalDouble("mpp", in: TaskDescription.resolutions),
      tissue: mapping.double("tissue", default: PatchRule.standardTissue, in: 0...1))
  }

  private static func maskRoot(_ reader: SettingsReader, labelType: LabelType) -> String? {
    guard let path = reader.optionalPath("mask_root") else { return nil }
    if labelType != .segmentation { reader.problem("mask_root", "only segmentation has masks; remove the key") }
    return path
  }

  private static func splits(_ reader: SettingsReader) -> SplitChoice? {
    switch reader.kind(of: "splits") {
    case .absent: return nil
    case .mapping:
      let mapping = reader.mapping("splits")
      let choice = SplitChoice(
        path: mapping.path("file"), fold: mapping.optionalInteger("fold", in: 0...999),
        percent: mapping.optionalDouble("percent", in: 0.001...100),
        repetition: mapping.integer("repeat", default: 0, in: 0...999))
      if choice.percent == nil, mapping.has("repeat") {
        mapping.problem("repeat", "it chooses among random subsets; add percent: NUMBER, or remove the key")
      }
      return choice
    default: return SplitChoice(path: reader.path("splits"))
    }
  }
}
