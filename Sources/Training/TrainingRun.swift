import Datasets
import Foundation
import Models
import NN
import SafeTensors
import Settings
import Torch

/// What the command line says about a run besides its settings.
public struct RunOptions {
  /// Folder of the run folders, or the run folder itself on a resume.
  public var out: String?
  public var isResuming = false
  /// Trains this task alone with the same code.
  public var only: String?
  /// nil takes a GPU where there is one.
  public var device: Device?
  public var command: [String] = []
  public var version = ""
  public var verdicts: VerdictCache?
  public var stop: StopSignal?
  public var environment: [String: String] = [:]
  /// Lowest level of messages on the console; above `information` the progress is hidden too.
  public var shown = RunLog.Level.information

  public init() {}
}

/// One training run with its folder: opened, trained, saved.
public final class TrainingRun {
  public let settings: RunSettings
  public let folder: RunFolder
  public let datasets: [Dataset]
  public let log: RunLog
  public let device: Device
  public let precision: Precision
  public let state: TrainingState
  /// Files that were put aside.
  public let quarantined: Int
  private let streams: [TaskStream]
  private let writer: CheckpointWriter
  private let options: RunOptions
  private var record: RunRecord

  /// Opens data, folder and model; nothing is trained yet.
  /// - Throws: `SettingsError`, `OutputError`, `DataError`, `RunFolderError`, `LoadError`; an existing run folder stays as
  ///   it is.
  public init(_ document: SettingsDocument, _ options: RunOptions, console: Console) throws {
    self.options = options
    let settings = try RunSettings(document, environment: options.environment, only: options.only)
    if !options.isResuming { try OutputPlace.requireFillable(options.out ?? Self.runs) }
    let prepared = try PreparedTasks(settings, options)
    // Nothing is lost yet that would have to be saved.
    if let name = options.stop?.name { throw StoppedBeforeStart(signal: name) }
    self.settings = settings
    device = try options.device ?? Device.automatic()
    precision = try settings.training.precision ?? Precision.automatic(on: device)
    (datasets, streams, quarantined) = (prepared.datasets, prepared.streams, prepared.quarantined.count)

    let earlier = options.isResuming ? try Self.openEarlier(settings, options) : nil
    let saved = try earlier.flatMap { try Self.lastCheckpoint(of: $0, settings) }
    let configuration = Self.configuration(settings, streams)
    if let saved { try Self.compare(configuration, with: saved) }
    // A model that cannot be made leaves no folder behind.
    let (state, loaded) = try Self.makeState(configuration, settings, saved, device)
    self.state = state
    folder = try earlier ?? RunFolder.create(name: settings.name, in: options.out ?? Self.runs, now: Date())
    log = try RunLog(folder.log, console: console, shown: options.shown)
    let checkpoints = try CheckpointFolder(folder.checkpoints, keep: settings.checkpoint.keep)
    writer = CheckpointWriter(checkpoints, seed: settings.training.seed, best: saved?.state.bestValidation)
    record = try Self.record(settings, options, datasets, device, precision, folder, resumed: saved?.step)
    try folder.writeResolvedSettings(settings.resolved)
    try prepared.writeQuarantine(to: folder.quarantine, log)
    record.quarantinedFiles = quarantined
    try record.write(to: folder.record)
    if saved != nil, let change = record.changeOfPart { log.warning(change) }
    say(datasets.flatMap(\.findings) + prepared.notes, loaded)
  }

  private func say(_ findings: [Finding], _ weights: LoadedWeights) {
    for finding in findings {
      finding.severity == .note ? log.information(finding.description) : log.warning(finding.description)
    }
    weights.notes.forEach(log.information)
    if let warning = weights.warning { log.warning(warning) }
    log.information(
      "\(folder.path): \(streams.count) task(s), \(state.model.parameterCount) parameters, \(device), \(precision.rawValue)"
    )
  }

  /// Trains to the last step or until a signal; a checkpoint is written either way.
  /// - Parameters:
  ///   - validate: scores the validation splits, where the settings ask for it.
  ///   - observers: see each update before the run's own.
  /// - Returns: false if a signal ended the run.
  public func train(validate: Validation? = nil, observers more: [any TrainingObserver] = []) throws -> Bool {
    let first = state.step
    let clock = { ProcessInfo.processInfo.systemUptime }
    let started = clock()
    let metrics = try makeMetrics(first: first, clock: clock)
    let checkpoint = CheckpointObserver(
      writer: writer, everySteps: settings.checkpoint.everySteps, steps: settings.training.steps, stop: options.stop,
      beforeWriting: metrics.synchronize)
    var observers: [any TrainingObserver] = more + [metrics, CollapseWatch { [log] in log.warning($0) }]
    if let every = settings.evaluation.everySteps, let validate {
      observers.append(
        ValidationObserver(
          everySteps: every, steps: settings.training.steps, best: writer.best, metrics: metrics, writer: writer,
          validate: validate))
    }
    let loop = makeLoop(observers + [checkpoint])
    defer { loop.batches.close() }
    try TorchLibrary.keepingFreedMemory { try loop.run(state) }
    log.information(Self.loaderText(loop.batches))
    record.timings["training", default: 0] += clock() - started
    record.finish(at: Date())
    try record.write(to: folder.record)
    if quarantined > 0 {
      log.warning("\(quarantined) file(s) were left out; they are listed in \(folder.quarantine)")
    }
    return !checkpoint.wasStopped
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
  private static let runs = "runs"

  /// The run that goes on, with the same settings.
  private static func openEarlier(_ settings: RunSettings, _ options: RunOptions) throws -> RunFolder {
    let folder = try RunFolder.open(earlierPath(settings, options.out))
    try compare(settings, with: folder)
    return folder
  }

  private static func lastCheckpoint(of folder: RunFolder, _ settings: RunSettings) throws -> Checkpoint? {
    let checkpoints = try CheckpointFolder(folder.checkpoints, keep: settings.checkpoint.keep)
    return try checkpoints.resumePoint().map { try Checkpoint($0.path) }
  }

  private static func earlierPath(_ settings: RunSettings, _ out: String?) throws -> String {
    if let out, FileManager.default.fileExists(atPath: out + "/run.json") { return out }
    if let latest = RunFolder.latest(name: settings.name, in: out ?? runs) { return latest }
    throw RunFolderError(
      out ?? runs, "no run named \(settings.name) to resume; start without --resume", exitCode: .usage)
  }

  /// Only `training.steps` may grow; any other changed key is refused by name.
  private static func compare(_ settings: RunSettings, with folder: RunFolder) throws {
    let before = try SettingsDocument(path: folder.resolvedSettings)
    let after = try SettingsDocument(text: settings.resolved, name: "now", folder: before.folder)
    let changes = after.changes(from: before).filter { change in
      guard change.path == "training.steps", let old = change.before.flatMap({ Int($0) }) else { return true }
      return settings.training.steps < old
    }
    guard changes.isEmpty else {
      let list = changes.map(\.description).joined(separator: "; ")
      throw RunFolderError(
        folder.path, "a resumed run keeps its settings (training.steps may grow): \(list)", exitCode: .usage)
    }
  }

  /// The tasks' descriptions are no settings of the run, so the checkpoint tells how they were.
  private static func compare(_ configuration: ModelConfiguration, with saved: Checkpoint) throws {
    guard let difference = configuration.firstDifference(from: saved.configuration) else { return }
    throw RunFolderError(
      saved.path, "a resumed run keeps its model and tasks: \(difference); undo the change, or start without --resume",
      exitCode: .usage)
  }

  private static func configuration(_ settings: RunSettings, _ streams: [TaskStream]) -> ModelConfiguration {
    ModelConfiguration(
      encoder: settings.model.encoder, size: settings.model.size, affine: settings.model.isAffine,
      tasks: streams.map { TaskConfiguration($0.dataset.description, size: $0.size, fit: $0.fit) })
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

  private static func record(
    _ settings: RunSettings, _ options: RunOptions, _ datasets: [Dataset], _ device: Device, _ precision: Precision,
    _ folder: RunFolder, resumed: Int?
  ) throws -> RunRecord {
    var part = RunRecord(
      name: settings.name, versions: ["umedpt": options.version, "libtorch": try TorchLibrary.version()],
      command: options.command, settingsHash: "", dataFingerprints: [:], device: device.description,
      seed: settings.training.seed, started: Date())
    part.precision = precision.rawValue
    var record = part
    // A run that was killed at its very start has none yet.
    if options.isResuming, FileManager.default.fileExists(atPath: folder.record) {
      record = try RunRecord.read(folder.record)
      try checkData(record, datasets)
    }
    record.settingsHash = try Sha256.hex(of: settings.resolved)
    for dataset in datasets { record.dataFingerprints[dataset.description.name] = dataset.fingerprint }
    if let resumed { record.resume(from: resumed, as: part) }
    return record
  }

  private static func checkData(_ earlier: RunRecord, _ datasets: [Dataset]) throws {
    for dataset in datasets {
      let name = dataset.description.name
      guard let before = earlier.dataFingerprints[name], before != dataset.fingerprint else { continue }
      throw DataError(
        .description, at: dataset.description.path, "the files of task \(name) have changed since the run began",
        hint: "restore them, or start a new run")
    }
  }
}

/// A signal came while the data were looked through. Exit code 130.
struct StoppedBeforeStart: ExitCodeError, CustomStringConvertible {
  let signal: String
  var exitCode: ExitCode { .stoppedWithoutSaving }
  var description: String { "\(signal) came before the first step, so nothing was saved" }
}

/// What a model took from a file of weights, in words.
private struct LoadedWeights {
  var notes: [String] = []
  var warning: String?
}

extension MultiTaskModel {
  /// Starts from a file's weights: the whole shared part of a checkpoint of this package, else the encoder.
  /// - Throws: `UsageError` for a file that cannot be read or does not fit the model.
  fileprivate func start(from weights: String) throws -> LoadedWeights {
    do {
      let file = try SafeTensorsFile(path: weights)
      let report = try EncoderWeights.load(file, into: shared.encoder)
      var result = LoadedWeights(notes: ["\(weights): \(report.loaded.count) tensors loaded into the encoder"])
      if file.names.contains(where: { $0.hasPrefix("shared.") }) {
        let decoders = try shared.loadDecoders(file)
        result.notes.append("\(weights): \(decoders.loaded.count) tensors loaded into the decoders")
      }
      if !report.missing.isEmpty { result.warning = "\(weights) lacks \(report.missing.joined(separator: ", "))" }
      return result
    } catch let error as SafeTensorsError {
      throw UsageError("model.weights: \(error); give another file, or remove the key")
    } catch let error as LoadError {
      throw UsageError("model.weights: \(error)")
    }
  }
}
