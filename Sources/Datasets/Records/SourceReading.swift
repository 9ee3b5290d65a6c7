/// What a reader made of a source: samples, and what it noticed on the way.
struct SourceReading {
  var records: [SampleRecord] = []
  var findings: [Finding] = []
  /// False where part of the source was refused: what the samples lack may be in that part.
  var isWhole = true

  mutating func report(
    _ severity: Finding.Severity, _ kind: Finding.Kind, at place: String, _ found: String, allowed: String? = nil,
    hint: String? = nil
  ) {
    findings.append(Finding(severity, kind, at: place, found, allowed: allowed, hint: hint))
  }
}
