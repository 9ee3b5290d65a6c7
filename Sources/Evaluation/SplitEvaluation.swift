import Datasets
import Models
import Statistics
import Torch
import Training

/// One task, one split: reads, predicts and scores, image by image.
struct SplitEvaluation {
  private let task: TaskConfiguration
  private let split: Split
  private let options: EvaluationOptions
  private let reader: SampleReader
  private let background: Int
  private let predict: ImagePredictor.Predict

  /// - Parameter predict: the network on one batch; a test may put anything in its place.
  /// - Throws: an error that names a volume or slide whose slices or patches cannot be counted.
  init(
    _ task: TaskConfiguration, _ dataset: Dataset, split: Split, options: EvaluationOptions,
    predict: @escaping ImagePredictor.Predict
  ) throws {
    self.task = task
    self.split = split
    self.options = options
    reader = try SampleReader(
      dataset.samples(split), dataset.description, patchSize: task.preprocessing.size, view: task.preprocessing.view)
    background = dataset.description.backgroundClass
    self.predict = predict
  }

  /// Scores every sample in its order; which are read ahead of the network depends on the threads, no score does.
  /// - Throws: `SampleError` naming a sample that cannot be read, `PredictionError` with libtorch's own.
  func run() throws -> TaskEvaluation {
    // The threads take the reader alone along.
    let (reader, references) = (reader, reader.references)
    let samples = OrderedPrefetch(
      count: references.count, threads: options.threads, itemsAhead: options.threads + Self.spareItems
    ) { try reader.read($0) }
    defer { samples.close() }
    var remaining = references.indices
    var scorer = TaskScorers.make(task, background: background)
    var cases: [CaseRow] = []
    var examples: [ExamplePrediction] = []
    let wanted = ExamplePrediction.spread(options.exampleCount, over: references.count)
    let predictor = ImagePredictor(task, batch: options.batch, device: options.device, predict: predict)
    try predictor.run({ try remaining.popFirst().map { _ in try samples.next() } }) { sample, prediction in
      if wanted.contains(cases.count) {
        examples.append(
          try ExamplePrediction(sample, prediction, classes: task.classes, longestEdge: options.exampleEdge))
      }
      cases.append(try scorer.add(sample, prediction))
    }
    let units = CaseUnits(references.map(\.record))
    let resampling = options.bootstrap.map { Resampling(bootstrap: $0, units: units, stream: task.name) }
    let scores = try TaskScores(task, split: split, units: units, scorer.metrics(resampling), scorer.classScores())
    return TaskEvaluation(scores: scores, cases: cases, examples: examples)
  }

  /// Samples that wait while each thread makes one, so that the network does not wait.
  private static let spareItems = 2
}

extension TaskConfiguration.Preprocessing {
  /// What the network looks at.
  var view: EvaluationView { fit == .letterbox ? .letterbox(size) : .full }
}
