import Datasets
import Imaging
import Models
import Statistics
import Torch
import Training

/// How an evaluation runs. None of it but the bootstrap and the precision changes a number.
public struct EvaluationOptions: Sendable {
  /// The device on which the model lies.
  public var device = Device.cpu
  /// The arithmetic of matrix products and convolutions; scores fit a training where it is that of the training.
  public var precision = Precision.float32
  /// Images or tiles that pass the network at once.
  public var batch = 8
  /// Threads that read ahead of the network.
  public var threads = 2
  /// Intervals of the scores; nil leaves them out.
  public var bootstrap: Bootstrap? = Bootstrap(seed: 0)
  /// Images a task that are kept with truth and prediction, for the report.
  public var exampleCount = 0
  /// Longest edge of a kept example.
  public var exampleEdge = 256

  /// The usual ones, on the CPU in float32.
  public init() {}
}

/// What the evaluation of one task gives.
public struct TaskEvaluation: Sendable {
  /// The scores of the whole split.
  public let scores: TaskScores
  /// One row a sample, in the order of the split.
  public let cases: [CaseRow]
  /// Images with truth and prediction, evenly spread over the split.
  public let examples: [ExamplePrediction]
}

/// Scores a model on the samples of a split.
///
/// The preparation of images is that of the checkpoint: `fit: letterbox` shows the network the whole image at the
/// task's size, `fit: crop` shows it overlapping tiles of that size at full resolution. So the network never sees more
/// than `size * size` pixels of an image at once, however large the image is.
public struct Evaluator {
  /// The model that is scored; it lies on `options.device`.
  public let model: MultiTaskModel
  /// How the model is scored.
  public let options: EvaluationOptions

  /// - Parameter model: any mode; it is scored in evaluation mode.
  public init(_ model: MultiTaskModel, options: EvaluationOptions = EvaluationOptions()) {
    self.model = model
    self.options = options
  }

  /// Scores one task; a split without samples gives undefined scores with n = 0.
  /// - Throws: `TaskMismatch` if the data and the checkpoint disagree, `SampleError` for an unreadable sample,
  ///   `PredictionError` naming the samples on which libtorch fails.
  public func evaluate(_ dataset: Dataset, split: Split) throws -> TaskEvaluation {
    let (configuration, task) = try matching(dataset)
    return try withoutGradients {
      try model.evaluating {
        try SplitEvaluation(configuration, dataset, split: split, options: options) { images, sizes in
          try autocast(options.precision, on: options.device) {
            try task.predict(images, validSizes: sizes, model.shared)
          }
        }.run()
      }
    }
  }

  /// Scores all tasks of the data sets, one after the other.
  /// - Throws: `TaskMismatch` before anything is scored, else what the scoring of one task throws.
  public func evaluate(_ datasets: [Dataset], split: Split) throws -> EvaluationResult {
    for dataset in datasets { _ = try matching(dataset) }  // a mismatch is told before hours are spent
    let tasks = try datasets.map { try evaluate($0, split: split) }
    let summary = EvaluationSummary(split: split, options: options, tasks: tasks.map(\.scores))
    return EvaluationResult(summary: summary, tasks: tasks)
  }

  private func matching(_ dataset: Dataset) throws -> (TaskConfiguration, any TaskType) {
    let name = dataset.description.name
    guard let configuration = model.configuration.task(name), let task = model.tasks[name] else {
      throw TaskMismatch.unknownTask(dataset.description, known: model.configuration.tasks.map(\.name))
    }
    try TaskMismatch.compare(configuration, dataset.description)
    return (configuration, task)
  }
}

extension Evaluator {
  /// A validation for `TrainingRun.train`: the primary score of every task that has validation samples, no intervals.
  public static func validation(_ datasets: [Dataset], options: EvaluationOptions) -> Validation {
    var options = options
    options.bootstrap = nil
    options.exampleCount = 0
    let chosen = options
    let held = datasets.filter { !$0.samples(.validation).isEmpty }
    return { model in
      try held.map { dataset in
        let scores = try Evaluator(model, options: chosen).evaluate(dataset, split: .validation).scores
        return ValidationScore(task: scores.task, metric: scores.primary.name, value: scores.primary.value)
      }
    }
  }
}
