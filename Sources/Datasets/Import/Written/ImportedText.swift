import Foundation
import Settings

/// The files of an imported task as text.
struct ImportedText {
  let set: ImportedSet
  let request: ImportRequest
  let name: String
  let modality: Modality

  static let descriptionName = "task.yaml"
  /// The table's file name.
  static let tableName = "samples.csv"
  static let boxesName = "annotations.json"
  static let masksName = "masks"
  static let classesName = "classes.txt"
  /// More classes than this are named by their file.
  static let classesInLine = 50

  /// The file that lists the samples.
  var sourceName: String { self.set.labelType == .detection ? Self.boxesName : Self.tableName }

  /// One class a line; it is written always, so that another description can name it.
  var classes: String { self.set.classes.joined(separator: "\n") + "\n" }

  // MARK: task.yaml

  /// - Parameters:
  ///   - root: as written.
  ///   - drawsMasks: masks lie beside the description.
  ///   - namesClasses: lists all classes, however many, in place of the name of their file.
  func description(root: String, drawsMasks: Bool, namesClasses: Bool = false) -> String {
    var entries: [(String, SettingsNode)] = [
      ("schema_version", plain("1")), ("name", quoted(name)), ("label_type", quoted(set.labelType.rawValue)),
      ("modality", quoted(modality.rawValue)), ("root", quotedPath(root)),
      (set.labelType == .detection ? "coco" : "table", quoted(sourceName)),
    ]
    if drawsMasks { entries.append(("mask_root", quoted("."))) }
    if !set.values.isEmpty {
      let pairs = set.values.map { entry($0.value, quoted($0.name), isQuoted: false) }
      entries.append(("values", SettingsNode(.mapping(pairs), place: Self.place)))
    }
    entries += set.keys.map { ($0.key, plain($0.value)) }
    let list = SettingsNode(.sequence(set.classes.map(quoted)), place: Self.place)
    let isLong = set.classes.count > Self.classesInLine && !namesClasses
    entries.append(("classes", isLong ? quoted(Self.classesName) : list))
    if let license = request.license { entries.append(("license", quoted(license))) }
    let root = SettingsNode(.mapping(entries.map { entry($0.0, $0.1) }), place: Self.place)
    let head = request.command.map { "# \($0)\n" } ?? ""
    return head + YamlWriter.text(of: root)
  }

  private static let place = SettingsPlace(source: "import")

  private func entry(_ key: String, _ value: SettingsNode, isQuoted: Bool = true) -> SettingsEntry {
    SettingsEntry(key: key, place: Self.place, value: value)
  }

  private func plain(_ text: String) -> SettingsNode { SettingsNode(.text(text, isQuoted: false), place: Self.place) }

  private func quoted(_ text: String) -> SettingsNode { SettingsNode(.text(text, isQuoted: true), place: Self.place) }

  /// A root that the user wrote keeps its `${NAME}`, which the YAML writer would escape.
  private func quotedPath(_ path: String) -> SettingsNode {
    guard path.contains("${") else { return quoted(path) }
    return plain("\"\(path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"")
  }

  // MARK: samples.csv

  /// Columns that no sample fills are left out.
  /// - Parameter masks: the mask cell of each sample, for segmentation.
  func table(masks: [String]) -> String {
    let samples = set.samples
    var columns: [(name: String, cells: [String])] = [
      ("id", samples.map(\.id)), ("image", samples.map { $0.images.joined(separator: ";") }),
    ]
    columns += labelColumns(masks)
    if samples.contains(where: { $0.region != nil }) {
      columns.append(("region", samples.map { $0.region?.text ?? "" }))
    }
    if samples.contains(where: { $0.group != nil }) { columns.append(("group", samples.map { $0.group ?? "" })) }
    if samples.contains(where: { $0.center != nil }) { columns.append(("center", samples.map { $0.center ?? "" })) }
    if samples.contains(where: { $0.split != nil }) {
      columns.append(("split", samples.map { ($0.split ?? .train).rawValue }))
    }
    var text = columns.map { CsvText.cell($0.name) }.joined(separator: ",") + "\n"
    for row in samples.indices {
      text += columns.map { CsvText.cell($0.cells[row]) }.joined(separator: ",") + "\n"
    }
    return text
  }

  private func labelColumns(_ masks: [String]) -> [(name: String, cells: [String])] {
    switch set.labelType {
    case .classification: [("label", set.samples.map { sample in sample.label.className(set.classes) })]
    case .multilabel:
      set.classes.indices.map { index in (set.classes[index], set.samples.map { $0.label.state(index) }) }
    case .segmentation: [("mask", masks)]
    case .detection: []
    }
  }

  // MARK: annotations.json

  /// One COCO file for all splits: images carry id, group, center and split.
  func boxes() throws -> String {
    var file = WrittenCoco(categories: set.classes.enumerated().map { .init(id: $0.offset + 1, name: $0.element) })
    for (number, sample) in set.samples.enumerated() {
      guard case .boxes(let boxes, let size) = sample.label else { continue }
      file.images.append(
        .init(
          id: number + 1, fileName: sample.images[0], sample: sample.id, width: size?.width, height: size?.height,
          group: sample.group, center: sample.center, split: sample.split?.rawValue))
      for box in boxes {
        file.annotations.append(
          .init(
            id: file.annotations.count + 1, imageId: number + 1, categoryId: box.label + 1,
            bbox: [box.x, box.y, box.width, box.height], area: box.width * box.height, iscrowd: box.isCrowd ? 1 : 0))
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(file), as: UTF8.self) + "\n"
  }
}

extension ImportedLabel {
  fileprivate func className(_ classes: [String]) -> String {
    if case .classIndex(let index) = self { classes[index] } else { "" }
  }

  fileprivate func state(_ index: Int) -> String {
    if case .states(let cells) = self { cells[index] } else { "" }
  }
}

/// A COCO annotation file with boxes only.
private struct WrittenCoco: Encodable {
  struct Image: Encodable {
    let id: Int
    let fileName: String
    /// The task's id of the sample; COCO's own ids are numbers.
    let sample: String
    let width: Int?
    let height: Int?
    let group: String?
    let center: String?
    let split: String?

    private enum CodingKeys: String, CodingKey {
      case id, sample, width, height, group, center, split
      case fileName = "file_name"
    }
  }

  struct Annotation: Encodable {
    let id: Int
    let imageId: Int
    let categoryId: Int
    let bbox: [Double]
    let area: Double
    let iscrowd: Int

    private enum CodingKeys: String, CodingKey {
      case id, bbox, area, iscrowd
      case imageId = "image_id"
      case categoryId = "category_id"
    }
  }

  struct Category: Encodable {
    let id: Int
    let name: String
  }

  var images: [Image] = []
  var annotations: [Annotation] = []
  let categories: [Category]
}
