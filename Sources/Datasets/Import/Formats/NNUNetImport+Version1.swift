extension NNUNetImport {
  /// A case with a label, as version 1 lists it; paths from the folder.
  private struct Listed {
    let image: String
    let label: String
    let split: Split?
  }

  /// - Parameter entries: the list `training`.
  mutating func takeVersion1(_ entries: [JSONValue]) throws {
    let cases = listedCases(entries)
    let isDivided = cases.map { self.isDivided($0.image) }
    let channels = isDivided.contains(true) ? try NNUNetChannels(channelNames, request) : nil
    if let note = channels?.note { set.report.note(note) }
    let whole = cases.map { path($0.image) }.first(where: ImageFolder.exists)
    if whole != nil || channels == nil { try takeFrame(of: whole) }
    for (entry, isDivided) in zip(cases, isDivided) {
      let suffixes = isDivided ? channels?.suffixes ?? [] : []
      let files: [(channel: String, file: String)] = suffixes.map { ($0, NNUNetChannels.file(entry.image, $0)) }
      add(
        Case(
          name: FileIndex.key(entry.image), files: files.isEmpty ? [("", entry.image)] : files, label: entry.label,
          split: entry.split))
    }
    guard set.samples.contains(where: { $0.split != nil }) else { return }
    for index in set.samples.indices where set.samples[index].split == nil { set.samples[index].split = .train }
  }

  /// Whether the list's image stands for one file a channel, `CASE_0000.nii.gz` and so on, as nnU-Net has it.
  private func isDivided(_ image: String) -> Bool {
    let first = NNUNetChannels.file(image, NNUNetChannels.suffix(0))
    return !ImageFolder.exists(path(image)) && ImageFolder.exists(path(first))
  }

  private mutating func listedCases(_ entries: [JSONValue]) -> [Listed] {
    var cases = entries.compactMap { listed($0, nil) }
    // AMOS keeps labelled validation cases in a list, or only in folders, of their own.
    let given = document["validation"]?.list ?? []
    let validation = request.splits["validation"] ?? .validation
    cases += (given.isEmpty ? unlistedValidation : given).compactMap { listed($0, validation) }
    for entry in document["test"]?.list ?? [] {
      if entry["label"] != nil {
        if let found = listed(entry, .test) { cases.append(found) }
      } else {
        set.report.leaveOut(entry.text ?? entry["image"]?.text ?? "?", "a test image without a label")
      }
    }
    return cases
  }

  private mutating func listed(_ entry: JSONValue, _ split: Split?) -> Listed? {
    guard let image = entry["image"]?.text, let label = entry["label"]?.text else {
      set.report.leaveOut("an entry", "no image and label")
      return nil
    }
    return Listed(image: PathName.withoutDot(image), label: PathName.withoutDot(label), split: split)
  }

  /// `imagesVa/CASE.nii.gz` with `labelsVa/CASE.nii.gz`.
  private var unlistedValidation: [JSONValue] {
    let names = (try? ImageFiles.names(in: path("labelsVa"))) ?? []
    return names.filter(ImageFiles.isImage).map {
      .object(["image": .text("imagesVa/\($0)"), "label": .text("labelsVa/\($0)")])
    }
  }

  /// A channel that is a frame of every file becomes the description's `frame`.
  /// - Parameter whole: the first image that is there; nil where none is.
  private mutating func takeFrame(of whole: String?) throws {
    let choice = try NNUNetFrame(channelNames, request, image: whole)
    if let frame = choice.frame { set.keys.append(("frame", String(frame))) }
    if let note = choice.note { set.report.note(note) }
  }
}
