import Datasets
import Foundation
import NN
import Settings
import Torch

/// What the command line says about a run besides its settings.
public struct RunOptions {
  /// Folder of the run folders, or the run folder itself on a resume.
  public var out: String?
  /// `--resume`: goes on from the last checkpoint.
  public var isResuming = false
  /// Trains this task alone with the same code.
  public var only: String?
  /// nil takes a GPU where there is one.
  public var device: Device?
  /// The command line, for `run.json`.
  public var command: [String] = []
  /// Of the program, for `run.json`.
  public var version = ""
  /// What is known about files from before; nil reads all of them.
  public var verdicts: VerdictCache?
  /// Ends the run after an update; nil where no signal is listened to.
  public var stop: StopSignal?
  /// For `${NAME}` in settings, and the choice of a device.
  public var environment = ProcessInfo.processInfo.environment
  /// Lowest level of messages on the console; above `information` the progress is hidden too.
  public var shown = RunLog.Level.information

  /// A new run in `runs`, on the best device.
  public init() {}
}

/// One training run with its folder: opened, trained, saved.
public final class TrainingRun {
  /// As they were understood.
  public let settings: RunSettings
  /// Held until this value goes.
  public let folder: RunFolder
  /// Of the tasks in their order, without what was put aside.
  public let datasets: [Dataset]
  /// `log.txt` and the console.
  public let log: RunLog
  /// Where tensors lie; it may be another one in each part of a run.
  public let device: Device
  /// Of matrix products and convolutions.
  public let precision: Precision
  /// What the run is at.
  public let state: TrainingState
  /// Files that were put aside.
  public let quarantined: Int
  private let streams: [TaskStream]
  private let writer: CheckpointWriter
  private let watch: CollapseWatch
  private let options: RunOptions
  private var record: RunRecord

  /// Opens data, folder and model; nothing is trained yet.
  /// - Throws: `SettingsError`, `OutputError`, `DataError`, `RunFolderError`, `LoadError`; an existing run folder stays as
  ///   it is.
  public init(_ document: SettingsDocument, _ options: RunOptions, console: Console) throws {
    self.options = options
    let settings = try RunSettings(document, environment: options.environment, only: options.only)
    if !options.isResuming { try OutputPlace.requireFillable(options.out ?? Self.runs) }
    let earlier = options.isResuming ? try EarlierRun(settings, options) : nil
    let prepared = try PreparedTasks(settings, options, earlier)
    // Nothing is lost yet that would have to be saved.
    if let name = options.stop?.name { throw StoppedBeforeStart(signal: name) }
    self.settings = settings
    let choice = try DeviceChoice(
      options.device, precision: settings.training.precision, environment: options.environment)
    (device, precision) = (choice.device, choice.precision)
    let versions = try Self.versions(options)
    (datasets, streams, quarantined) = (prepared.datasets, prepared.streams, prepared.quarantined.count)

    let saved = earlier?.checkpoint
    let configuration = ModelConfiguration(settings, streams)
    if let saved { try Self.compare(configuration, with: saved) }
    // A model that cannot be made leaves no folder behind.
    let (state, loaded) = try Self.makeState(configuration, settings, saved, device)
    self.state = state
    folder = try earlier?.folder ?? RunFolder.create(name: settings.name, in: options.out ?? Self.runs, now: Date())
    let log = try RunLog(folder.log, console: console, shown: options.shown)
    self.log = log
    let checkpoints = try CheckpointFolder(folder.checkpoints, keep: settings.checkpoint.keep)
    watch = CollapseWatch(saved?.state.losses ?? []) { log.warning($0) }
    writer = CheckpointWriter(
      checkpoints, seed: settings.training.seed, best: saved?.state.bestValidation, watch: watch)
    record = try Self.record(settings, prepared, choice, versions, options, folder, earlier)
    try folder.writeResolvedSettings(settings.resolved)
    try prepared.writeQuarantine(to: folder.quarantine, log)
    try record.write(to: folder.record)
    if saved != nil, let change = record.changeOfPart { log.warning(change) }
    if earlier != nil, saved == nil { log.warning("\(folder.path) has no checkpoint yet: the run starts at step 0") }
    say(datasets.flatMap(\.findings) + prepared.notes, loaded, choice)
  }

  private func say(_ findings: [Finding], _ weights: LoadedWeights, _ choice: DeviceChoice) {
    for finding in findings {
      finding.severity == .note ? log.information(finding.description) : log.warning(finding.description)
    }
    weights.notes.forEach(log.information)
    let warnings = [weights.warning, choice.warning].compactMap { $0 } + settings.schedule.warnings
    for warning in warnings { log.warning(warning) }
    if let note = choice.note { log.information(note) }
    log.information(
      "\(folder.path): \(streams.count) task(s), \(state.model.parameterCount) parameters, \(device), \(precision.rawValue)"
    )
  }

  /// Trains to the last step, or until a signal or an observer ends the run; a checkpoint is written in each case.
  /// - Parameters:
  ///   - validate: scores the validation splits every `evaluation.every_steps` updates, and after the last one.
  ///   - observers: see each update before the run's own.
  /// - Returns: false if a signal ended the run.
  /// - Throws: `SampleError` and `BatchError`, and what `validate` and observers throw, before which what was trained is
  ///   saved; `NonFiniteLoss`; `ResourceError` and `RunFolderError` for logs and checkpoints that cannot be written.
  public func train(validate: Validation? = nil, observers more: [any TrainingObserver] = []) throws -> Bool {
    let first = state.step
    let clock = { ProcessInfo.processInfo.systemUptime }
    let started = clock()
    let metrics = try makeMetrics(first: first, clock: clock)
    let checkpoint = CheckpointObserver(
      writer: writer, after: first, everySteps: settings.checkpoint.everySteps, stop: options.stop, clock: clock,
      beforeWriting: metrics.synchronize)
    let labels = LabelWatch(first: first, steps: settings.training.steps) { [log] in log.warning($0) }
    var observers: [any TrainingObserver] = more + [metrics, watch, labels]
    let validation = validate.map {
      ValidationObserver(
        everySteps: settings.evaluation.everySteps, steps: settings.training.steps, best: writer.best, metrics: metrics,
        writer: writer, validate: $0)
    }
    if let validation { observers.append(validation) }
    let loop = makeLoop(observers + [checkpoint])
    defer { loop.batches.close() }
    do {
      try TorchLibrary.keepingFreedMemory {
        try validation?.makeUp(state, after: MetricsLog.records(folder.metrics))
        try loop.run(state)
        try checkpoint.finish(state)
      }
    } catch {
      rescue(error, metrics, first: first)
      throw error
    }
    log.information(Self.loaderText(loop.batches))
    record.timings["training", default: 0] += clock() - started
    record.finish(at: Date())
    try record.write(to: folder.record)
    if quarantined > 0 {
      log.warning("\(quarantined) file(s) were left out; they are listed in \(folder.quarantine)")
    }
    return !checkpoint.wasStopped
  }

  /// What was trained before an error is kept: before a batch that could not be read or computed, and before what failed
  /// between two updates, such as a scoring. A loss that is no number may come from the weights themselves, and an error
  /// of the update itself leaves them half done, so the checkpoints before these stay the last.
  private func rescue(_ error: any Error, _ metrics: MetricsObserver, first: Int) {
    guard !(error is NonFiniteLoss || error is TorchError), state.step > first else { return }
    do {
      try metrics.synchronize()
      try writer.write(state)
      log.warning("the \(state.step) updates before the error are saved; mend what it says and go on with --resume")
    } catch {
      log.warning("the updates before the error cannot be saved: \(error)")
    }
  }

  private func makeLoop(_ observers: [any TrainingObserver]) -> TrainingLoop {
    let (training, optimizer, schedule) = (settings.training, settings.optimizer, settings.schedule)
    let rate = optimizer.rate(imagesPerUpdate: settings.imagesPerUpdate)
    var options = settings.loader.stream
    options.diskCache = diskCache()
    let batches = BatchStream(tasks: streams, seed: training.seed, startStep: state.step, options: options)
    for note in batches.budget.notes { log.warning(note) }
    return TrainingLoop(
      steps: training.steps, seed: training.seed, precision: precision, device: device, clipNorm: optimizer.clipNorm,
      learningRate: { rate * schedule.factor(step: $0, of: training.steps) }, batches: batches, observers: observers)
  }

  /// The cache of decoded records, where the settings ask for one; without it a run is only slower.
  private func diskCache() -> DiskCache? {
    guard settings.loader.diskCacheMiB > 0 else { return nil }
    let folder = (options.verdicts ?? .standard()).folder + "/decoded"
    do {
      return try DiskCache(folder: folder, limitBytes: settings.loader.diskCacheMiB << 20)
    } catch {
      log.warning(
        "\(folder): no disk cache (\(error.localizedDescription)); "
          + "set XDG_CACHE_HOME to a folder that can be written")
      return nil
    }
  }

  /// How the loader's memory has served, on one line.
  private static func loaderText(_ batches: BatchStream) -> String {
    let counts = batches.cache
    let mebibytes = { (bytes: Int) in String(format: "%.1f MiB", Double(bytes) / 1_048_576) }
    let rate = counts.hitRate.map { String(format: "%.1f %%", 100 * $0) } ?? "none"
    return "loader: \(rate) of \(counts.hits + counts.misses) reads from memory, \(counts.evictions) evictions; "
      + "at most \(mebibytes(counts.peakBytes)) decoded of \(mebibytes(batches.budget.cacheBytes)), "
      + "and \(mebibytes(batches.heldBytes.peak)) in waiting batches"
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

/// Opening.
extension TrainingRun {
  /// The folder of run folders where none is named.
  static let runs = "runs"

  /// The tasks' descriptions are no settings of the run, so the checkpoint tells how they were.
  private static func compare(_ configuration: ModelConfiguration, with saved: Checkpoint) throws {
    guard let difference = configuration.firstDifference(from: saved.configuration) else { return }
    throw RunFolderError(
      saved.path, "a resumed run keeps its model and tasks: \(difference); undo the change, or start without --resume",
      exitCode: .usage)
  }

  /// - Returns: model and optimizer, and what was loaded from `model.weights`.
  private static func makeState(
    _ configuration: ModelConfiguration, _ settings: RunSettings, _ saved: Checkpoint?, _ device: Device
  ) throws -> (state: TrainingState, loaded: LoadedWeights) {
    let model = try MultiTaskModel(configuration, seed: settings.training.seed)
    try saved?.load(into: model)
    let loaded = saved == nil ? try settings.model.weights.map(model.start(from:)) : nil
    try model.move(to: device)
    let optimizer = AdamW(model.parameterGroups(settings.optimizer), betas: settings.optimizer.betas)
    try saved?.load(into: optimizer)
    return (TrainingState(model: model, optimizer: optimizer, step: saved?.step ?? 0), loaded ?? LoadedWeights())
  }
}

/// A signal came while the data were looked through. Exit code 130.
struct StoppedBeforeStart: ExitCodeError, CustomStringConvertible {
  let signal: String
  var exitCode: ExitCode { .stoppedWithoutSaving }
  var description: String { "\(signal) came before the first step, so nothing was saved" }
}
