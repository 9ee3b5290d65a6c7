/// What a path says about a file that is not there.
enum MissingFile {
  /// Why it cannot be opened: what follows the file's name in a sentence.
  static func predicate(_ path: String) -> String {
    isMangled(path) ? "has a name that is not UTF-8, so it cannot be opened" : "does not exist"
  }

  /// Why it cannot be opened, as a sentence.
  static func reason(_ path: String) -> String { "the file \(predicate(path))" }

  /// What to do; nil where the name tells nothing.
  static func hint(_ path: String) -> String? {
    if isMangled(path) { return "rename it, such as with convmv -f latin1 -t utf8 --notest" }
    return path.split(separator: "/").contains("~") ? "write ${HOME} in place of ~, which is taken as a name" : nil
  }

  /// Bytes that are no UTF-8 were replaced when the folder was listed.
  private static func isMangled(_ path: String) -> Bool { path.unicodeScalars.contains("\u{FFFD}") }
}
