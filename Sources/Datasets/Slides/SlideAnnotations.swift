/// Outlines of a slide's classes from QuPath's GeoJSON.
enum SlideAnnotations {
  static func isAnnotations(_ path: String) -> Bool {
    ["geojson", "json"].contains(PathName.lowercasedExtension(path))
  }

  /// - Returns: the outlines, and sentences about what was left out or assumed.
  /// - Throws: `DataError` naming classes that the description does not list.
  static func read(
    _ path: String, _ description: TaskDescription
  ) throws -> (outlines: [MaskDrawing.Item], notes: [String]) {
    let all = try QuPathFeature.read(path)
    // Points and lines enclose nothing, whatever class they have.
    let features = all.filter { !$0.polygons.isEmpty }
    // Where there is one kind of object, annotations need not name it.
    let objects = description.classes.indices.filter { $0 != description.backgroundClass }
    let onlyObject = objects.count == 1 ? description.classes[objects[0]] : nil
    var unknown: Set<String> = []
    let items = features.flatMap { feature -> [MaskDrawing.Item] in
      let name = feature.className ?? onlyObject ?? ""
      guard let index = description.classIndex(name) else {
        unknown.insert(name)
        return []
      }
      return feature.polygons.map { MaskDrawing.Item(shape: .rings($0), value: UInt16(index)) }
    }
    guard unknown.isEmpty else {
      throw DataError(
        .unknownLabel, at: path, "outlines of \(unknown.sorted().quoted) are none of the classes",
        allowed: description.classes.quoted, hint: "list the class, or remove these annotations")
    }
    let open = all.count - features.count
    let nameless = features.count { $0.className == nil }
    return (
      items,
      (open > 0 ? ["\(open) points or lines enclose nothing and were left out"] : [])
        + (nameless > 0
          ? ["\(nameless) outlines without a class were taken as \"\(onlyObject ?? "")\", the only one"] : [])
    )
  }
}
