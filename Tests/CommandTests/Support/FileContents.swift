import Foundation

/// The content of files by relative path, to see that nothing changed.
func contents(of folder: String) throws -> [String: Data] {
  var found: [String: Data] = [:]
  for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
    if let data = FileManager.default.contents(atPath: "\(folder)/\(name)") { found[name] = data }
  }
  return found
}

/// The text of a file.
func text(of path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

/// A file's JSON document as a dictionary.
func json(of path: String) throws -> [String: Any] { try json(text(of: path)) }

struct UnexpectedText: Error { let text: String }

func json(_ text: String) throws -> [String: Any] {
  guard let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
    throw UnexpectedText(text: text)
  }
  return object
}
