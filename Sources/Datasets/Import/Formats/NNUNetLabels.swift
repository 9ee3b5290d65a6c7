/// The classes of `dataset.json`.
///
/// Version 1: `{"0": "background"}`; version 2: `{"background": 0}`, where a list of values is a region, and a value
/// may lie in several of them.
enum NNUNetLabels {
  private struct Region {
    let name: String
    let values: Set<Int>
  }

  /// Gives each value the class of the smallest region that holds it: 2 of whole [1, 2] and core [2] is core.
  /// - Throws: `DataError` naming the value that two equally small regions hold, or if there are fewer than two values.
  static func take(_ labels: JSONValue?, _ path: String, _ set: inout ImportedSet) throws {
    let regions = regions(labels, &set.report)
    let values = Set(regions.flatMap(\.values)).sorted()
    guard values.count > 1 else {
      throw DataError(
        .annotation, at: "\(path): labels", "\(values.count) classes can be read from it",
        allowed: "{\"0\": \"background\", \"1\": \"liver\"} or {\"background\": 0, \"liver\": 1}")
    }
    set.values = try values.map { value in
      let name = try smallest(regions.filter { $0.values.contains(value) }, value, path)
      return (String(value), name == ValueMap.ignoreName ? name : name.trimmed)
    }
    let names = set.values.map(\.name).filter { $0 != ValueMap.ignoreName }
    set.classes = names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    tell(regions, &set)
  }

  private static func regions(_ labels: JSONValue?, _ report: inout ImportReport) -> [Region] {
    (labels?.object ?? [:]).sorted { $0.key < $1.key }.compactMap { key, value in
      if let number = Int(key), let name = value.text { return Region(name: name, values: [number]) }
      let values = value.list?.map(\.integer) ?? [value.integer]
      guard !values.isEmpty, !values.contains(nil) else {
        report.leaveOut(key, "labels that are neither a value nor a list of values")
        return nil
      }
      return Region(name: key, values: Set(values.compactMap { $0 }))
    }
  }

  private static func smallest(_ regions: [Region], _ value: Int, _ path: String) throws -> String {
    let size = regions.map(\.values.count).min() ?? 0
    let names = regions.filter { $0.values.count == size }.map(\.name)
    guard names.count > 1 else { return names.first ?? "" }
    throw DataError(
      .annotation, at: "\(path): labels", "the value \(value) stands for \(names.quoted)",
      allowed: "one class a value" + (size > 1 ? ", or one region that is smaller than the others" : ""),
      hint: "import a copy of the file beside it, without all but one of them")
  }

  /// Says what became of regions, because in nnU-Net a voxel belongs to all that hold its value.
  private static func tell(_ regions: [Region], _ set: inout ImportedSet) {
    let held = regions.filter { $0.values.count > 1 }.reduce(into: Set<Int>()) { $0.formUnion($1.values) }
    guard !held.isEmpty else { return }
    let pairs = set.values.filter { Int($0.value).map(held.contains) ?? false }.map { "\($0.value) is \($0.name)" }
    set.report.note(
      "classes exclude each other here, so each value is the smallest region that holds it: "
        + pairs.joined(separator: ", "))
    let named = Set(set.values.map(\.name))
    for region in regions where !named.contains(region.name.trimmed) && region.name != ValueMap.ignoreName {
      set.report.leaveOut(region.name, "regions all of whose values are smaller regions")
    }
  }
}
