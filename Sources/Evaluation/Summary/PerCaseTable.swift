import Datasets

/// `per_case.csv`: a line for every sample of every task.
enum PerCaseTable {
  static func text(_ tasks: [TaskEvaluation]) -> String {
    let head = ["task", "split"] + CaseRow.columns
    let rows = tasks.flatMap { task in
      task.cases.map { [task.scores.task, task.scores.split.rawValue] + $0.fields }
    }
    return ([head] + rows).map { $0.map(CsvText.cell).joined(separator: ",") + "\n" }.joined()
  }
}
