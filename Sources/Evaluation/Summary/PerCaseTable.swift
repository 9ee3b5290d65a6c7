/// `per_case.csv`: a line for every sample of every task.
enum PerCaseTable {
  static func text(_ tasks: [TaskEvaluation]) -> String {
    let head = ["task", "split"] + CaseRow.columns
    let rows = tasks.flatMap { task in
      task.cases.map { [task.scores.task, task.scores.split.rawValue] + $0.fields }
    }
    return ([head] + rows).map { $0.map(field).joined(separator: ",") + "\n" }.joined()
  }

  /// Quoted where RFC 4180 asks for it.
  private static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r\r\n".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
