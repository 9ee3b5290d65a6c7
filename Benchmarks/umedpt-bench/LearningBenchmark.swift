import Evaluation
import Foundation
import Torch
import Training

/// The four tasks of peers/learn.py, trained and scored by the product itself.
enum LearningBenchmark {
  static func run(_ arguments: Arguments) throws -> [String: Any] {
    let steps = try arguments.integer("steps", default: 400)
    let tasks = [
      "../Examples/mini-database/natural_weather_cls.yaml", "learning/chula_rbc_points.yaml",
      "../Examples/mini-database/cxr_anat_seg.yaml", "../Examples/mini-database/bccd_det.yaml",
    ].map { "  - {task: \($0), size: 224, batch: 8, augmentation: natural, fit: letterbox}" }
    let (seed, precision) = (
      try arguments.integer("seed", default: 0), try arguments.text("precision", default: "bf16")
    )
    let settings = """
      name: learning
      tasks:
      \(tasks.joined(separator: "\n"))
      model: {size: nano}
      training: {steps: \(steps), seed: \(seed), precision: \(precision)}
      optimizer: {learning_rate: \(try arguments.text("lr", default: "2e-4"))}
      """
    let (run, out) = try BenchmarkRun.open(settings, folder: BenchmarkRun.folder, data: arguments.text("data"))
    defer { try? FileManager.default.removeItem(atPath: out) }
    _ = try run.train(observers: [LossPrinter()])
    var options = EvaluationOptions()
    options.bootstrap = nil
    let summary = try Evaluator(run.state.model, options: options).evaluate(run.datasets, split: .test).summary
    func score(_ task: String, _ metric: String) -> Double {
      summary.tasks.first { $0.task == task }?.metric(metric)?.value ?? .nan
    }
    return [
      "steps": steps, "cls": ["macro_f1": score("natural_weather_cls", "macro_f1")],
      "multi": ["auroc": score("chula_rbc_points", "mean_auroc")], "seg": ["miou": score("cxr_anat_seg", "miou")],
      "det": ["ap50": score("bccd_det", "ap50"), "ap": score("bccd_det", "ap")],
    ]
  }
}

/// Mean losses of every 50 updates on standard error, as the peer prints them.
private final class LossPrinter: TrainingObserver {
  private var sums: [String: Double] = [:]

  func didUpdate(_ state: TrainingState) -> Bool {
    let window = 50
    for loss in state.losses { sums[loss.task, default: 0] += loss.value / Double(window) }
    guard state.step.isMultiple(of: window) else { return true }
    let text = sums.sorted { $0.key < $1.key }.map { String(format: "%@ %.3f", $0.key, $0.value) }
    FileHandle.standardError.write(Data("\(state.step) \(text.joined(separator: " "))\n".utf8))
    sums = [:]
    return true
  }
}
