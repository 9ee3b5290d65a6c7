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

  /// - Returns: the path of the description.
  func write() throws -> String {
    try makeFolder(request.out)
    let masks = try writeMasks()
    if set.labelType == .detection {
      try write(text.boxes(), ImportedText.boxesName)
    } else {
      try write(text.table(masks: masks), ImportedText.tableName)
    }
    try write(text.classes, ImportedText.classesName)
    let path = TaskImport.descriptionPath(request.out)
    try write(text.description(root: request.root ?? root, drawsMasks: drawsMasks), "task.yaml")
    return path
  }

  // MARK: Masks

  private var drawsMasks: Bool {
    self.set.samples.contains { if case .drawing = $0.label { true } else { false } }
  }

  /// The mask cell of each sample; drawn masks are written on the way, empty ones of a size once.
  private func writeMasks() throws -> [String] {
    guard set.labelType == .segmentation else { return [] }
    var used: Set<String> = []
    var cells: [String] = []
    var waiting: [(path: String, drawing: MaskDrawing)] = []
    for sample in set.samples {
      switch sample.label {
      case .mask(let file): cells.append(file)
      case .drawing(let drawing):
        let stem =
          drawing.items.isEmpty ? "empty-\(drawing.size.width)x\(drawing.size.height)" : Self.fileName(sample.id)
        let name = drawing.items.isEmpty ? stem : Self.unused(stem, &used)
        let file = "\(ImportedText.masksName)/\(name).png"
        if !drawing.items.isEmpty || used.insert(name).inserted { waiting.append((file, drawing)) }
        cells.append(file)
      default: cells.append("")
      }
    }
    if !waiting.isEmpty { try draw(waiting) }
    return cells
  }

  private func draw(_ waiting: [(path: String, drawing: MaskDrawing)]) throws {
    try makeFolder(PathName.joined(request.out, ImportedText.masksName))
    let out = request.out
    let threads = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let problems = concurrentMap(waiting.count, threads: threads) { index -> (any Error)? in
      do {
        try ImageWriter.png(waiting[index].drawing.drawn(), to: PathName.joined(out, waiting[index].path))
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

  private static func unused(_ name: String, _ used: inout Set<String>) -> String {
    var (candidate, number) = (name, 2)
    // Lower case, because some file systems take "A" and "a" for one name.
    while !used.insert(candidate.lowercased()).inserted {
      candidate = "\(name)-\(number)"
      number += 1
    }
    return candidate
  }

  // MARK: Description

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

  private static func name(_ request: ImportRequest) throws -> String {
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

  // MARK: Files

  private func write(_ text: String, _ name: String) throws {
    let path = PathName.joined(request.out, name)
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw DataError(.description, at: path, "cannot be written (\((error as NSError).localizedDescription))")
    }
  }

  private func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw DataError(.description, at: path, "cannot be made (\((error as NSError).localizedDescription))")
    }
  }
}
