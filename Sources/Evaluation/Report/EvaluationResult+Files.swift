import Foundation

extension EvaluationResult {
  /// True if a file is the `per_case.csv` of an evaluation, told by its heading.
  public static func isTable(_ path: String) -> Bool {
    let heading = Data(PerCaseTable.text([]).utf8)
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    return (try? file.read(upToCount: heading.count)) == heading
  }
}
