extension NNUNetImport {
  // MARK: Version 1

  /// A case with a label, as version 1 lists it; paths from the folder.
  private struct Listed {
    let image: String
    let label: String
    let split: Split?
  }

  static func takeVersion1(
    _ document: JSONValue, _ entries: [JSONValue], _ names: NNUNetChannelNames, _ folder: String,
    _ request: ImportRequest, _ set: inout ImportedSet
  ) throws {
    let cases = listedCases(document, entries, folder, request, &set.report)
    let isDivided = cases.map { Self.isDivided($0.image, folder) }
    let channels = isDivided.contains(true) ? try NNUNetChannels(names, request) : nil
    if let note = channels?.note { set.report.note(note) }
    let whole = cases.map { PathName.joined(folder, $0.image) }.first(where: ImageFolder.exists)
    if whole != nil || channels == nil { try takeFrame(of: whole, names, request, &set) }
    for (entry, isDivided) in zip(cases, isDivided) {
      let suffixes = isDivided ? channels?.suffixes ?? [] : []
      let files = suffixes.map { ($0, NNUNetChannels.file(entry.image, $0)) }
      add(
        FileIndex.key(entry.image), files.isEmpty ? [("", entry.image)] : files, label: entry.label, entry.split, &set)
    }
    guard set.samples.contains(where: { $0.split != nil }) else { return }
    for index in set.samples.indices where set.samples[index].split == nil { set.samples[index].split = .train }
  }

  /// Whether the list's image stands for one file a channel, `CASE_0000.nii.gz` and so on, as nnU-Net has it.
  private static func isDivided(_ image: String, _ folder: String) -> Bool {
    let first = NNUNetChannels.file(image, NNUNetChannels.suffix(0))
    return !ImageFolder.exists(PathName.joined(folder, image)) && ImageFolder.exists(PathName.joined(folder, first))
  }

  private static func listedCases(
    _ document: JSONValue, _ entries: [JSONValue], _ folder: String, _ request: ImportRequest,
    _ report: inout ImportReport
  ) -> [Listed] {
    var cases = entries.compactMap { listed($0, nil, &report) }
    // AMOS keeps labelled validation cases in a list, or only in folders, of their own.
    let given = document["validation"]?.list ?? []
    let validation = request.splits["validation"] ?? .validation
    cases += (given.isEmpty ? unlistedValidation(folder) : given).compactMap { listed($0, validation, &report) }
    for entry in document["test"]?.list ?? [] {
      if entry["label"] != nil {
        if let found = listed(entry, .test, &report) { cases.append(found) }
      } else {
        report.leaveOut(entry.text ?? entry["image"]?.text ?? "?", "a test image without a label")
      }
    }
    return cases
  }

  private static func listed(_ entry: JSONValue, _ split: Split?, _ report: inout ImportReport) -> Listed? {
    guard let image = entry["image"]?.text, let label = entry["label"]?.text else {
      report.leaveOut("an entry", "no image and label")
      return nil
    }
    return Listed(image: PathName.withoutDot(image), label: PathName.withoutDot(label), split: split)
  }

  /// `imagesVa/CASE.nii.gz` with `labelsVa/CASE.nii.gz`.
  private static func unlistedValidation(_ folder: String) -> [JSONValue] {
    let names = (try? ImageFiles.names(in: PathName.joined(folder, "labelsVa"))) ?? []
    return names.filter(ImageFiles.isImage).map {
      .object(["image": .text("imagesVa/\($0)"), "label": .text("labelsVa/\($0)")])
    }
  }

  /// A channel that is a frame of every file becomes the description's `frame`.
  /// - Parameter whole: the first image that is there; nil where none is.
  private static func takeFrame(
    of whole: String?, _ names: NNUNetChannelNames, _ request: ImportRequest, _ set: inout ImportedSet
  ) throws {
    let choice = try NNUNetFrame(names, request, image: whole)
    if let frame = choice.frame { set.keys.append(("frame", String(frame))) }
    if let note = choice.note { set.report.note(note) }
  }

  // MARK: Version 2

  static func takeVersion2(
    _ document: JSONValue, _ names: NNUNetChannelNames, _ folder: String, _ request: ImportRequest,
    _ set: inout ImportedSet
  ) throws {
    let ending = document["file_ending"]?.text ?? ".nii.gz"
    let isInOneFile = names.numbers.count > 1 && sharesFile(document, ending, folder)
    let channels =
      try isInOneFile ? NNUNetChannels(inOneFile: names, request) : NNUNetChannels(names, request)
    if let note = channels.note { set.report.note(note) }
    let hasTest = ImageFolder.exists(PathName.joined(folder, "labelsTs"))
    if let cases = document["dataset"]?.object {
      take(cases, channels, hasTest ? .train : nil, &set)
    } else {
      take("imagesTr", "labelsTr", ending, channels, folder, hasTest ? .train : nil, &set)
    }
    take("imagesTs", "labelsTs", ending, channels, folder, .test, &set)
  }

  /// Whether each case is one picture that holds all channels.
  private static func sharesFile(_ document: JSONValue, _ ending: String, _ folder: String) -> Bool {
    guard ImageFiles.isImage("a" + ending), !ImageFiles.isVolume("a" + ending) else { return false }
    if let cases = document["dataset"]?.object { return cases.values.allSatisfy { $0["images"]?.list?.count == 1 } }
    let second = "_" + NNUNetChannels.suffix(1) + ending
    let names = (try? ImageFiles.names(in: PathName.joined(folder, "imagesTr"))) ?? []
    return !names.contains { $0.hasSuffix(second) }
  }

  /// The key `dataset`: case -> `images`, one a channel, and `label`; paths are whole or from the folder.
  private static func take(
    _ cases: [String: JSONValue], _ channels: NNUNetChannels, _ split: Split?, _ set: inout ImportedSet
  ) {
    for (name, entry) in cases.sorted(by: { $0.key < $1.key }) {
      guard let images = entry["images"]?.list, let label = entry["label"]?.text else {
        set.report.leaveOut(name, "no images and label")
        continue
      }
      let files = channels.files(of: images.map { PathName.withoutDot($0.text ?? "") })
      if files.isEmpty { set.report.leaveOut(name, "cases without the channel") }
      add(name, files, label: PathName.withoutDot(label), split, &set)
    }
  }

  private static func take(
    _ images: String, _ labels: String, _ ending: String, _ channels: NNUNetChannels, _ folder: String, _ split: Split?,
    _ set: inout ImportedSet
  ) {
    guard let names = try? ImageFiles.names(in: PathName.joined(folder, images)) else { return }
    let wanted = names.filter { $0.hasSuffix(ending) && !ImageFiles.isJunk($0) }
    for (name, files) in channels.cases(wanted, ending: ending) {
      let label = "\(labels)/\(name)\(ending)"
      guard ImageFolder.exists(PathName.joined(folder, label)) else {
        set.report.leaveOut(name, split == .test ? "a test image without a label" : "the mask file does not exist")
        continue
      }
      add(name, files.map { ($0.channel, "\(images)/\($0.file)") }, label: label, split, &set)
    }
  }
}
