import Imaging

/// QuPath's GeoJSON: outlines in pixels of the full resolution, classes by name, inner rings as holes.
struct QuPathImport: ImportFormat {
  static let importer = Importer(
    name: "qupath", summary: "QuPath GeoJSON files beside their images: --as masks, boxes or regions",
    recognise: recognise, read: { try read($0) })

  private static func recognise(_ source: ImportSource) -> String? {
    if source.isFolder {
      let count = source.names.count { PathName.lowercasedExtension($0) == "geojson" || isCompressed($0) }
      if count > 0 { return "it holds \(count) GeoJSON files" }
      // QuPath 0.2 writes GeoJSON with the ending of JSON.
      let names = source.names.filter { PathName.lowercasedExtension($0) == "json" }.prefix(fileLimit)
      let first = names.first { isGeoJSON(ImportSource(path: PathName.joined(source.path, $0))) }
      return first.map { "it holds GeoJSON, such as \($0)" }
    }
    return isGeoJSON(source) ? "it is a GeoJSON file" : nil
  }

  /// A folder may hold thousands of files that are none.
  private static let fileLimit = 100

  private static func isGeoJSON(_ source: ImportSource) -> Bool { source.hasJSONKeys(["geometry", "coordinates"]) }

  /// An image with what was drawn on it.
  struct Annotated {
    let id: String
    let file: String
    let image: String
    /// Objects of the wanted type that enclose something.
    let features: [QuPathFeature]
    /// All features of the file.
    let givenCount: Int
    /// Whether the file also holds outlines that are not wanted.
    let hasOtherOutlines: Bool
    /// Where the scan begins on the slide's canvas: there QuPath's coordinates start.
    let origin: (x: Double, y: Double)
  }

  let request: ImportRequest
  var report = ImportReport()
  /// The images with what was drawn on them.
  private(set) var found: [Annotated] = []
  private var objects: QuPathObjects
  /// The folder that images lie in.
  private let folder: String

  init(_ request: ImportRequest) throws {
    try request.refuseFlags(except: [.kind, .wanted], format: Self.importer.name)
    self.request = request
    objects = try QuPathObjects(request)
    folder =
      request.images ?? (ImageFiles.isFolder(request.source) ? request.source : ImageFolder.above(request.source))
  }

  mutating func run() throws -> ImportedSet {
    try findAnnotated()
    try objects.requireWanted()
    if let note = objects.note { report.note(note) }
    noteEmpty()
    if found.contains(where: { $0.origin != (0, 0) }) {
      report.note("outlines start at the corner of the scanned area, as QuPath writes them")
    }
    var set = try makeSet()
    set.report = report
    let namesOutlines = set.samples.contains { if case .mask = $0.label { true } else { false } }
    set.takeRoot(namesOutlines ? [folder] + found.map { ImageFolder.above($0.file) } : [folder])
    return set
  }

  private mutating func findAnnotated() throws {
    let index = try FileIndex(folder) { ImageFiles.isImage($0) || ImageFiles.isSlide($0) }
    index.tellLinks(&report)
    let images = FileNames(index.files)
    var problems: [Finding] = []
    for file in try geoFiles() {
      let key = FileIndex.key(file)
      guard let image = images.file(key) else {
        let reason = images.count(key) > 1 ? "several images have this name" : "no image of this name"
        report.leaveOut(PathName.last(file), reason)
        continue
      }
      do {
        let entry = try annotated(key, file, image: PathName.joined(folder, image))
        if keeps(entry) { found.append(entry) }
      } catch let error as DataError {
        problems += error.findings
      }
    }
    try problems.throwErrors()
  }

  // MARK: Files

  private mutating func geoFiles() throws -> [String] {
    let source = request.source
    guard ImageFiles.isFolder(source) else {
      guard !Self.isCompressed(source) else {
        throw DataError(.unreadableFile, at: source, "the file is compressed", hint: "unpack it, as with gunzip")
      }
      return [source]
    }
    let files = try FileIndex(source) {
      Self.isCompressed($0) || ["geojson", "json"].contains(PathName.lowercasedExtension($0))
    }.files
    for file in files where Self.isCompressed(file) { report.leaveOut(file, "compressed files; unpack them") }
    return files.filter { !Self.isCompressed($0) }.map { PathName.joined(source, $0) }
      .filter { PathName.lowercasedExtension($0) == "geojson" || ImportSource(path: $0).hasJSONKeys(["geometry"]) }
  }

  private static func isCompressed(_ name: String) -> Bool { name.lowercased().hasSuffix(".geojson.gz") }

  private mutating func annotated(_ id: String, _ file: String, image: String) throws -> Annotated {
    let all = try QuPathFeature.read(file)
    objects.count(all)
    let wanted = all.filter(objects.isWanted)
    report.leaveOut(PathName.last(file), "objects that --where does not ask for", count: all.count - wanted.count)
    for feature in wanted where feature.polygons.isEmpty {
      report.leaveOut(
        PathName.last(file),
        feature.kind.map { "\($0) annotations, which enclose nothing" } ?? "features without a geometry")
    }
    let outlined = wanted.filter { !$0.polygons.isEmpty }
    return Annotated(
      id: id, file: file, image: image, features: outlined, givenCount: all.count,
      hasOtherOutlines: all.contains { !$0.polygons.isEmpty && !objects.isWanted($0) }, origin: Self.origin(image))
  }

  /// The corner of the scanned area; 0, 0 for pictures and for slides that are scanned all over.
  private static func origin(_ image: String) -> (x: Double, y: Double) {
    guard ImageFiles.isSlide(image), let slide = try? Slide(image) else { return (0, 0) }
    return (Double(slide.bounds.x), Double(slide.bounds.y))
  }

  /// An image counts as empty only where its file has no feature at all.
  private mutating func keeps(_ entry: Annotated) -> Bool {
    guard let type = objects.type, entry.hasOtherOutlines, entry.features.isEmpty else {
      return report.keeps(entry.id, labels: entry.features.count, of: entry.givenCount)
    }
    report.leaveOut(entry.id, "images without an outline of the type \(type)")
    return false
  }

  /// An image that no outline lies on is no sample of a region; elsewhere it is one on which nothing is.
  private mutating func noteEmpty() {
    let empty = found.filter(\.features.isEmpty).map(\.id)
    guard !empty.isEmpty else { return }
    if request.kind == .regions {
      for id in empty { report.leaveOut(id, "images without an outline") }
    } else {
      report.note("\(empty.count) images have no outline: they stay, as empty ones (\(empty.quoted(atMost: 3)))")
    }
  }
}
