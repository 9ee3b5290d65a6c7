/// `dataset.json` of the Medical Segmentation Decathlon (nnU-Net version 1) and of nnU-Net version 2.
///
/// Version 1 lists images with labels and names values by number; version 2 names numbers by class and finds files by
/// `imagesTr/CASE_0000.nii.gz` and `labelsTr/CASE.nii.gz`, one file a channel.
enum NNUNetImport {
  static let importer = Importer(
    name: "nnunet", summary: "dataset.json of the Medical Segmentation Decathlon or nnU-Net, versions 1 and 2",
    recognise: recognise, read: { try read($0) })

  private static let fileName = "dataset.json"

  private static func recognise(_ source: ImportSource) -> String? {
    guard let path = source.file(fileName) else { return nil }
    let file = ImportSource(path: path)
    guard file.hasJSONKeys(["labels"]), file.hasJSONKeys(["training"]) || file.hasJSONKeys(["channel_names"]) else {
      return nil
    }
    return "it has a dataset.json with labels"
  }

  private static func read(_ request: ImportRequest) throws -> ImportedSet {
    try request.refuseFlags(except: [.channel], format: importer.name)
    let isFolder = ImageFiles.isFolder(request.source)
    let path = isFolder ? PathName.joined(request.source, fileName) : request.source
    let document = try JSONSource.read(
      path, as: JSONValue.self, allowed: "an object with labels, and training or channel_names")
    let folder = ImageFolder.above(path)
    var set = ImportedSet(.segmentation, classes: [], root: folder)
    try takeLabels(document, path, &set)
    set.modality = modality(document)
    if let entries = document["training"]?.list {
      takeVersion1(document, entries, folder, request, &set)
    } else {
      try takeVersion2(document, folder, request, &set)
    }
    return set
  }

  // MARK: Labels

  /// Version 1: `{"0": "background"}`; version 2: `{"background": 0}`, where a list is a region of several values.
  private static func takeLabels(_ document: JSONValue, _ path: String, _ set: inout ImportedSet) throws {
    var found: [Int: [String]] = [:]
    for (key, value) in (document["labels"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      if let number = Int(key), let name = value.text {
        found[number, default: []].append(name)
      } else if let number = value.integer {
        found[number, default: []].append(key)
      } else if value.list != nil {
        set.report.leaveOut(key, "a region of several values; classes are single values here")
      }
    }
    if let doubled = found.filter({ $0.value.count > 1 }).min(by: { $0.key < $1.key }) {
      throw DataError(
        .annotation, at: "\(path): labels", "the value \(doubled.key) stands for \(doubled.value.quoted)",
        allowed: "one class a value")
    }
    let values = found.compactMapValues { $0.first }
    guard values.count > 1 else {
      throw DataError(
        .annotation, at: "\(path): labels", "\(values.count) classes can be read from it",
        allowed: "{\"0\": \"background\", \"1\": \"liver\"} or {\"background\": 0, \"liver\": 1}")
    }
    set.values = values.keys.sorted().map { value in
      let name = values[value] ?? ""
      return (String(value), name == ValueMap.ignoreName ? name : name.trimmed)
    }
    set.classes = set.values.map(\.name).filter { $0 != ValueMap.ignoreName }
  }

  private static func modality(_ document: JSONValue) -> Modality? {
    let names = (document["modality"] ?? document["channel_names"])?.object?.values.compactMap(\.text) ?? []
    let words = names.map { $0.lowercased() }
    if words.contains(where: { $0 == "ct" || $0.hasPrefix("ct ") }) { return .ct }
    let sequences = ["mr", "t1", "t2", "flair", "adc", "dwi", "hbv"]
    return words.contains { word in sequences.contains { word.hasPrefix($0) } } ? .mri : nil
  }

  // MARK: Version 1

  private static func takeVersion1(
    _ document: JSONValue, _ entries: [JSONValue], _ folder: String, _ request: ImportRequest, _ set: inout ImportedSet
  ) {
    for entry in entries { add(entry, nil, &set) }
    // AMOS keeps labelled validation cases in a list, or only in folders, of their own.
    let listed = document["validation"]?.list ?? []
    let validation = request.splits["validation"] ?? .validation
    for entry in listed.isEmpty ? unlistedValidation(folder) : listed { add(entry, validation, &set) }
    for entry in document["test"]?.list ?? [] {
      if entry["label"] != nil {
        add(entry, .test, &set)
      } else {
        set.report.leaveOut(entry.text ?? entry["image"]?.text ?? "?", "a test image without a label")
      }
    }
    guard set.samples.contains(where: { $0.split != nil }) else { return }
    for index in set.samples.indices where set.samples[index].split == nil { set.samples[index].split = .train }
  }

  /// `imagesVa/CASE.nii.gz` with `labelsVa/CASE.nii.gz`.
  private static func unlistedValidation(_ folder: String) -> [JSONValue] {
    let names = (try? ImageFiles.names(in: PathName.joined(folder, "labelsVa"))) ?? []
    return names.filter(ImageFiles.isImage).map {
      .object(["image": .text("imagesVa/\($0)"), "label": .text("labelsVa/\($0)")])
    }
  }

  private static func add(_ entry: JSONValue, _ split: Split?, _ set: inout ImportedSet) {
    guard let image = entry["image"]?.text, let label = entry["label"]?.text else {
      set.report.leaveOut("an entry", "no image and label")
      return
    }
    let file = PathName.withoutDot(image)
    set.samples.append(
      ImportedSample(id: FileIndex.key(file), images: [file], label: .mask(PathName.withoutDot(label)), split: split))
  }

  // MARK: Version 2

  private static func takeVersion2(
    _ document: JSONValue, _ folder: String, _ request: ImportRequest, _ set: inout ImportedSet
  ) throws {
    let ending = document["file_ending"]?.text ?? ".nii.gz"
    let channels = try NNUNetChannels(document["channel_names"]?.object ?? [:], request)
    if let note = channels.note { set.report.note(note) }
    let hasTest = ImageFolder.exists(PathName.joined(folder, "labelsTs"))
    for (images, labels, split) in [
      ("imagesTr", "labelsTr", hasTest ? Split.train : nil), ("imagesTs", "labelsTs", .test),
    ] {
      guard let names = try? ImageFiles.names(in: PathName.joined(folder, images)) else { continue }
      let cases = channels.cases(names.filter { $0.hasSuffix(ending) }, ending: ending)
      for (name, files) in cases {
        let label = "\(labels)/\(name)\(ending)"
        guard ImageFolder.exists(PathName.joined(folder, label)) else {
          set.report.leaveOut(name, split == .test ? "a test image without a label" : "the mask file does not exist")
          continue
        }
        for (channel, file) in files {
          let id = files.count > 1 ? "\(name)_\(channel)" : name
          set.samples.append(
            ImportedSample(
              id: id, images: ["\(images)/\(file)"], label: .mask(label), group: files.count > 1 ? name : nil,
              split: split))
        }
      }
    }
  }
}

/// Which channel files of a case become samples.
struct NNUNetChannels {
  /// `0000` and so on, in order.
  private let wanted: [String]
  let note: String?

  /// - Parameter names: `{"0": "CT"}`.
  /// - Throws: `UsageError` if `--channel` is none of them.
  init(_ names: [String: JSONValue], _ request: ImportRequest) throws {
    let all = names.keys.compactMap { Int($0) }.sorted()
    let listed = all.isEmpty ? [0] : all
    func word(_ number: Int) -> String { names[String(number)]?.text ?? String(number) }
    switch request.channel {
    case "each"?:
      wanted = listed.map(Self.suffix)
      note = listed.count > 1 ? "each of \(listed.count) channels is a sample of its own, grouped by case" : nil
    case let choice?:
      guard
        let number = listed.first(where: { word($0) == choice || String($0) == choice || Self.suffix($0) == choice })
      else {
        let known = listed.map { word($0) }.joined(separator: ", ")
        throw ImportUsage.channel(choice, known: known)
      }
      wanted = [Self.suffix(number)]
      note = nil
    case nil:
      wanted = [Self.suffix(listed[0])]
      note =
        listed.count > 1
        ? "channel \(word(listed[0])) was taken of \(listed.count) (\(listed.map { word($0) }.quoted)); --channel NAME or each"
        : nil
    }
  }

  /// Case -> the files of the wanted channels; a name without a channel number is a case of one channel.
  func cases(_ names: [String], ending: String) -> [(name: String, files: [(channel: String, file: String)])] {
    var found: [String: [(String, String)]] = [:]
    for file in names {
      let stem = String(file.dropLast(ending.count))
      let suffix = String(stem.suffix(4))
      let isChannel = stem.count > 5 && stem.dropLast(4).hasSuffix("_") && suffix.allSatisfy(\.isNumber)
      if !isChannel {
        found[stem, default: []].append(("", file))
      } else if wanted.contains(suffix) {
        found[String(stem.dropLast(5)), default: []].append((suffix, file))
      }
    }
    return found.keys.sorted().map { ($0, found[$0] ?? []) }
  }

  private static func suffix(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 4 - text.count)) + text
  }
}
