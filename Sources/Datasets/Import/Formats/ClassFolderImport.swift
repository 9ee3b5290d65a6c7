import Foundation

/// A folder a class, perhaps below folders of splits; or files whose names hold the class.
enum ClassFolderImport {
  static let importer = Importer(
    name: "class-folders",
    summary: "a folder a class, perhaps below train and test folders; with --label-pattern, classes in file names",
    recognise: recognise, read: { try read($0) })

  private static func recognise(_ source: ImportSource) -> String? {
    let folders = source.folders
    guard folders.count > 1, let first = folders.first else { return nil }
    guard let index = try? FileIndex(PathName.joined(source.path, first)), !index.files.isEmpty else { return nil }
    return "it has folders of images: \(folders.quoted(atMost: 4))"
  }

  private static func read(_ request: ImportRequest) throws -> ImportedSet {
    try request.refuseFlags(except: [.label], format: importer.name)
    var set = ImportedSet(.classification, classes: [], root: request.source)
    let files = try FileIndex(request.source, isWanted: { _ in true }).files
    let layout = try Layout(request)
    var found: [(file: String, label: String, split: Split?)] = []
    for file in files {
      guard ImageFiles.isImage(PathName.last(file)) else {
        set.report.leaveOut(file, "no image")
        continue
      }
      switch layout.place(of: file) {
      case .sample(let label, let split): found.append((file, label, split))
      case .outside(let reason): set.report.leaveOut(file, reason)
      }
    }
    set.classes = Array(Set(found.map(\.label)).union(layout.emptyClasses)).sortedNames
    let indices = Dictionary(uniqueKeysWithValues: set.classes.enumerated().map { ($1, $0) })
    set.samples = found.compactMap { file, label, split in
      indices[label].map { ImportedSample(id: file, images: [file], label: .classIndex($0), split: split) }
    }
    if !layout.splits.isEmpty { set.report.note("splits by folder: \(layout.splitText)") }
    return set
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
    private let pattern: NamePattern?

    init(_ request: ImportRequest) throws {
      pattern = request.label
      let folders = ImportSource(path: request.source).folders
      splits = Dictionary(
        uniqueKeysWithValues: folders.compactMap { name in
          SplitName.whole(name, request.splits).map { (name, $0) }
        })
      let parents = splits.isEmpty ? [request.source] : splits.keys.map { PathName.joined(request.source, $0) }
      emptyClasses = pattern == nil ? parents.flatMap { ImportSource(path: $0).folders } : []
    }

    var splitText: String {
      splits.keys.sorted().map { "\($0) = \(splits[$0]?.rawValue ?? "")" }.joined(separator: ", ")
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
