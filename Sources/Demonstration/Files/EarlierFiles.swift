import Foundation

/// What lies where a demonstration is to be written.
struct EarlierFiles {
  let folder: String

  /// - Parameter sets: the names of the sets' folders.
  /// - Throws: `DemonstrationError.inTheWay` naming what an earlier demonstration did not write.
  func requireOwn(_ sets: [String]) throws {
    let foreign = sets.compactMap(foreign) + (isForeign(RunText.fileName, RunText.headStart) ? [RunText.fileName] : [])
    guard foreign.isEmpty else { throw DemonstrationError.inTheWay(folder: folder, names: foreign) }
  }

  /// Without the settings of a demonstration nothing in a set's folder is of one; with them the description still has
  /// to be.
  private func foreign(_ set: String) -> String? {
    let description = "\(set)/\(TaskText.fileName)"
    if isForeign(description, TaskText.headLine) { return description }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(set)")) ?? []
    let isOwn = names.isEmpty || start(of: RunText.fileName, RunText.headStart) == RunText.headStart
    return isOwn ? nil : set
  }

  private func isForeign(_ name: String, _ head: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(name)") && start(of: name, head) != head
  }

  /// As many bytes of a file as `head` has; nil where it cannot be read.
  private func start(of name: String, _ head: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: "\(folder)/\(name)") else { return nil }
    defer { try? file.close() }
    return (try? file.read(upToCount: head.utf8.count)).map { String(decoding: $0, as: UTF8.self) }
  }
}
