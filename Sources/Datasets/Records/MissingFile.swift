import Foundation

/// What a path says about a file that is not there.
enum MissingFile {
  /// Why it cannot be opened: what follows the file's name in a sentence.
  static func predicate(_ path: String) -> String {
    if isMangled(path) { return "has a name that is not UTF-8, so it cannot be opened" }
    return isLink(path) ? "is a link that leads to nothing" : "does not exist"
  }

  /// Why it cannot be opened, as a sentence.
  static func reason(_ path: String) -> String { "the file \(predicate(path))" }

  /// A name in a folder that no text can be; what it is cannot be told, as it cannot be opened.
  static func finding(ofMangled path: String) -> Finding? {
    guard isMangled(path) else { return nil }
    return Finding(.warning, .missingFile, at: path, "the entry \(predicate(path))", hint: hint(path))
  }

  /// What to do; nil where the name tells nothing.
  static func hint(_ path: String) -> String? {
    if isMangled(path) { return "rename it, such as with convmv -f latin1 -t utf8 --notest" }
    if isLink(path) { return "mend the link, or remove it" }
    return path.split(separator: "/").contains("~") ? "write ${HOME} in place of ~, which is taken as a name" : nil
  }

  /// What to do about a path that somebody wrote, in a file or on the command line.
  static func remedy(_ path: String) -> String {
    hint(path) ?? "put it there, or correct the path; one in a file counts from that file's folder"
  }

  private static func isLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
  }

  /// Bytes that are no UTF-8 were replaced when the folder was listed.
  private static func isMangled(_ path: String) -> Bool { path.unicodeScalars.contains("\u{FFFD}") }
}
