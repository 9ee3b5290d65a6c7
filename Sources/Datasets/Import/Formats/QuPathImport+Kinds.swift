import Imaging

extension QuPathImport {
  /// Larger masks are not drawn: the samples name the outlines themselves.
  static let pixelLimit = 100_000_000

  /// The samples of what was found.
  /// - Throws: `UsageError` for a kind that outlines are not, `DataError` for more classes than masks can hold.
  mutating func makeSet() throws -> ImportedSet {
    let kind = request.kind ?? .masks
    let names = Set(found.flatMap(\.features).compactMap(\.className))
    // Without any class there is one kind of object.
    let classes = names.isEmpty ? ["object"] : Array(names).sortedNames
    // Drawn masks have a background besides.
    guard classes.count < TaskDescription.mostClasses else {
      throw DataError(
        .annotation, at: request.source, "\(classes.count) classes of annotations",
        allowed: "up to \(TaskDescription.mostClasses - 1)")
    }
    var set = ImportedSet(kind.labelType, classes: classes, root: ".")
    set.modality = .histology
    switch kind {
    case .masks: try addMasks(to: &set)
    case .boxes:
      try addBoxes(to: &set)
      slides(of: set).takePatches(&set, &report)
    case .regions:
      addRegions(to: &set)
      slides(of: set).takePatches(&set, &report)
    case .labels: throw ImportUsage.kind(kind, Self.importer.name, allowed: [.masks, .boxes, .regions])
    }
    return set
  }

  private func slides(of set: ImportedSet) -> QuPathSlides {
    QuPathSlides(set.samples.flatMap(\.images), given: request.size)
  }

  /// The class of a feature; nil (and noted) for one without a class where others have one.
  private mutating func place(_ feature: QuPathFeature, of id: String, among classes: [String]) -> Int? {
    if classes == ["object"], feature.className == nil { return 0 }
    guard let name = feature.className, let place = classes.firstIndex(of: name) else {
      report.leaveOut(id, "annotations without a class")
      return nil
    }
    return place
  }

  private mutating func addMasks(to set: inout ImportedSet) throws {
    let classes = set.classes
    let sizes = try ImageSizes.of(found.map(\.image)).map { $0 ?? request.size }
    let background = classes.contains("background") ? "nothing" : "background"
    set.classes = [background] + classes
    report.note("what no annotation covers is \(background); smaller annotations lie above larger ones")
    if sizes.contains(where: { $0.map { $0.width > Self.pixelLimit / $0.height } ?? false }) {
      return addOutlines(of: classes, to: &set)
    }
    for (entry, size) in zip(found, sizes) {
      guard let size else {
        report.leaveOut(entry.id, "images whose size cannot be read here; say it with --size, or use --as regions")
        continue
      }
      var drawing = MaskDrawing(size: size)
      for feature in entry.features {
        guard let place = place(feature, of: entry.id, among: classes) else { continue }
        let items = feature.polygons.map {
          MaskDrawing.Item(shape: .rings($0), value: UInt16(place + 1)).moved(x: entry.origin.x, y: entry.origin.y)
        }
        report.leaveOut(entry.id, drawing.add(items))
      }
      guard report.keeps(entry.id, labels: drawing.items.count, of: entry.givenCount) else { continue }
      drawing.items = drawing.items.largestFirst
      set.samples.append(ImportedSample(id: entry.id, images: [entry.image], label: .drawing(drawing)))
    }
    slides(of: set).tellPictures(&report)
    set.values = set.classes.enumerated().map { (String($0.offset), $0.element) }
  }

  /// Slides too large for a drawn mask: patches draw their part of the outlines when they are read.
  private mutating func addOutlines(of classes: [String], to set: inout ImportedSet) {
    for entry in found {
      guard !entry.hasOtherOutlines else {
        report.leaveOut(
          entry.id, "large slides with outlines of other types, which would be drawn too; export the wanted ones alone")
        continue
      }
      guard entry.features.allSatisfy({ place($0, of: entry.id, among: classes) != nil }) else {
        report.leaveOut(entry.id, "slides with annotations without a class; give them one in QuPath")
        continue
      }
      set.samples.append(ImportedSample(id: entry.id, images: [entry.image], label: .mask(entry.file)))
    }
    set.keys.append(("patch", "{}"))
    let limit = "\(Self.pixelLimit / 1_000_000) million pixels"
    report.note("slides of more than \(limit): the outlines are drawn patch by patch")
  }

  private mutating func addBoxes(to set: inout ImportedSet) throws {
    let sizes = try ImageSizes.of(found.map(\.image))
    var severalParts = 0
    for (entry, read) in zip(found, sizes) {
      let size = read ?? request.size
      var boxes: [ImportedBox] = []
      for feature in entry.features {
        guard let place = place(feature, of: entry.id, among: set.classes) else { continue }
        guard let bounds = feature.bounds, bounds.x1 > bounds.x0, bounds.y1 > bounds.y0 else {
          report.leaveOut(entry.id, "boxes without an area")
          continue
        }
        let box = ImportedBox(
          x: bounds.x0 + entry.origin.x, y: bounds.y0 + entry.origin.y, width: bounds.x1 - bounds.x0,
          height: bounds.y1 - bounds.y0, label: place)
        if let size, box.lies(outside: size) {
          report.leaveOut(entry.id, "outlines wholly outside of their image")
        } else {
          boxes.append(box)
          if feature.polygons.count > 1 { severalParts += 1 }
        }
      }
      guard report.keeps(entry.id, labels: boxes.count, of: entry.givenCount) else { continue }
      set.samples.append(ImportedSample(id: entry.id, images: [entry.image], label: .boxes(boxes, size)))
    }
    noteParts(severalParts, "box")
  }

  /// Each annotation's surrounding rectangle is a sample; all of an image are one group.
  private mutating func addRegions(to set: inout ImportedSet) {
    var severalParts = 0
    for entry in found {
      for (number, feature) in entry.features.enumerated() {
        guard let place = place(feature, of: entry.id, among: set.classes) else { continue }
        guard let region = feature.bounds.flatMap({ Self.region($0, from: entry.origin) }) else {
          report.leaveOut(entry.id, "regions without an area or above the limits of coordinates")
          continue
        }
        if feature.polygons.count > 1 { severalParts += 1 }
        set.samples.append(
          ImportedSample(
            id: "\(entry.id) \(number + 1)", images: [entry.image], label: .classIndex(place), group: entry.id,
            region: region))
      }
    }
    noteParts(severalParts, "region")
  }

  private mutating func noteParts(_ count: Int, _ shape: String) {
    guard count > 0 else { return }
    report.note("\(count) objects have several parts: each becomes one \(shape) around all of them")
  }

  private static func region(
    _ found: (x0: Double, y0: Double, x1: Double, y1: Double), from origin: (x: Double, y: Double)
  ) -> PixelRegion? {
    guard found.x1 < ImportedBox.mostCoordinate, found.y1 < ImportedBox.mostCoordinate else { return nil }
    let bounds = (
      x0: found.x0 + origin.x, y0: found.y0 + origin.y, x1: found.x1 + origin.x, y1: found.y1 + origin.y
    )
    let (x, y) = (max(0, bounds.x0.rounded(.down)), max(0, bounds.y0.rounded(.down)))
    let (width, height) = (bounds.x1.rounded(.up) - x, bounds.y1.rounded(.up) - y)
    guard width >= 1, height >= 1 else { return nil }
    return PixelRegion(x: Int(x), y: Int(y), width: Int(width), height: Int(height))
  }
}

extension ImportRequest.Kind {
  fileprivate var labelType: LabelType {
    switch self {
    case .labels, .regions: .classification
    case .masks: .segmentation
    case .boxes: .detection
    }
  }
}

extension ImportedBox {
  /// Whether no part of it can be on an image.
  fileprivate func lies(outside size: PixelSize) -> Bool {
    let isLeftOrAbove = x + width <= 0 || y + height <= 0
    return isLeftOrAbove || x >= Double(size.width) || y >= Double(size.height)
  }
}
