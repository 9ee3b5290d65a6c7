// Trains the tasks of a run file, scores them, and embeds a batch of each: the library instead of the command.
//
//   swift run -c release --package-path Examples/library train-and-score Examples/first-run/first-run.yaml

import Datasets
import Evaluation
import Foundation
import Models
import Settings
import Torch
import Training

/// Sees every update of a run, and ends it when the losses are small enough.
final class EarlyEnd: TrainingObserver {
  /// Every task's loss starts near 1.
  let enough: Double

  init(enough: Double) { self.enough = enough }

  func didUpdate(_ state: TrainingState) -> Bool { state.losses.contains { $0.value > enough } }
}

func trainAndScore(_ path: String) throws {
  let run = try TrainingRun(SettingsDocument(path: path), RunOptions(), console: .standardError())
  let model = run.state.model
  var scoring = EvaluationOptions()
  (scoring.device, scoring.precision) = (run.device, run.precision)
  _ = try run.train(
    validate: Evaluator.validation(run.datasets, options: scoring), observers: [EarlyEnd(enough: 0.1)])

  let result = try Evaluator(model, options: scoring).evaluate(run.datasets, split: .test)
  for task in result.summary.tasks {
    print(task.task, task.primary.name, task.primary.value ?? .nan, "n =", task.sampleCount)
  }

  // Features for a method of your own: one vector an image, from the encoder that all tasks have shaped.
  for dataset in run.datasets {
    let batches = BatchStream(tasks: [try TaskStream(dataset, size: 224, batch: 4, augmentation: nil)], seed: 0)
    defer { batches.close() }
    let batch = try TaskBatch(batches.next(), on: run.device)
    let features = try withoutGradients {
      try model.evaluating { try model.shared.embedding(batch.images, validSizes: batch.validSizes) }
    }
    print(dataset.description.name, batch.ids, features.shape)
  }
}

guard CommandLine.arguments.count == 2 else {
  FileHandle.standardError.write(Data("usage: train-and-score RUN.yaml\n".utf8))
  exit(2)
}
do {
  try trainAndScore(CommandLine.arguments[1])
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(1)
}
