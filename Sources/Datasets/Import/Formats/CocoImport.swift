/// COCO annotation files: boxes, or outlines and run lengths drawn as masks.
struct CocoImport: ImportFormat {
  static let importer = Importer(
    name: "coco", summary: "COCO annotation files: --as boxes (default) or masks (polygons and run lengths are drawn)",
    recognise: recognise, read: { try read($0) })

  private static func recognise(_ source: ImportSource) -> String? {
    // Annotations may fill the middle of the file only, which recognising does not read.
    if source.hasJSONKeys(["images", "categories"]) { return "it is a JSON file with images and categories" }
    let files = source.isFolder ? CocoLists.files(source.path, limit: CocoLists.limit) : []
    return files.isEmpty ? nil : "it holds \(files.map { PathName.relative($0, from: source.path) }.quoted)"
  }

  /// An object of an image, with the index of its class.
  typealias Labelled = (object: CocoObjects.Object, label: Int)

  private let request: ImportRequest
  private let kind: ImportRequest.Kind
  private let lists: CocoLists
  /// What has been gathered so far.
  var set: ImportedSet

  init(_ request: ImportRequest) throws {
    try request.refuseFlags(except: [.kind], format: Self.importer.name)
    self.request = request
    kind = request.kind ?? .boxes
    guard [.boxes, .masks].contains(kind) else {
      throw ImportUsage.kind(kind, Self.importer.name, allowed: [.boxes, .masks])
    }
    lists = try CocoLists(request)
    set = ImportedSet(kind == .boxes ? .detection : .segmentation, classes: [], root: ".")
    set.lists = lists.lists.map(\.path)
  }

  mutating func run() throws -> ImportedSet {
    var folders: [String] = []
    var categories: [String]?
    var used: Set<String> = []
    for list in lists.lists {
      let file = try CocoObjects.read(list.path, withOutlines: kind == .masks)
      let names = file.categories.map(\.name)
      try lists.requireOneSet(categories ?? names, names, of: list, &set.report)
      categories = categories ?? names
      used.formUnion(file.usedCategories.map(\.name))
      try CocoFile.ambiguousIds(file.images, file.categories, list.path).throwErrors()
      try takeCategories(of: file, list.path)
      folders.append(try add(file, of: list))
    }
    let unused = set.classes.filter { !used.contains($0) }
    if request.classes == nil, !unused.isEmpty {
      set.report.note("no annotation is of \(unused.quoted(atMost: 4)); --classes A,B names the classes to keep")
    }
    if kind == .masks { takeMaskClasses() }
    set.takeRoot(folders)
    return set
  }

  /// All files share one list of classes, in the order of the first.
  private mutating func takeCategories(of file: CocoObjects, _ path: String) throws {
    // Roboflow lists the name of the project besides, which no annotation uses and a class may share.
    let used = Set(file.usedCategories.map(\.id))
    let doubled = Dictionary(grouping: file.categories, by: \.name).filter { _, same in
      same.count > 1 && same.count(where: { used.contains($0.id) }) > 1
    }.keys.sorted()
    guard doubled.isEmpty else {
      throw DataError(.annotation, at: "\(path): categories", "\(doubled.quoted) listed more than once")
    }
    for category in file.categories where !set.classes.contains(category.name) { set.classes.append(category.name) }
    // Drawn masks have a background besides.
    guard set.classes.count < TaskDescription.mostClasses else {
      throw DataError(
        .annotation, at: "\(path): categories", "\(set.classes.count) of them",
        allowed: "up to \(TaskDescription.mostClasses - 1)")
    }
  }

  /// Adds the images of a file; returns the folder that they lie in.
  private mutating func add(_ file: CocoObjects, of list: ImportLists.List) throws -> String {
    let images = try ImageFolder.find(
      file.images.map(\.fileName), list: list.path, given: request.images, &set.report)
    let objects = objects(of: file)
    let given = Dictionary(file.annotations.map { ($0.imageId, 1) }, uniquingKeysWith: +)
    for image in file.images {
      let own = objects[image.id] ?? []
      guard let label = kind == .boxes ? boxes(own, image) : mask(own, image),
        set.report.keeps(image.fileName, labels: label.objectCount, of: given[image.id, default: 0]),
        let path = images.path(of: image.fileName, &set.report)
      else { continue }
      let group = image.further["patient_id"] ?? image.further["patient"] ?? image.further["group"]
      set.samples.append(
        ImportedSample(id: image.fileName, images: [path], label: label, group: group?.cell, split: list.split))
    }
    return images.folder
  }

  /// The objects of each image that the file lists; what has no image or no category is noted.
  private mutating func objects(of file: CocoObjects) -> [CocoFile.Identifier: [Labelled]] {
    let labels = Dictionary(
      file.categories.compactMap { category in set.classes.firstIndex(of: category.name).map { (category.id, $0) } },
      uniquingKeysWith: { first, _ in first })
    let known = Set(file.images.map(\.id))
    var objects: [CocoFile.Identifier: [Labelled]] = [:]
    for object in file.annotations {
      if !known.contains(object.imageId) {
        set.report.leaveOut("image \(object.imageId)", "annotations of an image that images does not list")
      } else if let label = labels[object.categoryId] {
        objects[object.imageId, default: []].append((object, label))
      } else {
        set.report.leaveOut(
          "category \(object.categoryId)", "annotations of a category that categories does not list")
      }
    }
    return objects
  }
}
