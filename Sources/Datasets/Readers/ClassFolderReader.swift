import Foundation
import Imaging

/// Reads a folder with one folder a class, or `train`, `validation` and `test` folders of such folders.
///
/// The declared classes decide, not the listing: an empty or absent class stays a class, an undeclared folder is an
/// error, and what other programs leave behind (`._a.png`, `.ipynb_checkpoints`) is reported and never a class.
struct ClassFolderReader {
  private let description: TaskDescription
  private let folder: String
  private var reading = SourceReading()
  private var junk: [String] = []
  private var counts: [String: Int] = [:]

  static func read(_ folder: String, _ description: TaskDescription) throws -> SourceReading {
    var reader = ClassFolderReader(description: description, folder: folder)
    try reader.readAll()
    return reader.reading
  }

  private init(description: TaskDescription, folder: String) {
    self.description = description
    self.folder = folder
  }

  private mutating func readAll() throws {
    let folders = try subfolders(of: folder, prefix: "")
    if Self.isSplitLayout(folders, classes: description.classes) {
      for name in folders { try readSplitFolder(name) }
    } else {
      try readClasses(in: folder, prefix: "", split: .train, folders: folders)
    }
    reportJunk()
    reportEmptyClasses()
  }

  /// The first level holds splits when one of its folders is named like a split and no class is.
  private static func isSplitLayout(_ folders: [String], classes: [String]) -> Bool {
    folders.contains { Split(rawValue: $0) != nil && !classes.contains($0) }
  }

  private mutating func readSplitFolder(_ name: String) throws {
    guard let split = Split(rawValue: name) else {
      let found = "the folder \"\(name)\" stands beside train and test folders"
      reading.report(
        .error, .description, at: path(name), found, allowed: "train, validation, test", hint: "rename or move it")
      return
    }
    let below = try subfolders(of: path(name), prefix: name + "/")
    try readClasses(in: path(name), prefix: name + "/", split: split, folders: below)
  }

  private mutating func readClasses(in place: String, prefix: String, split: Split, folders: [String]) throws {
    for name in folders {
      guard let index = description.classIndex(name) else {
        reading.report(
          .error, .unknownLabel, at: "\(place)/\(name)", "the folder is none of the classes",
          allowed: description.classes.quoted, hint: "add it to classes, or move it away")
        continue
      }
      counts[name, default: 0] += try readImages(prefix + name, label: index, split: split, way: FolderWay(to: place))
    }
  }

  /// All images below one class folder; returns how many.
  /// - Parameter way: the folders above; a link back to one of them would go on for ever.
  private mutating func readImages(_ relative: String, label: Int, split: Split, way: FolderWay) throws -> Int {
    guard let way = way.into(path(relative)) else {
      let found = "the link leads back to a folder that it lies in, and was left out"
      reading.report(.warning, .junk, at: path(relative), found)
      return 0
    }
    var count = 0
    for name in try ImageFiles.names(in: path(relative)) {
      let file = "\(relative)/\(name)"
      if ImageFiles.isJunk(name) {
        junk.append(file)
      } else if ImageFiles.isFolder(path(file)) {
        count += try readImages(file, label: label, split: split, way: way)
      } else if ImageFiles.isImage(name) {
        append(file, label: label, split: split)
        count += 1
      } else if !tellMangled(file) {
        junk.append(file)
      }
    }
    return count
  }

  private mutating func append(_ file: String, label: Int, split: Split) {
    reading.records.append(
      SampleRecord(
        id: file, imagePaths: [path(file)], split: split, annotation: .classIndex(label), place: path(file)))
  }

  /// Folders of one level; hidden ones are noted as junk, stray files are left to the report too.
  private mutating func subfolders(of place: String, prefix: String) throws -> [String] {
    let names = try ImageFiles.names(in: place)
    let strays = names.filter { ImageFiles.isJunk($0) || ImageFiles.isImage($0) }
    junk += strays.map { prefix + $0 }
    for name in names where !strays.contains(name) { tellMangled(prefix + name) }
    return names.filter { !ImageFiles.isJunk($0) && ImageFiles.isFolder("\(place)/\($0)") }
  }

  /// A folder whose name is no text would be lost with all its images in silence.
  /// - Returns: whether it was told.
  @discardableResult
  private mutating func tellMangled(_ relative: String) -> Bool {
    guard let finding = MissingFile.finding(ofMangled: path(relative)) else { return false }
    reading.findings.append(finding)
    return true
  }

  private mutating func reportJunk() {
    guard !junk.isEmpty else { return }
    reading.report(
      .note, .junk, at: folder, "\(junk.count) entries are no images of a class and were left out: \(junk.quoted)")
  }

  private mutating func reportEmptyClasses() {
    for name in description.classes where counts[name, default: 0] == 0 {
      reading.report(.warning, .emptyClass, at: folder, "the class \"\(name)\" has no image; it stays a class")
    }
  }

  private func path(_ relative: String) -> String { "\(folder)/\(relative)" }
}
