import Datasets
import Foundation
import NN
import Settings
import Torch

/// One training run with its folder: opened, trained, saved.
public final class TrainingRun {
  /// The settings as they were understood.
  public let settings: RunSettings
  /// Where its files lie; the folder is held until this value goes.
  public let folder: RunLayout
  /// The data of the tasks in their order, without what was put aside.
  public let datasets: [Dataset]
  /// `log.txt` and the console.
  public let log: RunLog
  /// Where tensors lie; it may be another one in each part of a run.
  public let device: Device
  /// The arithmetic of matrix products and convolutions.
  public let precision: Precision
  /// What the run is at.
  public let state: TrainingState
  /// How many files were put aside.
  public let quarantined: Int
  private let heldFolder: RunFolder
  private let streams: [TaskStream]
  private let checkpoints: CheckpointFolder
  private let watch: CollapseWatch
  private let options: RunOptions
  private var record: RunRecord
  private var bestScore: Double?

  /// The folder of run folders where none is named.
  static let runs = "runs"

  /// Opens data, folder and model; nothing is trained yet.
  /// - Throws: `SettingsError`, `OutputError`, `DataError`, `RunFolderError`, `UsageError`; an existing run folder
  ///   stays as it is.
  public init(_ document: SettingsDocument, _ options: RunOptions, console: Console) throws {
    let opened = try OpenedRun(document, options)
    let saved = opened.earlier?.checkpoint
    self.options = options
    record = try opened.record(options)
    (settings, state, streams) = (opened.settings, opened.state, opened.tasks.streams)
    (device, precision) = (opened.device.device, opened.device.precision)
    (datasets, quarantined) = (opened.tasks.datasets, opened.tasks.quarantined.count)
    // A run that cannot be opened leaves no folder behind.
    heldFolder =
      try opened.earlier?.folder
      ?? RunFolder.create(name: settings.name, in: options.out ?? Self.runs, now: options.now())
    folder = heldFolder.layout
    let log = try RunLog(folder.log, console: console, shown: options.shown)
    self.log = log
    checkpoints = try CheckpointFolder(folder.checkpoints, keep: settings.checkpoint.keep)
    bestScore = try checkpoints.bestScore(upTo: state.step)
    watch = CollapseWatch(saved?.state.losses ?? []) { log.warning($0) }
    try heldFolder.writeResolvedSettings(settings.resolved)
    try opened.tasks.writeQuarantine(to: folder.quarantine, log)
    try record.write(to: folder.record)
    say(opened)
  }

  private func say(_ opened: OpenedRun) {
    let hasCheckpoint = opened.earlier?.checkpoint != nil
    if hasCheckpoint, let change = record.changeOfPart { log.warning(change) }
    if opened.earlier != nil, !hasCheckpoint {
      log.warning("\(folder.path) has no checkpoint yet: the run starts at step 0")
    }
    for finding in datasets.flatMap(\.findings) + opened.tasks.notes {
      let say = finding.severity == .note ? log.information : log.warning
      say(finding.description)
    }
    opened.weights.notes.forEach(log.information)
    opened.weights.details.forEach(log.detail)
    let warnings = [opened.weights.warning, opened.device.warning, idleLevels].compactMap(\.self)
    for warning in warnings + settings.schedule.warnings { log.warning(warning) }
    if let note = opened.device.note { log.information(note) }
    log.information(
      "\(folder.path): \(streams.count) task(s), \(state.model.parameterCount) parameters, \(device), "
        + precision.rawValue)
  }

  /// That a key has no effect; nil where it has, or has its default.
  private var idleLevels: String? {
    let hasBoxes = datasets.contains { $0.description.labelType == .detection }
    guard !hasBoxes, settings.model.levels != .from8 else { return nil }
    return "model.levels has no effect: no task of the run is detection"
  }

  /// Trains to the last step, or until a signal or an observer ends the run; a checkpoint is written in each case.
  /// - Parameters:
  ///   - validate: scores the validation splits every `evaluation.every_steps` updates, and after the last one.
  ///   - observers: see each update before the run's own.
  /// - Returns: false if a signal ended the run.
  /// - Throws: `SampleError` and `BatchError`, and what `validate` and observers throw, before which what was trained
  ///   is saved; `NonFiniteLoss` and `UpdateError`, before which it is not; `ResourceError` and `RunFolderError` for
  ///   logs and checkpoints that cannot be written.
  public func train(validate: Validation? = nil, observers more: [any TrainingObserver] = []) throws -> Bool {
    let first = state.step
    let clock = { ProcessInfo.processInfo.systemUptime }
    let started = clock()
    let metrics = try makeMetrics(first: first, clock: clock)
    let writer = CheckpointWriter(
      checkpoints, seed: settings.training.seed, savedStep: first, bestScore: bestScore, watch: watch,
      beforeSaving: metrics.synchronize)
    defer { bestScore = writer.bestScore }
    let checkpoint = CheckpointObserver(
      writer: writer, everySteps: settings.checkpoint.everySteps, stop: options.stop, clock: clock)
    let batches = makeBatches()
    defer { batches.close() }
    let validation = validate.map { makeValidation($0, batches, metrics, writer) }
    let labels = LabelWatch(first: first, steps: settings.training.steps) { [log] in log.warning($0) }
    var observers: [any TrainingObserver] = more + [metrics, watch, labels]
    if let validation { observers.append(validation) }
    let loop = makeLoop(batches, observers + [checkpoint])
    do {
      try TorchLibrary.keepingFreedMemory {
        try validation?.catchUp(state, after: MetricsLog.records(folder.metrics))
        try loop.run(state)
        try writer.save(state)
      }
    } catch {
      rescue(error, writer, first: first)
      throw error
    }
    log.information("\(LoaderReport(batches))")
    try finish(seconds: clock() - started)
    if checkpoint.wasStopped {
      log.warning(
        "\(options.stop?.name ?? "a signal") came: stopped and saved after \(state.step) of "
          + "\(settings.training.steps) updates; go on with --resume")
    }
    return !checkpoint.wasStopped
  }

  private func finish(seconds: Double) throws {
    record.timings["training", default: 0] += seconds
    if state.step >= settings.training.steps { record.finish(at: options.now()) }
    try record.write(to: folder.record)
    guard quarantined > 0 else { return }
    log.warning("\(quarantined) file(s) were left out; they are listed in \(folder.quarantine)")
  }

  /// What was trained before an error is kept: before a batch that could not be read or computed, and before what
  /// failed between two updates, such as a scoring. A loss that is no number may come from the weights themselves, and
  /// an error of the update itself leaves them half done, so the checkpoints before these stay the last.
  private func rescue(_ error: any Error, _ writer: CheckpointWriter, first: Int) {
    guard !(error is NonFiniteLoss || error is UpdateError), state.step > first else { return }
    do {
      try writer.save(state)
      log.warning("the \(state.step) updates before the error are saved; mend what it says, then go on with --resume")
    } catch {
      log.warning("the updates before the error cannot be saved: \(error)")
    }
  }

  /// What the loader has opened goes before each scoring, which opens files of its own.
  private func makeValidation(
    _ validate: @escaping Validation, _ batches: BatchStream, _ metrics: MetricsObserver, _ writer: CheckpointWriter
  ) -> ValidationObserver {
    ValidationObserver(
      everySteps: settings.evaluation.everySteps, steps: settings.training.steps, metrics: metrics, writer: writer
    ) { model in
      batches.releaseOpened()
      return try validate(model)
    }
  }

  private func makeBatches() -> BatchStream {
    var stream = settings.loader.stream
    stream.diskCache = settings.loader.diskCache(in: (options.verdicts ?? .standard()).folder, warn: log.warning)
    let batches = BatchStream(tasks: streams, seed: settings.training.seed, startStep: state.step, options: stream)
    for note in batches.budget.notes { log.warning(note) }
    return batches
  }

  private func makeLoop(_ batches: BatchStream, _ observers: [any TrainingObserver]) -> TrainingLoop {
    let (training, optimizer, schedule) = (settings.training, settings.optimizer, settings.schedule)
    let rate = optimizer.rate(imagesPerUpdate: settings.imagesPerUpdate)
    return TrainingLoop(
      steps: training.steps, seed: training.seed, precision: precision, device: device, clipNorm: optimizer.clipNorm,
      learningRate: { rate * schedule.factor(step: $0, of: training.steps) }, batches: batches, observers: observers)
  }

  private func makeMetrics(first: Int, clock: @escaping () -> Double) throws -> MetricsObserver {
    let log = try MetricsLog(folder.metrics, resumedStep: first > 0 ? first : nil)
    let board = try TensorBoardWriter(folder.tensorBoard, replaying: MetricsLog.records(folder.metrics))
    let progress = ProgressLine(
      console: options.shown > .information ? .silent : self.log.console, total: settings.training.steps,
      firstStep: first, clock: clock)
    return MetricsObserver(
      log: log, board: board, progress: progress, everySteps: settings.training.logEverySteps,
      steps: settings.training.steps, firstStep: first, imagesPerUpdate: settings.imagesPerUpdate, clock: clock)
  }
}
