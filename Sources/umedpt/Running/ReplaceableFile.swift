import Datasets
import Evaluation
import Foundation
import Settings

/// A file that a verb is about to write: a new one, or one in the place of an earlier file of the same kind.
///
/// What a person or another program made is never replaced, so no input of a verb is either.
struct ReplaceableFile {
  let path: String
  /// What the verb writes, in words: `a page of umedpt check`.
  private let kind: String
  private let isOfKind: (String) -> Bool

  private init(_ path: String, _ kind: String, isOfKind: @escaping (String) -> Bool) {
    self.path = path
    self.kind = kind
    self.isOfKind = isOfKind
  }

  /// A page that a verb makes.
  static func page(_ path: String, of verb: PageMark) -> ReplaceableFile {
    ReplaceableFile(path, "a page of umedpt \(verb.rawValue)", isOfKind: verb.isIn)
  }

  /// A stored split.
  static func split(_ path: String) -> ReplaceableFile {
    ReplaceableFile(path, "a file of umedpt split") { (try? StoredSplit.read($0)) != nil }
  }

  /// The scores of an evaluation.
  static func summary(_ path: String) -> ReplaceableFile {
    ReplaceableFile(path, "a summary of umedpt eval") { (try? EvaluationSummary.read($0)) != nil }
  }

  /// The cases of an evaluation.
  static func cases(_ path: String) -> ReplaceableFile {
    ReplaceableFile(path, "a table of umedpt eval", isOfKind: EvaluationResult.isTable)
  }

  /// A file that stands or falls with another: it is ours where the other is.
  static func companion(_ path: String, of file: ReplaceableFile) -> ReplaceableFile {
    ReplaceableFile(path, "made with \(file.path)") { _ in file.isThere && file.isOfKind(file.path) }
  }

  var isThere: Bool { FileManager.default.fileExists(atPath: path) }

  /// - Throws: `UsageError` if something else lies at the path.
  func requireOurs() throws {
    guard isThere, !isOfKind(path) else { return }
    throw UsageError("\(path): what is there is not \(kind), so it stays; give another place, or move it away")
  }
}
