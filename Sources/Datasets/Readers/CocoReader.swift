import Imaging

/// Reads boxes from COCO annotation files; categories become classes by name, in the task's order.
///
/// Crowd regions are kept apart from the boxes. Boxes without area or outside their image are left out and reported,
/// boxes that reach over the edge are cut at it.
struct CocoReader {
  private let description: TaskDescription
  private var reading = SourceReading()
  /// Keys of the image entries of all files that hold a text, a number or nothing.
  private var imageKeys: Set<String> = []

  static func read(_ source: TaskDescription.Source, _ description: TaskDescription) throws -> SourceReading {
    var reader = CocoReader(description: description)
    switch source {
    case .coco(let files):
      for split in Split.allCases { if let file = files[split] { try reader.readFile(file, split: split) } }
    case .cocoWithoutSplit(let file): try reader.readFile(file, split: nil)
    case .table, .folder: break
    }
    reader.reportAbsentKeys()
    return reader.reading
  }

  private init(description: TaskDescription) { self.description = description }

  private mutating func readFile(_ path: String, split: Split?) throws {
    let file = try CocoFile.read(path)
    reading.findings += file.findings(path)
    let classes = classIndices(file, path)
    var boxes: [CocoFile.Identifier: ImageBoxes] = [:]
    for image in file.images { boxes[image.id] = ImageBoxes(size: image.size) }
    for annotation in file.annotations { add(annotation, to: &boxes, classes: classes, path) }
    for image in file.images { append(image, boxes[image.id], split: split, path) }
    for image in file.images { imageKeys.formUnion(image.further.filter { $0.value.cell != nil }.keys) }
  }

  /// A misspelt key would leave samples without their group in silence.
  private mutating func reportAbsentKeys() {
    guard !imageKeys.isEmpty else { return }
    for name in ["id", "group", "center", "split"] {
      guard let key = description.columns[name], !imageKeys.contains(key) else { continue }
      reading.report(
        .error, .annotation, at: description.sourcePath, "no image entry has a text or number \"\(key)\"",
        allowed: Array(imageKeys).sortedNames.quoted(atMost: 20),
        hint: "name the file's own key: columns: {\(name): ...}")
    }
  }

  /// Category id -> class index; a category that is used and not declared is an error, one that is not used a note.
  private mutating func classIndices(_ file: CocoFile, _ path: String) -> [CocoFile.Identifier: Int] {
    let used = Set(file.annotations.map(\.categoryId))
    var indices: [CocoFile.Identifier: Int] = [:]
    for category in file.categories {
      if let index = description.classIndex(category.name) {
        indices[category.id] = index
      } else {
        let isUsed = used.contains(category.id)
        reading.report(
          isUsed ? .error : .note, .unknownLabel, at: path, "the category \"\(category.name)\" is none of the classes",
          allowed: description.classes.quoted, hint: isUsed ? "add it to classes" : "no box uses it")
      }
    }
    let unnamed = used.subtracting(file.categories.map(\.id)).map(\.text).sorted()
    if !unnamed.isEmpty {
      let found = "boxes use the category ids \(unnamed.quoted) that categories does not list"
      reading.report(
        .error, .annotation, at: path, found, allowed: file.categories.map(\.id.text).sortedNames.quoted(atMost: 20),
        hint: "add them to categories, or export the file again with all of its categories")
    }
    return indices
  }

  private mutating func add(
    _ annotation: CocoFile.Annotation, to boxes: inout [CocoFile.Identifier: ImageBoxes],
    classes: [CocoFile.Identifier: Int], _ path: String
  ) {
    let place = "\(path): annotation \(annotation.id?.text ?? "without id")"
    guard boxes[annotation.imageId] != nil else {
      reading.report(
        .error, .annotation, at: place, "it belongs to image \(annotation.imageId), which images does not list",
        hint: "add the image's entry, or remove the annotation")
      return
    }
    guard annotation.box.count == 4, annotation.box.allSatisfy({ $0.isFinite }) else {
      reading.report(.error, .oddBox, at: place, "bbox is \(annotation.box)", allowed: "[x, y, width, height]")
      return
    }
    guard let label = classes[annotation.categoryId] else { return }
    let problem = boxes[annotation.imageId]?.add(annotation.box, label: label, isCrowd: annotation.isCrowd == 1)
    if let problem { reading.report(.warning, .oddBox, at: place, problem) }
  }

  private mutating func append(_ image: CocoFile.Image, _ boxes: ImageBoxes?, split: Split?, _ path: String) {
    let place = "\(path): image \(image.id)"
    if let size = image.size, size.width < 1 || size.height < 1 {
      reading.report(.error, .annotation, at: place, "its size is \(size.width) x \(size.height)")
      return
    }
    guard let split = split ?? self.split(of: image, place) else { return }
    reading.records.append(
      SampleRecord(
        id: text(image, "id") ?? image.fileName, imagePaths: [description.resolved(image.fileName)],
        group: text(image, "group"), center: text(image, "center"), split: split,
        annotation: .boxes(boxes?.boxes ?? []), crowdBoxes: boxes?.crowd ?? [],
        listedSize: image.size, place: place))
  }

  /// The split that the image entry names; train where it names none.
  private mutating func split(of image: CocoFile.Image, _ place: String) -> Split? {
    guard let word = text(image, "split") else { return .train }
    if let split = Split(rawValue: word) { return split }
    reading.report(.error, .annotation, at: place, "the split \"\(word)\" is none", allowed: "train, validation, test")
    return nil
  }

  /// A further key of the image entry; "id" only where `columns:` renames it, because COCO's own ids repeat per file.
  private func text(_ image: CocoFile.Image, _ name: String) -> String? {
    let key = description.columns[name] ?? (name == "id" ? "" : name)
    guard let cell = image.further[key]?.cell, !cell.isEmpty else { return nil }
    return cell
  }
}

/// The boxes of one image, cut at its edges.
private struct ImageBoxes {
  /// nil where the file does not say.
  let size: PixelSize?
  var boxes: [LabelledBox] = []
  var crowd: [LabelledBox] = []

  /// Adds a box `[x, y, width, height]`; returns what was odd about it.
  mutating func add(_ box: [Double], label: Int, isCrowd: Bool) -> String? {
    guard box[2] > 0, box[3] > 0 else { return "the box \(box) has no area and was left out" }
    let x0 = max(0, box[0])
    let y0 = max(0, box[1])
    let (width, height) = (size.map { Double($0.width) } ?? .infinity, size.map { Double($0.height) } ?? .infinity)
    let x1 = min(width, box[0] + box[2])
    let y1 = min(height, box[1] + box[3])
    guard x1 > x0, y1 > y0 else { return "the box \(box) lies outside its image\(sizeText) and was left out" }
    let kept = LabelledBox(x0: Float(x0), y0: Float(y0), x1: Float(x1), y1: Float(y1), label: label)
    if isCrowd { crowd.append(kept) } else { boxes.append(kept) }
    // One pixel over the edge is the usual difference between inclusive and exclusive corners.
    let overhang = max(-box[0], -box[1], box[0] + box[2] - width, box[1] + box[3] - height)
    return overhang > 1 ? "the box \(box) reaches over the edge of its image\(sizeText) and was cut" : nil
  }

  private var sizeText: String { size.map { " (\($0.width) x \($0.height))" } ?? "" }
}

extension CocoFile.Image {
  fileprivate var size: PixelSize? {
    guard let width, let height else { return nil }
    return PixelSize(height: height, width: width)
  }
}
