import Foundation

/// COCO annotation files: boxes, or outlines and run lengths drawn as masks.
enum CocoImport {
  static let importer = Importer(
    name: "coco", summary: "COCO annotation files: --as boxes (default) or masks (polygons and run lengths are drawn)",
    recognise: recognise, read: { try read($0) })

  private static func recognise(_ source: ImportSource) -> String? {
    // Annotations may fill the middle of the file only, which recognising does not read.
    if source.hasJSONKeys(["images", "categories"]) { return "it is a JSON file with images and categories" }
    let files = source.isFolder ? CocoLists.files(source.path, limit: CocoLists.limit) : []
    return files.isEmpty ? nil : "it holds \(files.map { PathName.relative($0, from: source.path) }.quoted)"
  }

  private static func read(_ request: ImportRequest) throws -> ImportedSet {
    try request.refuseFlags(except: [.kind], format: importer.name)
    let kind = request.kind ?? .boxes
    guard [.boxes, .masks].contains(kind) else {
      throw ImportUsage.kind(kind, importer.name, allowed: [.boxes, .masks])
    }
    let lists = try CocoLists(request)
    var set = ImportedSet(kind == .boxes ? .detection : .segmentation, classes: [], root: ".")
    set.lists = lists.lists.map(\.path)
    var folders: [String] = []
    var categories: [String]?
    var used: Set<String> = []
    for list in lists.lists {
      let file = try JSONSource.read(
        list.path, as: File.self, allowed: "an object with images, annotations and categories",
        told: kind == .masks ? Annotation.withOutline : [:])
      let names = file.categories.map(\.name)
      try lists.requireOneSet(categories ?? names, names, of: list, &set.report)
      categories = categories ?? names
      let ids = Set(file.annotations.map(\.categoryId))
      used.formUnion(file.categories.filter { ids.contains($0.id) }.map(\.name))
      try CocoFile.ambiguousIds(file.images, file.categories, list.path).throwErrors()
      try takeCategories(file, list.path, &set)
      folders.append(try add(file, list, kind, request, &set))
    }
    let unused = set.classes.filter { !used.contains($0) }
    if request.classes == nil, !unused.isEmpty {
      set.report.note("no annotation is of \(unused.quoted(atMost: 4)); --classes A,B names the classes to keep")
    }
    if kind == .masks { takeMaskClasses(&set) }
    set.takeRoot(folders)
    return set
  }

  // MARK: File

  private struct File: Decodable {
    let images: [CocoFile.Image]
    let annotations: [Annotation]
    let categories: [CocoFile.Category]
  }

  private struct Annotation: Decodable {
    let imageId: CocoFile.Identifier
    let categoryId: CocoFile.Identifier
    let bbox: [Double]?
    let isCrowd: Int?
    /// nil where it is none that can be drawn; boxes do not need it.
    let segmentation: CocoSegmentation?

    private enum Key: String, CodingKey {
      case bbox, segmentation
      case imageId = "image_id"
      case categoryId = "category_id"
      case isCrowd = "iscrowd"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      imageId = try container.decode(CocoFile.Identifier.self, forKey: .imageId)
      categoryId = try container.decode(CocoFile.Identifier.self, forKey: .categoryId)
      bbox = try container.decodeIfPresent([Double].self, forKey: .bbox)
      isCrowd = try container.decodeIfPresent(Int.self, forKey: .isCrowd)
      let isWanted = Self.outlineKey.map { decoder.userInfo[$0] != nil } ?? true
      segmentation = isWanted ? try? container.decodeIfPresent(CocoSegmentation.self, forKey: .segmentation) : nil
    }

    // Outlines are most of the file, and boxes do not need them.
    private static let outlineKey = CodingUserInfoKey(rawValue: "outline")
    static var withOutline: [CodingUserInfoKey: any Sendable] { outlineKey.map { [$0: true] } ?? [:] }
  }

  /// All files share one list of classes, in the order of the first.
  private static func takeCategories(_ file: File, _ path: String, _ set: inout ImportedSet) throws {
    let names = file.categories.map(\.name)
    let used = Set(file.annotations.map(\.categoryId))
    // Roboflow lists the name of the project besides, which no annotation uses and a class may share.
    let doubled = Dictionary(grouping: file.categories, by: \.name).filter { _, same in
      same.count > 1 && same.count(where: { used.contains($0.id) }) > 1
    }.keys.sorted()
    guard doubled.isEmpty else {
      throw DataError(.annotation, at: "\(path): categories", "\(doubled.quoted) listed more than once")
    }
    for name in names where !set.classes.contains(name) { set.classes.append(name) }
    // Drawn masks have a background besides.
    guard set.classes.count < TaskDescription.mostClasses else {
      throw DataError(
        .annotation, at: "\(path): categories", "\(set.classes.count) of them",
        allowed: "up to \(TaskDescription.mostClasses - 1)")
    }
  }

  /// Adds the images of a file; returns the folder that they lie in.
  private static func add(
    _ file: File, _ list: ImportLists.List, _ kind: ImportRequest.Kind, _ request: ImportRequest,
    _ set: inout ImportedSet
  ) throws -> String {
    let images = try ImageFolder.find(
      file.images.map(\.fileName), list: list.path, given: request.images, &set.report)
    let indices = Dictionary(
      file.categories.compactMap { category in set.classes.firstIndex(of: category.name).map { (category.id, $0) } },
      uniquingKeysWith: { first, _ in first })
    let known = Set(file.images.map(\.id))
    var annotations: [CocoFile.Identifier: [Annotation]] = [:]
    var given: [CocoFile.Identifier: Int] = [:]
    for annotation in file.annotations {
      given[annotation.imageId, default: 0] += 1
      if !known.contains(annotation.imageId) {
        set.report.leaveOut("image \(annotation.imageId)", "annotations of an image that images does not list")
      } else if indices[annotation.categoryId] == nil {
        set.report.leaveOut(
          "category \(annotation.categoryId)", "annotations of a category that categories does not list")
      } else {
        annotations[annotation.imageId, default: []].append(annotation)
      }
    }
    for image in file.images {
      let group = (image.further["patient_id"] ?? image.further["patient"] ?? image.further["group"])?.cell
      let own = annotations[image.id] ?? []
      let label =
        kind == .boxes
        ? boxes(own, image, indices, &set.report) : mask(own, image, indices, &set.report)
      guard let label,
        set.report.keeps(image.fileName, labels: label.objectCount, of: given[image.id, default: 0]),
        let path = images.path(of: image.fileName, &set.report)
      else { continue }
      set.samples.append(
        ImportedSample(
          id: image.fileName, images: [path], label: label, group: group, split: list.split))
    }
    return images.folder
  }

  private static func boxes(
    _ annotations: [Annotation], _ image: CocoFile.Image, _ indices: [CocoFile.Identifier: Int],
    _ report: inout ImportReport
  ) -> ImportedLabel? {
    var boxes: [ImportedBox] = []
    for annotation in annotations {
      guard let box = annotation.bbox, box.count == 4, box.allSatisfy(\.isFinite), box[2] > 0, box[3] > 0 else {
        report.leaveOut(image.fileName, "boxes without an area")
        continue
      }
      boxes.append(
        ImportedBox(
          x: box[0], y: box[1], width: box[2], height: box[3], label: indices[annotation.categoryId] ?? 0,
          isCrowd: annotation.isCrowd == 1))
    }
    return .boxes(boxes, size(image))
  }

  private static func size(_ image: CocoFile.Image) -> PixelSize? {
    guard let width = image.width, let height = image.height, width > 0, height > 0 else { return nil }
    return PixelSize(height: height, width: width)
  }

  // MARK: Masks

  /// The value of crowd regions in drawn masks, where single objects were not told apart.
  private static let crowdValue: UInt16 = 65_534

  private static func mask(
    _ annotations: [Annotation], _ image: CocoFile.Image, _ indices: [CocoFile.Identifier: Int],
    _ report: inout ImportReport
  ) -> ImportedLabel? {
    guard let size = size(image) else {
      report.leaveOut(image.fileName, "images without width and height, so that no mask can be drawn")
      return nil
    }
    guard size.canBeDrawn else {
      report.leaveOut(image.fileName, "images of more than \(PixelSize.mostDrawn / 1_000_000) million pixels")
      return nil
    }
    var drawing = MaskDrawing(size: size)
    for annotation in annotations {
      guard let segmentation = annotation.segmentation else {
        report.leaveOut(image.fileName, "annotations without an outline")
        continue
      }
      do throws(RunLength.Problem) {
        let value = annotation.isCrowd == 1 ? crowdValue : UInt16((indices[annotation.categoryId] ?? 0) + 1)
        let items = try segmentation.shapes(in: size).map { MaskDrawing.Item(shape: $0, value: value) }
        report.leaveOut(
          image.fileName, "outlines of fewer than three points", count: segmentation.emptyPolygonCount)
        report.leaveOut(image.fileName, drawing.add(items))
      } catch {
        report.leaveOut(image.fileName, "images with \(error.text)")
        return nil
      }
    }
    drawing.items = drawing.items.largestFirst
    return .drawing(drawing)
  }

  /// Category 0 becomes value 1; what no category covers is background.
  private static func takeMaskClasses(_ set: inout ImportedSet) {
    let names = set.classes
    let background = names.contains("background") ? "nothing" : "background"
    set.classes = [background] + names
    set.values = set.classes.enumerated().map { (String($0.offset), $0.element) }
    let hasCrowd = set.samples.contains { sample in
      if case .drawing(let drawing) = sample.label { drawing.items.contains { $0.value == crowdValue } } else { false }
    }
    if hasCrowd { set.values.append((String(crowdValue), ValueMap.ignoreName)) }
    set.report.note("smaller objects lie above larger ones; crowd regions are ignored")
  }
}
