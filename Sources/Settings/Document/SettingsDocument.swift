import Foundation

/// A YAML settings file as nodes with marks, ready for overrides and for a reader.
public struct SettingsDocument: Sendable {
  /// The file as the user named it; it begins every error message.
  public let name: String
  /// Absolute folder that relative paths in the document start from.
  public let folder: String
  /// The root mapping; an empty file is an empty mapping.
  public internal(set) var root: SettingsNode
  /// Found before any key was read: duplicate keys and overrides that fit nowhere.
  var problems: [SettingsProblem]

  /// Reads a file.
  /// - Throws: `SettingsError` if it cannot be read, is no YAML, is no mapping or is above `limits`.
  public init(path: String, limits: SettingsLimits = SettingsLimits()) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try self.init(bytes: try Self.bytes(of: path, limits: limits), name: path, folder: folder, limits: limits)
  }

  /// Reads a text; `folder` defaults to the current folder.
  /// - Throws: `SettingsError` as for a file.
  public init(text: String, name: String, folder: String? = nil, limits: SettingsLimits = SettingsLimits()) throws {
    let folder = folder ?? FileManager.default.currentDirectoryPath
    try self.init(bytes: Array(text.utf8), name: name, folder: folder, limits: limits)
  }

  private init(bytes: [UInt8], name: String, folder: String, limits: SettingsLimits) throws {
    self.name = name
    self.folder = folder
    let start = SettingsPlace(source: name, line: 1, column: 1)
    guard bytes.count <= limits.bytes else {
      throw Self.error(start, "\(bytes.count) bytes; at most \(limits.bytes) are allowed in a settings file")
    }
    let parser = YamlParser(source: name, bytes: bytes, limits: limits)
    root = try parser.parse() ?? SettingsNode(.mapping([]), place: start)
    problems = parser.problems
    if root.isNull { root.content = .mapping([]) }
    guard case .mapping = root.content else {
      throw Self.error(root.place, "\(root.summary); a mapping of keys to values is expected, such as name: value")
    }
  }

  /// A reader of the root mapping.
  /// - Parameter environment: values for `${NAME}`.
  public func reader(environment: [String: String] = ProcessInfo.processInfo.environment) -> SettingsReader {
    SettingsReader(document: self, environment: environment)
  }

  /// Both kinds of files are read here.
  private static let wanted = "a settings file or a task description"

  private static func bytes(of path: String, limits: SettingsLimits) throws -> [UInt8] {
    let place = SettingsPlace(source: path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw error(place, "no such file; give the path of \(Self.wanted)")
    }
    guard !isFolder.boolValue else { throw error(place, "found a folder; give the path of \(Self.wanted) in it") }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw error(place, "cannot be opened; check its permissions")
    }
    defer { try? file.close() }
    do {
      // One byte more than allowed tells a file above the limit (also a pipe) without reading all of it.
      return Array(try file.read(upToCount: limits.bytes + 1) ?? Data())
    } catch let reason {
      throw error(place, "cannot be read: \(reason.localizedDescription)")
    }
  }

  private static func error(_ place: SettingsPlace, _ message: String) -> SettingsError {
    SettingsError([SettingsProblem(place: place, path: "", message: message)])
  }
}
