import Foundation
import Imaging
import Settings

/// Writes an imported set: masks first, then the table, `task.yaml` last, so that a task that is there is complete.
struct ImportWriter {
  let set: ImportedSet
  private let request: ImportRequest
  private let text: ImportedText

  /// - Throws: `UsageError` if no name or modality is known.
  init(_ set: ImportedSet, _ request: ImportRequest) throws {
    var set = set
    if set.labelType == .detection { set.keys.append(("columns", "{id: sample}")) }
    self.set = set
    self.request = request
    text = ImportedText(
      set: set, request: request, name: try Self.name(request), modality: try Self.modality(set, request))
  }

  /// Nothing is written where the task would not be valid or a file is in the way; what a later failure leaves
  /// unfinished is removed.
  /// - Returns: the path of the description.
  /// - Throws: `UsageError` for what is in the way, `OutputError` for what cannot be written, `DataError` for samples
  ///   that make no data set.
  func write() throws -> String {
    try requireValid()
    let masks = plannedMasks()
    let names = masks.drawings.map(\.name) + [text.sourceName, ImportedText.classesName, ImportedText.descriptionName]
    try ImportTargets(request, set).require(names)
    let new = names.map(path).filter { !ImageFolder.exists($0) }
    let newFolders = [path(ImportedText.masksName), request.out].filter { !ImageFolder.exists($0) }
    do {
      return try write(masks)
    } catch {
      // Half a task would be in the way of the next try.
      for file in new { unlink(file) }
      for folder in newFolders { rmdir(folder) }
      throw error
    }
  }

  private func write(_ masks: PlannedMasks) throws -> String {
    try OutputPlace.makeFolder(request.out)
    if !masks.drawings.isEmpty { try draw(masks.drawings) }
    let samples = try set.labelType == .detection ? text.boxes() : text.table(masks: masks.cells)
    try OutputPlace.write(samples, to: path(text.sourceName))
    try OutputPlace.write(text.classes, to: path(ImportedText.classesName))
    let description = self.description()
    // It has to read like any other task.
    try Dataset.read(read(description)).findings.throwErrors()
    try OutputPlace.write(description, to: descriptionPath)
    return descriptionPath
  }

  private var descriptionPath: String { TaskImport.descriptionPath(request.out) }

  private func path(_ name: String) -> String { PathName.joined(request.out, name) }

  // MARK: Masks

  /// The mask cell of each sample, and the masks that are to be drawn.
  private struct PlannedMasks {
    var cells: [String] = []
    var drawings: [(name: String, drawing: MaskDrawing)] = []
  }

  private var drawsMasks: Bool {
    self.set.samples.contains { if case .drawing = $0.label { true } else { false } }
  }

  /// Empty masks of a size are one file.
  private func plannedMasks() -> PlannedMasks {
    var planned = PlannedMasks()
    guard set.labelType == .segmentation else { return planned }
    var names = UnusedNames()
    var empty: [PixelSize: String] = [:]
    for sample in set.samples {
      switch sample.label {
      case .mask(let file): planned.cells.append(file)
      case .drawing(let drawing):
        let known = drawing.items.isEmpty ? empty[drawing.size] : nil
        let file = known ?? "\(ImportedText.masksName)/\(names.next(Self.maskName(sample.id, drawing))).png"
        if known == nil { planned.drawings.append((file, drawing)) }
        if drawing.items.isEmpty { empty[drawing.size] = file }
        planned.cells.append(file)
      default: planned.cells.append("")
      }
    }
    return planned
  }

  private static func maskName(_ id: String, _ drawing: MaskDrawing) -> String {
    drawing.items.isEmpty ? "empty-\(drawing.size.width)x\(drawing.size.height)" : fileName(id)
  }

  private func draw(_ drawings: [(name: String, drawing: MaskDrawing)]) throws {
    try OutputPlace.makeFolder(path(ImportedText.masksName))
    let out = request.out
    let threads = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let problems = concurrentMap(drawings.count, threads: threads) { index -> (any Error)? in
      let file = PathName.joined(out, drawings[index].name)
      do {
        try OutputPlace.telling(file) { try ImageWriter.png(drawings[index].drawing.drawn(), to: file) }
        return nil
      } catch { return error }
    }
    if let problem = problems.compactMap({ $0 }).first { throw problem }
  }

  /// A name that every file system takes.
  private static func fileName(_ id: String) -> String {
    let letters = id.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" }
    let name = String(letters.prefix(120)).drop { $0 == "." }
    return name.isEmpty ? "mask" : String(name)
  }

  // MARK: Description

  /// - Parameter namesClasses: does without the file of a long list of classes.
  private func description(namesClasses: Bool = false) -> String {
    text.description(root: request.root ?? root, drawsMasks: drawsMasks, namesClasses: namesClasses)
  }

  private func read(_ description: String) throws -> TaskDescription {
    let folder = URL(fileURLWithPath: descriptionPath).deletingLastPathComponent().path
    let document = try SettingsDocument(text: description, name: descriptionPath, folder: folder)
    return try TaskDescription.read(document, environment: ProcessInfo.processInfo.environment)
  }

  /// - Throws: `UsageError` if the description would not be valid, such as one with a single class.
  private func requireValid() throws {
    do {
      _ = try read(description(namesClasses: true))
    } catch let error as SettingsError {
      let problems = error.problems.map { $0.path.isEmpty ? $0.message : "\($0.path): \($0.message)" }
      throw UsageError("\(request.source): no valid task can be made of it: \(problems.joined(separator: "\n"))")
    }
  }

  /// Absolute where the source was named so, else from the task's folder.
  private var root: String {
    let isAbsolute = request.source.hasPrefix("/") || set.root.hasPrefix("/")
    let root = Self.absolute(set.root)
    return isAbsolute ? root : PathName.relative(root, from: Self.absolute(request.out))
  }

  private static func absolute(_ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : PathName.joined(FileManager.default.currentDirectoryPath, path)
    return "/" + PathName.parts(whole).joined(separator: "/")
  }

  /// The given name, or one made of the folder's.
  /// - Throws: `UsageError` if it cannot name a task.
  static func name(_ request: ImportRequest) throws -> String {
    if let name = request.name {
      if TaskName.isValid(name) { return name }
      throw UsageError("--name: found \"\(name)\"; allowed: \(TaskName.allowed)")
    }
    let folder = PathName.parts(absolute(request.out)).last ?? ""
    let letters = folder.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) || "_-".contains($0) ? $0 : "_" }
    let name = String(letters).drop { $0 == "_" || $0 == "-" }
    if TaskName.isValid(String(name)) { return String(name) }
    throw UsageError("--out: no task name can be made of \"\(folder)\"; give --name")
  }

  private static func modality(_ set: ImportedSet, _ request: ImportRequest) throws -> Modality {
    if let modality = request.modality ?? set.modality { return modality }
    let all = Modality.allCases.map(\.rawValue).joined(separator: ", ")
    throw UsageError("--modality: the source does not say how the images were made; give one of \(all)")
  }
}
