import Foundation
import GoldenArrays
import Testing

/// The mini database's settings as plain text: which files they point to, and that no held-out set is among them.
struct MiniDatabaseTests {
  private static let package = #filePath.components(separatedBy: "/Tests/")[0]
  private static let examples = package + "/Examples"

  /// The data folder with its README, where there is one.
  private static let data = dataFolder.flatMap { FileManager.default.fileExists(atPath: $0 + "/README.md") ? $0 : nil }

  private static let absent = Comment("no data folder: set UMEDPT_DATA to run this test")

  @Test func listsThirteenTasks() throws {
    let files = try Self.taskFiles()
    #expect(files.count == 13 && Set(files).count == 13)
    let present = try FileManager.default.contentsOfDirectory(atPath: Self.examples + "/mini-database")
    #expect(Set(files) == Set(present.map { "mini-database/" + $0 }))
    let names = try files.map { try Self.value("name", in: Self.text($0)) }
    #expect(Set(names).count == 13)
    #expect(zip(files, names).allSatisfy { $0 == "mini-database/\($1 ?? "").yaml" })
  }

  @Test func everyTaskPointsToTheDataFolder() throws {
    for file in try Self.taskFiles() {
      let text = try Self.text(file)
      let folders = Self.dataFolders(text)
      #expect(Set(folders).count == 1, "\(file) points to \(folders)")
      #expect(Self.value("root", in: text) == "${UMEDPT_DATA}/\(folders.first ?? "")", "\(file)")
    }
  }

  @Test(.enabled(if: data != nil, absent)) func noHeldOutSetIsTrainedOn() throws {
    let heldOut = try Self.heldOutSets()
    #expect(heldOut.count >= 4, "the data folder's README marks its held-out sets: \(heldOut)")
    for file in try Self.settingsFiles() {
      let text = try Self.text(file)
      let named = heldOut.filter { set in text.contains(set) }
      #expect(named.isEmpty, "\(file) names the held-out sets \(named)")
    }
  }

  @Test(.enabled(if: data != nil, absent)) func everySetIsMarkedForPreTraining() throws {
    let roles = try Self.roles()
    for file in try Self.taskFiles() {
      let folder = Self.dataFolders(try Self.text(file)).first ?? ""
      #expect(roles[folder] == "pre-training", "\(file): \(folder) is \(roles[folder] ?? "not in the README")")
    }
  }

  @Test(.enabled(if: data != nil, absent)) func everyFileNamedExists() throws {
    for file in try Self.taskFiles() {
      for path in Self.dataPaths(try Self.text(file)) {
        #expect(FileManager.default.fileExists(atPath: "\(Self.data ?? "")/\(path)"), "\(file): \(path)")
      }
    }
  }

  @Test func parserReadsWhatItShould() {
    let text = """
      root: ${UMEDPT_DATA}/a_set
      coco: {train: ${UMEDPT_DATA}/a_set/train.json, test: x}
      # ${UMEDPT_DATA}/b
      """
    #expect(Self.dataPaths(text) == ["a_set", "a_set/train.json"])
    #expect(Self.dataFolders(text) == ["a_set", "a_set"])
    #expect(Self.value("root", in: text) == "${UMEDPT_DATA}/a_set")
  }

  // MARK: Plain-text parsing

  private static func text(_ file: String) throws -> String {
    try String(contentsOfFile: "\(examples)/\(file)", encoding: .utf8)
  }

  private static func taskFiles() throws -> [String] {
    lines(try text("mini-database.yaml")).compactMap { line in
      guard let found = line.firstMatch(of: /task:\s*([^,}\s]+)/) else { return nil }
      return String(found.1)
    }
  }

  private static func settingsFiles() throws -> [String] { try ["mini-database.yaml"] + taskFiles() }

  /// Lines without comments.
  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map { String($0.prefix { $0 != "#" }) }
  }

  private static func value(_ key: String, in text: String) -> String? {
    lines(text).first { $0.hasPrefix(key + ":") }?.dropFirst(key.count + 1).trimmingCharacters(in: .whitespaces)
  }

  private static func dataPaths(_ text: String) -> [String] {
    lines(text).flatMap { line in line.matches(of: /\$\{UMEDPT_DATA\}\/([^,}\s]+)/).map { String($0.1) } }
  }

  private static func dataFolders(_ text: String) -> [String] {
    dataPaths(text).map { String($0.prefix { $0 != "/" }) }
  }

  /// Set -> role, from the first and last column of the README's table.
  private static func roles() throws -> [String: String] {
    let text = try String(contentsOfFile: (data ?? "") + "/README.md", encoding: .utf8)
    var roles: [String: String] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("|") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      if let set = cells.first, let role = cells.last, cells.count > 2 { roles[set] = role }
    }
    return roles
  }

  private static func heldOutSets() throws -> [String] {
    try roles().filter { $0.value.contains("HELD OUT") }.keys.sorted()
  }
}
