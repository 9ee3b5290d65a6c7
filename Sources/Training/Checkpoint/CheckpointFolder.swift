import Foundation
import SafeTensors

/// `checkpoints/`: complete checkpoints `step-N/`, and `last` and `best`, text files that hold a folder name.
///
/// A checkpoint is written under a temporary name, each file flushed, `SHA256SUMS` last, then renamed; whatever
/// happens, the previous one stays whole. Use it only while the run folder's lock is held.
public struct CheckpointFolder {
  /// Where `checkpoints/` lies.
  public let path: String
  /// How many of the newest checkpoints stay; the best one stays beside them.
  public let keep: Int

  /// Makes the folder where needed and clears what a killed process left.
  /// - Precondition: `keep` is positive.
  /// - Throws: `ResourceError` on a full disk, else `RunFolderError`.
  public init(_ path: String, keep: Int) throws {
    precondition(keep > 0, "at least one checkpoint must stay")
    self.path = path
    self.keep = keep
    try DurableFile.makeFolder(path)
    try clearRemains()
  }

  /// For looking only: nothing is made or cleared.
  init(reading path: String) {
    self.path = path
    keep = .max
  }

  /// Writes `step-N` (replacing an older one of that step), points `last` to it and, if `isBest`, `best` too, then
  /// removes checkpoints beyond `keep`.
  /// - Throws: `ResourceError` on a full disk with the space needed and free, else the first error met. No temporary
  ///   folder is left and earlier checkpoints are untouched.
  /// - Returns: the checkpoint's path.
  @discardableResult
  public func write(step: Int, files: [CheckpointFile], isBest: Bool = false) throws -> String {
    let temporary = "\(path)/.\(Self.name(of: step)).tmp"
    do {
      try checkSpace(for: files)
      try fill(temporary, with: files)
      try rename(temporary, toStep: step)
      try point(CheckpointLayout.last, to: step)
      if isBest { try point(CheckpointLayout.best, to: step) }
    } catch {
      throw cleared(temporary, after: error, files)
    }
    try removeOld()
    return folder(of: step)
  }

  /// Where the checkpoint after `step` updates lies, or would lie.
  public func folder(of step: Int) -> String { "\(path)/\(Self.name(of: step))" }

  /// Steps of all complete checkpoints, ascending. Complete = has its sums; `CheckpointSums.verify` reads the bytes.
  public func steps() -> [Int] {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return found.compactMap(Self.step).filter {
      FileManager.default.fileExists(atPath: "\(folder(of: $0))/\(CheckpointLayout.sums)")
    }.sorted()
  }

  /// Step that `last` names; nil if there is no checkpoint yet.
  /// - Throws: `RunFolderError` for a file that holds no name of a checkpoint.
  public func last() throws -> Int? { try target(of: CheckpointLayout.last) }

  /// Step that `best` names; nil if none was named yet.
  /// - Throws: `RunFolderError` for a file that holds no name of a checkpoint.
  public func best() throws -> Int? { try target(of: CheckpointLayout.best) }

  /// The checkpoint that a resumed run continues from, every byte checked; nil if there is none.
  /// - Throws: `RunFolderError` that names the first damaged file and an earlier whole checkpoint, if there is one.
  public func resumePoint() throws -> (step: Int, path: String)? {
    guard let step = try last() ?? steps().last else { return nil }
    do {
      try CheckpointSums.verify(folder(of: step))
    } catch let damage as RunFolderError {
      let pointer = "\(path)/\(CheckpointLayout.last)"
      let hint = whole(except: folder(of: step)).map {
        "to continue from \(URL(fileURLWithPath: $0).lastPathComponent), write that name into \(pointer)"
      }
      throw RunFolderError(damage.path, "\(damage.message); \(hint ?? CheckpointSums.noneIsWhole)")
    }
    return (step, folder(of: step))
  }

  /// The newest other checkpoint that is undamaged.
  func whole(except damaged: String) -> String? {
    steps().map(folder).last { $0 != damaged && (try? CheckpointSums.verify($0)) != nil }
  }

  static func name(of step: Int) -> String { "step-\(step)" }

  static func step(_ name: String) -> Int? {
    guard name.hasPrefix("step-"), let step = Int(name.dropFirst(5)), Self.name(of: step) == name else { return nil }
    return step
  }
}

/// Writing.
extension CheckpointFolder {
  private func checkSpace(for files: [CheckpointFile]) throws {
    let needed = Self.needed(files)
    guard let free = DiskSpace.free(at: path), free < needed else { return }
    throw ResourceError.fullDisk(path, needed: needed, kept: kept)
  }

  private func fill(_ temporary: String, with files: [CheckpointFile]) throws {
    try? FileManager.default.removeItem(atPath: temporary)
    try DurableFile.makeFolder(temporary)
    for file in files {
      precondition(!file.name.contains("/"), "a checkpoint holds files, no folders")
      try file.write("\(temporary)/\(file.name)")
      try DurableFile.synchronize("\(temporary)/\(file.name)")
    }
    try DurableFile.synchronizeFolder(temporary)
    try CheckpointSums.write(files.map(\.name), in: temporary)
    try DurableFile.synchronizeFolder(temporary)
  }

  /// A folder cannot be renamed onto a filled one, so an older checkpoint of this step steps aside first.
  private func rename(_ temporary: String, toStep step: Int) throws {
    let final = folder(of: step)
    let aside = "\(path)/.\(Self.name(of: step)).replaced"
    let isReplacing = FileManager.default.fileExists(atPath: final)
    if isReplacing {
      try? FileManager.default.removeItem(atPath: aside)
      guard Foundation.rename(final, aside) == 0 else { throw RunFolderError.system("rename", final) }
    }
    guard Foundation.rename(temporary, final) == 0 else {
      let failure = RunFolderError.system("rename", temporary)
      if isReplacing { _ = Foundation.rename(aside, final) }
      throw failure
    }
    try DurableFile.synchronizeFolder(path)
    if isReplacing { try? FileManager.default.removeItem(atPath: aside) }
  }

  private func point(_ name: String, to step: Int) throws {
    try DurableFile.replace("\(path)/\(name)", with: Self.name(of: step) + "\n")
  }

  private func target(of name: String) throws -> Int? {
    let file = "\(path)/\(name)"
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    let folder = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let step = Self.step(folder) else {
      throw RunFolderError(file, "found \"\(folder.prefix(60))\"; the name of a checkpoint folder is expected, step-N")
    }
    return step
  }

  private func removeOld() throws {
    let newest = steps().suffix(keep)
    let protected = [try last(), try best()]
    for step in steps() where !newest.contains(step) && !protected.contains(step) { remove(folder(of: step)) }
  }

  /// The complete mark goes first, so that a kill half-way leaves no folder that looks whole.
  private func remove(_ folder: String) {
    unlink("\(folder)/\(CheckpointLayout.sums)")
    try? FileManager.default.removeItem(atPath: folder)
  }

  private func clearRemains() throws {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in found where name.hasPrefix(".step-") {
      let final = name.dropFirst().split(separator: ".").first.map { "\(path)/\($0)" }
      if name.hasSuffix(".replaced"), let final, !FileManager.default.fileExists(atPath: final) {
        guard Foundation.rename("\(path)/\(name)", final) == 0 else { throw RunFolderError.system("rename", final) }
      } else if name.hasSuffix(".tmp") || name.hasSuffix(".replaced") {
        try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
      }
    }
    for name in [CheckpointLayout.last, CheckpointLayout.best] { unlink("\(path)/\(name).tmp") }
  }
}

/// Full disks.
extension CheckpointFolder {
  private static func needed(_ files: [CheckpointFile]) -> Int {
    // Each file is rounded up to whole blocks, and the sums and the folder take a few.
    files.reduce(16 << 10) { $0 + ($1.byteCount + 4095) / 4096 * 4096 }
  }

  private var kept: String? { (try? last()).flatMap { $0 }.map(Self.name) }

  /// Removes the temporary folder and names a full disk as such.
  ///
  /// Writers report a full disk in their own words, so the disk itself is asked while the folder still fills it.
  private func cleared(_ temporary: String, after error: any Error, _ files: [CheckpointFile]) -> any Error {
    let isNamed = error is ResourceError || (error as? SafeTensorsError)?.kind == .diskFull
    let isKnown = isNamed || [ENOSPC, EDQUOT].contains(DurableFile.posixCode(of: error))
    let isFull = isKnown || (DiskSpace.free(at: path) ?? .max) < 64 << 10
    let needed = max(Self.needed(files), Self.size(of: temporary))
    try? FileManager.default.removeItem(atPath: temporary)
    return isFull ? ResourceError.fullDisk(path, needed: needed, kept: kept) : error
  }

  private static func size(of folder: String) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.reduce(0) { sum, name in
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
      return sum + ((attributes?[.size] as? Int) ?? 0)
    }
  }
}
