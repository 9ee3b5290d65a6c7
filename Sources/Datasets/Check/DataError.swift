/// Data that cannot be used, with every reason that was found.
public struct DataError: Error, CustomStringConvertible, Sendable {
  /// Every reason, in order.
  public let findings: [Finding]

  /// An error of all of these.
  public init(_ findings: [Finding]) { self.findings = findings }

  /// An error of one reason.
  public init(_ kind: Finding.Kind, at place: String, _ found: String, allowed: String? = nil, hint: String? = nil) {
    findings = [Finding(.error, kind, at: place, found, allowed: allowed, hint: hint)]
  }

  /// One line a reason.
  public var description: String { findings.map(\.description).joined(separator: "\n") }
}
