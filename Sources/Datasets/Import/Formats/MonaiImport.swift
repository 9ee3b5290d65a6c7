import Settings

/// A MONAI datalist: lists `training`, `validation` and `testing` of `{"image", "label", "fold"}`.
enum MonaiImport {
  static let importer = Importer(
    name: "monai", summary: "a MONAI datalist: training, validation and testing lists of image and label",
    recognise: recognise, read: { try read($0) })

  private static func recognise(_ source: ImportSource) -> String? {
    guard source.hasJSONKeys(["training", "image"]), !source.hasJSONKeys(["labels"]) else { return nil }
    return "it is a JSON file with a list \"training\" of images"
  }

  private static let keys: [(key: String, split: Split)] = [
    ("training", .train), ("validation", .validation), ("testing", .test), ("test", .test),
  ]

  private static func read(_ request: ImportRequest) throws -> ImportedSet {
    let document = try JSONSource.read(
      request.source, as: JSONValue.self, allowed: "an object with lists training, validation, testing")
    var entries: [(entry: JSONValue, split: Split)] = []
    var problems: [Finding] = []
    for (key, split) in keys {
      let listed = document[key]?.list ?? []
      problems += problem(listed, key, request.source)
      entries += listed.map { ($0, self.split(of: $0, listed: split, request)) }
    }
    try problems.throwErrors()
    try checkFold(entries.map(\.entry), request)
    let names = entries.flatMap { images($0.entry) }
    var report = ImportReport()
    let masks = entries.compactMap { $0.entry["label"]?.text }.filter(looksLikeFile)
    let listed = try ImageFolder.find(names, masks: masks, list: request.source, given: request.images, &report)
    let isMask = entries.contains { $0.entry["label"]?.text.map(looksLikeFile) == true }
    try request.refuseFlags(
      except: isMask ? [.channel, .fold, .value] : [.channel, .fold],
      format: importer.name + (isMask ? "" : " without masks"))
    var set = ImportedSet(isMask ? .segmentation : .classification, classes: [], root: ".")
    set.report = report
    var labels: [String] = []
    for (entry, split) in entries {
      guard let label = try add(entry, split, listed, isMask: isMask, request, &set) else { continue }
      labels.append(label)
    }
    if isMask {
      try TableImport.takeValues(&set, request)
    } else {
      set.classes = Array(Set(labels)).sortedNames
      for index in set.samples.indices {
        set.samples[index].label = .classIndex(set.classes.firstIndex(of: labels[index]) ?? 0)
      }
    }
    set.takeRoot([listed.folder])
    return set
  }

  private static func split(of entry: JSONValue, listed: Split, _ request: ImportRequest) -> Split {
    guard listed == .train, let fold = request.fold else { return listed }
    return entry["fold"]?.integer == fold ? .validation : .train
  }

  /// The first entry of a list whose labels are of a kind that is not read, and how many there are.
  private static func problem(_ entries: [JSONValue], _ key: String, _ path: String) -> [Finding] {
    let found = entries.indices.compactMap { place in kindProblem(entries[place]).map { (place, $0) } }
    guard let (place, problem) = found.first else { return [] }
    let more = found.count > 1 ? " (\(found.count - 1) more entries are like it)" : ""
    return [
      Finding(
        .error, .annotation, at: "\(path): \(key)[\(place)]", problem.found + more,
        allowed: "label is one class, or the path of one mask", hint: problem.hint)
    ]
  }

  private static func kindProblem(_ entry: JSONValue) -> (found: String, hint: String)? {
    if ["box", "boxes"].contains(where: { entry[$0]?.list != nil }) {
      return (
        "it has boxes",
        "boxes of pictures are read as COCO (umedpt import coco) or from a table (box-table), those of volumes are not"
      )
    }
    guard entry["label"]?.list != nil else { return nil }
    return (
      "its label is a list",
      "several labels of an image are read from a table with a column a finding (umedpt import findings)"
    )
  }

  private static func checkFold(_ entries: [JSONValue], _ request: ImportRequest) throws {
    guard let fold = request.fold else { return }
    let folds = Set(entries.compactMap { $0["fold"]?.integer }).sorted()
    guard !folds.contains(fold) else { return }
    throw UsageError("--fold: found \(fold); the datalist has \(folds.isEmpty ? "no folds" : "the folds \(folds)")")
  }

  private static func images(_ entry: JSONValue) -> [String] {
    let image = entry["image"]
    return (image?.list?.compactMap(\.text) ?? image?.text.map { [$0] } ?? []).map(PathName.withoutDot)
  }

  private static func looksLikeFile(_ text: String) -> Bool { ImageFiles.isImage(PathName.last(text)) }

  /// Adds the samples of an entry; returns its class, empty for masks, or nil if it was left out.
  private static func add(
    _ entry: JSONValue, _ split: Split, _ listed: ListedImages, isMask: Bool, _ request: ImportRequest,
    _ set: inout ImportedSet
  ) throws -> String? {
    let all = images(entry)
    guard let image = try chosen(all, request, &set.report) else {
      set.report.leaveOut("an entry", "no image")
      return nil
    }
    guard let label = entry["label"], let text = label.cell, !text.isEmpty else {
      set.report.leaveOut(image, split == .test ? "a test image without a label" : "no label")
      return nil
    }
    if isMask != looksLikeFile(text) {
      set.report.leaveOut(image, isMask ? "the label is no file" : "the label is a file where others are classes")
      return nil
    }
    guard let path = listed.path(of: image, &set.report) else { return nil }
    let mask = listed.path(ofMask: PathName.withoutDot(text), of: image)
    let imported: ImportedLabel = isMask ? .mask(mask) : .classIndex(0)
    set.samples.append(
      ImportedSample(
        id: image, images: [path], label: imported,
        group: (entry["patient"] ?? entry["patient_id"] ?? entry["subject"])?.cell, split: split))
    return isMask ? "" : text
  }

  /// Several files are the channels of one case.
  /// - Throws: `UsageError` if `--channel` is no number.
  private static func chosen(_ all: [String], _ request: ImportRequest, _ report: inout ImportReport) throws -> String?
  {
    guard all.count > 1 else { return all.first }
    guard let place = Int(request.channel ?? "0") else {
      throw UsageError(
        "--channel: found \(request.channel ?? ""); a number from 0 is expected, as lists name no channels")
    }
    report.note("channel \(place) was taken of \(all.count); --channel NUMBER chooses another")
    return all.indices.contains(place) ? all[place] : nil
  }
}
