import Foundation

/// What a check of one task found.
public struct CheckReport: Sendable, Codable {
  /// The description's file.
  public let path: String
  /// The task's name; nil if the description cannot be read.
  public let task: String?
  /// Samples by split.
  public let samples: [String: Int]
  /// Files that were looked at, and how many of them were decoded now rather than known from before.
  public let files: Int
  /// Those of `files` that were decoded now.
  public let decoded: Int
  /// Errors first, then warnings, then notes.
  public internal(set) var findings: [Finding]
  /// nil if the description cannot be read.
  public internal(set) var labelType: LabelType?
  /// What each class occurs in; empty if the samples cannot be read.
  public internal(set) var classes: [ClassCount] = []
  /// Sizes, spacing, intensities and boxes; nil if the samples cannot be read.
  public internal(set) var fingerprint: DataFingerprint?

  /// True if the set cannot be used as it is.
  public var hasErrors: Bool { findings.contains { $0.severity == .error } }

  /// The report as one JSON document with sorted keys.
  /// - Throws: `EncodingError`, which no report causes.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
