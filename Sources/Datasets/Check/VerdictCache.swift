import Foundation

/// Verdicts on files, kept by size and time, so that a set that was checked once starts at once.
///
/// One text file per task source in the cache folder; anything in it that cannot be understood is as good as absent.
public struct VerdictCache: Sendable {
  /// The folder of all verdict files.
  public let folder: String

  public init(folder: String) { self.folder = folder }

  /// `XDG_CACHE_HOME/umedpt`, else `~/.cache/umedpt`.
  public static func standard(environment: [String: String] = ProcessInfo.processInfo.environment) -> VerdictCache {
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return VerdictCache(folder: base + "/umedpt") }
    let home = environment["HOME"] ?? NSHomeDirectory()
    return VerdictCache(folder: PathName.joined(home, ".cache/umedpt"))
  }

  /// Kept verdicts by `FileUse.key`, whether or not they are still true.
  func read(_ description: TaskDescription) -> [String: FileVerdict] {
    guard let data = FileManager.default.contents(atPath: path(description)) else { return [:] }
    let lines = data.split(separator: UInt8(ascii: "\n"))
    guard let first = lines.first, String(decoding: first, as: UTF8.self) == Self.header else { return [:] }
    var verdicts: [String: FileVerdict] = [:]
    for line in lines.dropFirst() {
      if let entry = VerdictLine.parse(String(decoding: line, as: UTF8.self)) { verdicts[entry.key] = entry.verdict }
    }
    return verdicts
  }

  /// Replaces the kept verdicts of a task source, in one piece.
  /// - Throws: the file system's error.
  func write(_ verdicts: [String: FileVerdict], _ description: TaskDescription) throws {
    let lines = verdicts.keys.sorted().compactMap { key in verdicts[key].map { VerdictLine.text(key, $0) } }
    let text = ([Self.header] + lines).joined(separator: "\n") + "\n"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(description)), options: .atomic)
  }

  private func path(_ description: TaskDescription) -> String {
    let source = "\(description.sourcePath)\n\(description.root)\n\(description.labelType.rawValue)"
    return "\(folder)/verdicts-\(ContentHash.of(source).hexadecimal).tsv"
  }

  private static let header = "umedpt verdicts 1"
}

/// One verdict as a line of tab-separated fields.
enum VerdictLine {
  static func text(_ key: String, _ verdict: FileVerdict) -> String {
    let file = [key, String(verdict.stamp.byteCount), String(verdict.stamp.modified), verdict.hash.hexadecimal]
    let fields = file + [verdict.problem ?? ""] + factFields(verdict.facts)
    return fields.map(escaped).joined(separator: "\t")
  }

  private static func factFields(_ facts: FileVerdict.Facts?) -> [String] {
    guard let facts else { return ["", "", "", ""] }
    let size = "\(facts.height) \(facts.width)"
    let values = facts.values.map { String($0) }.joined(separator: " ")
    return [size, facts.isConstant ? "1" : "0", facts.largestStored.map { String($0) } ?? "", values]
  }

  static func parse(_ line: String) -> (key: String, verdict: FileVerdict)? {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { unescaped(String($0)) }
    guard fields.count == 9, let bytes = Int64(fields[1]), let modified = Int64(fields[2]),
      let hash = UInt64(fields[3], radix: 16)
    else { return nil }
    let problem = fields[4].isEmpty ? nil : fields[4]
    let facts = facts(fields)
    guard (problem == nil) == (facts != nil) else { return nil }
    let stamp = FileStamp(byteCount: bytes, modified: modified)
    return (fields[0], FileVerdict(stamp: stamp, hash: hash, problem: problem, facts: facts))
  }

  private static func facts(_ fields: [String]) -> FileVerdict.Facts? {
    let size = fields[5].split(separator: " ").compactMap { Int($0) }
    guard size.count == 2 else { return nil }
    return FileVerdict.Facts(
      height: size[0], width: size[1], isConstant: fields[6] == "1", largestStored: Int(fields[7]),
      values: fields[8].split(separator: " ").compactMap { UInt16($0) })
  }

  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 32 || $0 == UInt8(ascii: "\\") }) else { return text }
    return text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\n", with: "\\n")
      .replacing("\r", with: "\\r")
  }

  private static func unescaped(_ text: String) -> String {
    guard text.contains("\\") else { return text }
    var result = ""
    var isEscape = false
    for character in text {
      if isEscape {
        result.append(["t": "\t", "n": "\n", "r": "\r"][character] ?? character)
        isEscape = false
      } else if character == "\\" {
        isEscape = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}
