import Datasets

/// `per_case.csv`: a line for every sample of every task.
enum PerCaseTable {
  static func text(_ tasks: [TaskEvaluation]) -> String {
    var text = line(["task", "split"] + CaseRow.columns)
    for task in tasks {
      let (scores, classes) = (task.scores, task.scores.classes.map(\.name))
      for row in task.cases { text += line([scores.task, scores.split.rawValue] + row.fields(classes)) }
    }
    return text
  }

  private static func line(_ cells: [String]) -> String { cells.map(CsvText.cell).joined(separator: ",") + "\n" }
}
