import Foundation
import Imaging

/// Verdicts on files, kept by their stamps, so that a set that was checked once starts at once.
///
/// A file that was rewritten is read anew, whatever its size and time say; one that was copied or moved is too
/// (`FileStamp`), and all are once a library that decodes has another version: a file that it refused may be read now.
/// One text file per task source in the cache folder; anything in it that cannot be understood is as good as absent.
public struct VerdictCache: Sendable {
  /// The folder of all verdict files.
  public let folder: String
  /// Names and versions of what decodes; nil where it cannot be opened, and then nothing is kept. Asked for when there
  /// are verdicts to read or to write.
  private let libraries: @Sendable () -> String?

  /// Verdicts in a folder, which is made when the first are kept.
  public init(folder: String) { self.init(folder: folder) { DecodingLibraries.versions } }

  init(folder: String, libraries: @escaping @Sendable () -> String?) {
    self.folder = folder
    self.libraries = libraries
  }

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
    guard let first = lines.first, let header, String(decoding: first, as: UTF8.self) == header else { return [:] }
    var verdicts: [String: FileVerdict] = [:]
    for line in lines.dropFirst() {
      if let entry = VerdictLine.parse(String(decoding: line, as: UTF8.self)) { verdicts[entry.key] = entry.verdict }
    }
    return verdicts
  }

  /// Replaces the kept verdicts of a task source, in one piece.
  /// - Throws: the file system's error.
  func write(_ verdicts: [String: FileVerdict], _ description: TaskDescription) throws {
    guard let header else { return }
    let lines = verdicts.keys.sorted().compactMap { key in verdicts[key].map { VerdictLine.text(key, $0) } }
    let text = ([header] + lines).joined(separator: "\n") + "\n"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(description)), options: .atomic)
  }

  private func path(_ description: TaskDescription) -> String {
    let source = "\(description.sourcePath)\n\(description.root)\n\(description.labelType.rawValue)"
    return "\(folder)/verdicts-\(ContentHash.of(source).hexadecimal).tsv"
  }

  /// What is kept beside the verdicts of now: all of other files, and of these files those of other ways to read them,
  /// such as another window, as long as they are not many.
  ///
  /// Tasks of one source may read its files in several ways in turn; one that was only tried is not kept for ever.
  static func kept(_ earlier: [String: FileVerdict], beside current: [String: FileVerdict]) -> [String: FileVerdict] {
    let hashes = Set(current.values.map(\.hash))
    let others = earlier.filter { current[$0.key] == nil }
    let isMany = others.count { hashes.contains($0.value.hash) } > mostReadings * current.count
    return isMany ? others.filter { !hashes.contains($0.value.hash) } : others
  }

  /// Other ways to read a file that are kept.
  private static let mostReadings = 8

  /// The number of the format, which changes with what is looked at too, and what decoded the files.
  private var header: String? { libraries().map { "umedpt verdicts 15: \($0)" } }
}

/// One verdict as a line of tab-separated fields.
enum VerdictLine {
  static func text(_ key: String, _ verdict: FileVerdict) -> String {
    let (stamp, hash) = (verdict.stamp, verdict.hash.hexadecimal)
    let file = [key, String(stamp.byteCount), String(stamp.modified), stamp.version.hexadecimal, hash]
    let fields = file + [verdict.problem ?? ""] + factFields(verdict.facts)
    return fields.map(escaped).joined(separator: "\t")
  }

  private static func factFields(_ facts: FileVerdict.Facts?) -> [String] {
    guard let facts else { return [String](repeating: "", count: factCount) }
    let intensity = facts.intensity.map { "\($0.lowest) \($0.highest) \($0.mean)" } ?? ""
    let geometry = facts.geometry.map { ($0.spacing + $0.origin + $0.direction).map { "\($0)" }.joined(separator: " ") }
    return [
      "\(facts.height) \(facts.width) \(facts.planes) \(facts.frames)", facts.isConstant ? "1" : "0",
      facts.largestStored.map { String($0) } ?? "", facts.values.map { String($0) }.joined(separator: " "),
      facts.pixelHash.hexadecimal, facts.appearance?.words.map(\.hexadecimal).joined(separator: " ") ?? "", intensity,
      geometry ?? "", facts.orientation, facts.notes.joined(separator: "\n"),
      facts.micrometresPerPixel.map { "\($0)" } ?? "",
      (facts.outlineBounds ?? []).map { "\($0)" }.joined(separator: " "), facts.isGrey ? "1" : "0",
    ]
  }

  private static let factCount = 13
  private static let firstFact = 6

  static func parse(_ line: String) -> (key: String, verdict: FileVerdict)? {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { unescaped(String($0)) }
    guard fields.count == firstFact + factCount, let bytes = Int64(fields[1]), let modified = Int64(fields[2]),
      let version = UInt64(fields[3], radix: 16), let hash = UInt64(fields[4], radix: 16)
    else { return nil }
    let problem = fields[5].isEmpty ? nil : fields[5]
    let facts = facts(Array(fields[firstFact...]))
    guard (problem == nil) == (facts != nil) else { return nil }
    let stamp = FileStamp(byteCount: bytes, modified: modified, version: version)
    return (fields[0], FileVerdict(stamp: stamp, hash: hash, problem: problem, facts: facts))
  }

  private static func facts(_ fields: [String]) -> FileVerdict.Facts? {
    let size = fields[0].split(separator: " ").compactMap { Int($0) }
    guard size.count == 4, let pixelHash = UInt64(fields[4], radix: 16) else { return nil }
    let words = fields[5].split(separator: " ").compactMap { UInt64($0, radix: 16) }
    let intensity = fields[6].split(separator: " ").compactMap { Float($0) }
    let bounds = fields[11].split(separator: " ").compactMap { Double($0) }
    return FileVerdict.Facts(
      height: size[0], width: size[1], planes: size[2], frames: size[3], isConstant: fields[1] == "1",
      largestStored: Int(fields[2]),
      values: fields[3].split(separator: " ").compactMap { UInt16($0) }, pixelHash: pixelHash,
      appearance: PerceptualHash(words: words),
      intensity: intensity.count == 3
        ? .init(lowest: intensity[0], highest: intensity[1], mean: intensity[2]) : nil,
      geometry: geometry(fields[7], size: [size[1], size[0], size[2]]),
      notes: fields[9].split(separator: "\n").map(String.init), orientation: fields[8],
      micrometresPerPixel: Double(fields[10]), isGrey: fields[12] == "1",
      outlineBounds: bounds.count == 4 ? bounds : nil)
  }

  private static func geometry(_ text: String, size: [Int]) -> Geometry? {
    let numbers = text.split(separator: " ").compactMap { Double($0) }
    guard numbers.count == 15 else { return nil }
    return Geometry(
      size: size, spacing: Array(numbers[0..<3]), origin: Array(numbers[3..<6]), direction: Array(numbers[6...]))
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
