import Foundation

/// The verb that made a page, written into it, so that a later run knows what it may replace.
public enum PageMark: String, Sendable {
  /// The verbs; a report is made by several.
  case check, preview, report

  var tag: String { "<meta name=\"generator\" content=\"umedpt \(rawValue)\">" }

  /// True if the file is a page of this verb.
  public func isIn(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    let start = (try? file.read(upToCount: Self.headLength)) ?? Data()
    return String(decoding: start, as: UTF8.self).contains(tag)
  }

  /// The tag stands among a page's first lines.
  private static let headLength = 512
}
