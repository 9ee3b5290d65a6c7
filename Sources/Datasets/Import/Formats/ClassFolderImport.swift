import Foundation

/// A folder a class, perhaps below folders of splits; or files whose names hold the class.
enum ClassFolderImport {
  static let importer = Importer(
    name: "class-folders",
    summary: "a folder a class, perhaps below train and test folders; with --label-pattern, classes in file names",
    recognise: recognise, read: { try read($0) })

  private static func recognise(_ source: ImportSource) -> String? {
    // Folders of images beside those of labels are no classes.
    guard MaskFolderImport.problem(source) == nil else { return nil }
    let splits = source.folders.filter { SplitName.whole($0, [:]) != nil }
    let parents = splits.isEmpty ? [source.path] : splits.map { PathName.joined(source.path, $0) }
    let found = parents.flatMap { parent in
      ImportSource(path: parent).folders.filter { FileIndex.holdsImage(below: PathName.joined(parent, $0)) }
    }
    // One class leaves nothing to tell apart.
    guard Set(found).count > 1 else { return nil }
    // `train_images` and `test_images` are splits that something else has the labels of.
    let named = found.map { SplitName.split(of: $0, [:]) }
    guard !splits.isEmpty || named.contains(nil) || Set(named).count == 1 else { return nil }
    return "it has folders of images: \(source.folders.quoted(atMost: 4))"
  }

  private static func read(_ request: ImportRequest) throws -> ImportedSet {
    try request.refuseFlags(except: [.label], format: importer.name)
    var set = ImportedSet(.classification, classes: [], root: request.source)
    var (images, others) = try FileIndex.images(below: request.source, &set.report)
    if request.label == nil { images = MasksBeside.leftOut(of: images, &set.report) }
    for file in others { set.report.leaveOut(file, "no image") }
    let layout = Layout(request)
    var found: [Found] = []
    for file in withSeries(images, layout, request, &set.report) {
      switch layout.place(of: file) {
      case .sample(let label, let split): found.append(Found(file: file, label: label, split: split))
      case .outside(let reason): set.report.leaveOut(file, reason)
      }
    }
    try requireSharedClasses(found, layout, request)
    set.classes = Array(Set(found.map(\.label)).union(layout.emptyClasses)).sortedNames
    let indices = Dictionary(uniqueKeysWithValues: set.classes.enumerated().map { ($1, $0) })
    set.samples = found.compactMap { entry in
      indices[entry.label].map {
        ImportedSample(id: entry.file, images: [entry.file], label: .classIndex($0), split: entry.split)
      }
    }
    if !layout.splits.isEmpty { set.report.note("splits by folder: \(SplitName.text(layout.splits))") }
    return set
  }

  /// The classes that files have by their folders; files outside of these have none.
  static func classes(of files: [String], _ request: ImportRequest) -> [String: String] {
    let layout = Layout(request)
    return files.reduce(into: [:]) { classes, file in
      if case .sample(let label, _) = layout.place(of: file) { classes[file] = request.renamed[label] ?? label }
    }
  }

  /// The images, where a folder that is one DICOM series stands for its files. A class folder itself is none: its files
  /// are images of the class.
  private static func withSeries(
    _ images: [String], _ layout: Layout, _ request: ImportRequest, _ report: inout ImportReport
  ) -> [String] {
    // Patterns are for the names of files.
    guard request.label == nil else { return images }
    let depth = layout.splits.isEmpty ? 1 : 2
    let folders = DicomFiles.folders(of: images).filter { $0.split(separator: "/").count > depth }
    guard !folders.isEmpty else { return images }
    let threads = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let source = request.source
    let isSeries = concurrentMap(folders.count, threads: threads) {
      DicomFiles.isSeries(PathName.joined(source, folders[$0]))
    }
    let series = zip(folders, isSeries).filter(\.1).map(\.0)
    let others = zip(folders, isSeries).filter { !$0.1 }.map(\.0)
    if !series.isEmpty {
      report.note("\(series.count) folders are DICOM series, each a volume (\(series.quoted(atMost: 3)))")
    }
    // Slices of several series as samples of their own would be one patient many times.
    for folder in others {
      report.leaveOut(
        folder,
        "folders of DICOM files that are no single volume; give each series a folder, or name it in a task's table "
          + "with the column series")
    }
    let (taken, left) = (Set(series), Set(others))
    var begun: Set<String> = []
    return images.compactMap { image in
      let folder = DicomFiles.folder(image)
      guard DicomFiles.isDicom(image) else { return image }
      if left.contains(folder) { return nil }
      guard taken.contains(folder) else { return image }
      return begun.insert(folder).inserted ? folder : nil
    }
  }

  /// An image in a class folder.
  private struct Found {
    let file: String
    let label: String
    let split: Split?
  }

  /// Splits share classes; they never share patients, whose folders look like classes.
  /// - Throws: `DataError` if no class of another split is one of train.
  private static func requireSharedClasses(_ found: [Found], _ layout: Layout, _ request: ImportRequest) throws {
    // The user's own patterns say what is a class, and in which split.
    guard request.label == nil, request.split == nil else { return }
    let kept = found.filter { request.only?.matches($0.file) ?? true }
    func classes(_ split: Split, _ declared: [String] = []) -> Set<String> {
      Set((kept.filter { $0.split == split }.map(\.label) + declared).map { request.renamed[$0] ?? $0 })
    }
    let train = classes(.train, layout.folders(of: .train))
    guard !train.isEmpty else { return }
    for split in Split.allCases where split != .train {
      let others = classes(split)
      guard !others.isEmpty, others.isDisjoint(with: train) else { continue }
      throw DataError(
        .unknownLabel, at: request.source,
        "\(split.rawValue) (\(others.sorted().quoted(atMost: 3))) and train (\(train.sorted().quoted(atMost: 3))) have "
          + "no folder in common; these look like patients or cases rather than classes",
        allowed: "a folder a class, the same in every split",
        hint: FolderLists(request.source, isDeep: true).hint
          ?? "give the list that has the labels in place of the folder")
    }
  }

  /// What the levels of folders mean.
  private struct Layout {
    enum Place {
      case sample(label: String, split: Split?)
      case outside(String)
    }

    /// First-level folder -> split; empty if the first level holds classes.
    let splits: [String: Split]
    /// Declared by a folder without images.
    let emptyClasses: [String]
    private let source: String
    private let pattern: NamePattern?

    init(_ request: ImportRequest) {
      (source, pattern) = (request.source, request.label)
      let folders = ImportSource(path: request.source).folders
      splits = Dictionary(
        uniqueKeysWithValues: folders.compactMap { name in
          SplitName.whole(name, request.splits).map { (name, $0) }
        })
      let parents = splits.isEmpty ? [request.source] : splits.keys.map { PathName.joined(request.source, $0) }
      emptyClasses = pattern == nil ? parents.flatMap { ImportSource(path: $0).folders } : []
    }

    /// The class folders of a split, with or without images.
    func folders(of split: Split) -> [String] {
      splits.filter { $0.value == split }.keys.flatMap { ImportSource(path: PathName.joined(source, $0)).folders }
    }

    func place(of file: String) -> Place {
      var parts = file.split(separator: "/").map(String.init)
      var split: Split?
      if !splits.isEmpty {
        guard let first = splits[parts[0]] else { return .outside("beside the folders of the splits") }
        split = first
        parts.removeFirst()
      }
      if let pattern {
        return pattern.part(of: file).map { .sample(label: $0, split: split) }
          ?? .outside("not matched by --label-pattern \(pattern.text)")
      }
      guard parts.count > 1 else { return .outside("in no class folder") }
      return .sample(label: parts[0], split: split)
    }
  }
}
