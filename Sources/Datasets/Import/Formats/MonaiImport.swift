import Settings

/// A MONAI datalist: lists `training`, `validation` and `testing` of `{"image", "label", "fold"}`.
struct MonaiImport: ImportFormat {
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

  private struct Entry {
    let value: JSONValue
    let split: Split

    /// Several are the channels of one case.
    var images: [String] {
      let image = value["image"]
      return (image?.list?.compactMap(\.text) ?? image?.text.map { [$0] } ?? []).map(PathName.withoutDot)
    }

    /// The path of a mask; nil where the label is none.
    var mask: String? { value["label"]?.text.flatMap { MonaiImport.looksLikeFile($0) ? $0 : nil } }
  }

  private let request: ImportRequest
  private let entries: [Entry]
  private let isMask: Bool
  private var set: ImportedSet
  /// The class of each sample; empty texts for masks.
  private var labels: [String] = []

  init(_ request: ImportRequest) throws {
    let document = try JSONSource.read(
      request.source, as: JSONValue.self, allowed: "an object with lists training, validation, testing")
    var entries: [Entry] = []
    var problems: [Finding] = []
    for (key, split) in Self.keys {
      let listed = document[key]?.list ?? []
      problems += Self.problem(listed, key, request.source)
      entries += listed.map { Entry(value: $0, split: Self.split(of: $0, listed: split, request)) }
    }
    try problems.throwErrors()
    try Self.checkFold(entries.map(\.value), request)
    self.request = request
    self.entries = entries
    isMask = entries.contains { $0.mask != nil }
    set = ImportedSet(isMask ? .segmentation : .classification, classes: [], root: ".")
  }

  mutating func run() throws -> ImportedSet {
    let listed = try ImageFolder.find(
      entries.flatMap(\.images), masks: entries.compactMap(\.mask), list: request.source, given: request.images,
      &set.report)
    try request.refuseFlags(
      except: isMask ? [.channel, .fold, .value] : [.channel, .fold],
      format: Self.importer.name + (isMask ? "" : " without masks"))
    for entry in entries { try add(entry, listed) }
    if isMask { try set.takeMaskClasses(request) } else { set.takeClasses(labels) }
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

  private static func looksLikeFile(_ text: String) -> Bool {
    let name = PathName.last(text)
    return ImageFiles.isImage(name) || ImageFiles.isNamedVolume(name)
  }

  private mutating func add(_ entry: Entry, _ listed: ListedImages) throws {
    guard let image = try chosen(entry.images) else {
      set.report.leaveOut("an entry", "no image")
      return
    }
    guard let text = entry.value["label"]?.cell, !text.isEmpty else {
      set.report.leaveOut(image, entry.split == .test ? "a test image without a label" : "no label")
      return
    }
    if isMask != Self.looksLikeFile(text) {
      set.report.leaveOut(image, isMask ? "the label is no file" : "the label is a file where others are classes")
      return
    }
    guard let path = listed.path(of: image, &set.report) else { return }
    let label: ImportedLabel =
      isMask ? .mask(listed.path(ofMask: PathName.withoutDot(text), of: image)) : .classIndex(0)
    let group = entry.value["patient"] ?? entry.value["patient_id"] ?? entry.value["subject"]
    set.samples.append(
      ImportedSample(id: image, images: [path], label: label, group: group?.cell, split: entry.split))
    labels.append(isMask ? "" : text)
  }

  /// One of the channels of a case; nil where it has none of the wanted number.
  /// - Throws: `UsageError` if `--channel` is no number.
  private mutating func chosen(_ all: [String]) throws -> String? {
    guard all.count > 1 else { return all.first }
    guard let place = Int(request.channel ?? "0") else {
      throw UsageError(
        "--channel: found \(request.channel ?? ""); a number from 0 is expected, as lists name no channels")
    }
    set.report.note("channel \(place) was taken of \(all.count); --channel NUMBER chooses another")
    return all.indices.contains(place) ? all[place] : nil
  }
}
