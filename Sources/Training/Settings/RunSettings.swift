import Datasets
import Foundation
import Settings

/// Everything that a training run is told: `umedpt train CONFIG.yaml`.
public struct RunSettings: Sendable {
  /// The name of the run and its folder: `[a-z0-9][a-z0-9_-]*`.
  public let name: String
  /// The paper's variant, where one is named.
  public let preset: Preset
  /// What the model learns, one at least.
  public let tasks: [TaskSettings]
  /// `model`.
  public let model: ModelSettings
  /// `training`.
  public let training: TrainingSettings
  /// `optimizer`.
  public let optimizer: OptimizerSettings
  /// `schedule`.
  public let schedule: ScheduleSettings
  /// `loader`.
  public let loader: LoaderSettings
  /// `checkpoint`.
  public let checkpoint: CheckpointSettings
  /// `evaluation`.
  public let evaluation: EvaluationSettings
  /// All keys as they were understood, defaults included, as YAML. What is left to the modality of a task, to `auto` or
  /// to the device stays open here, so that a run can go on elsewhere: `run.json` says what it came to (`in_force`).
  public let resolved: String

  /// Reads and checks the whole file; the task descriptions are opened later.
  /// - Parameter only: keeps this task alone (the paper screened its tasks so).
  /// - Throws: `SettingsError` with all problems at once, `UsageError` if `only` names no task of the run.
  public init(
    _ document: SettingsDocument, environment: [String: String] = ProcessInfo.processInfo.environment,
    only: String? = nil
  ) throws {
    try Self.refuseDescription(document)
    let reader = document.reader(environment: environment)
    name = reader.string("name")
    preset = reader.choice("preset", Preset.self, default: Preset.none)
    training = TrainingSettings(reader.mapping("training"))
    let preset = preset, training = training
    let all = reader.list("tasks").map { TaskSettings($0, preset: preset, training: training) }
    if all.isEmpty { reader.problem("tasks", "found none; a run needs at least one task") }
    model = ModelSettings(reader.mapping("model"), preset: preset)
    optimizer = OptimizerSettings(reader.mapping("optimizer"), preset: preset)
    schedule = ScheduleSettings(reader.mapping("schedule"))
    loader = LoaderSettings(reader.mapping("loader"))
    checkpoint = CheckpointSettings(reader.mapping("checkpoint"))
    evaluation = EvaluationSettings(reader.mapping("evaluation"))
    if reader.has("name"), !TaskName.isValid(name) {
      reader.problem("name", "found \"\(name)\"; allowed are a-z, 0-9, _ and -, a letter or digit first")
    } else if name.utf8.count > RunFolder.mostNameBytes {
      reader.problem("name", "has \(name.utf8.count) characters; at most \(RunFolder.mostNameBytes) are allowed")
    }
    try reader.finish()
    let kept = try only.map { try [Self.place(of: $0, among: all, environment)] } ?? Array(all.indices)
    tasks = kept.map { all[$0] }
    resolved = YamlWriter.text(of: reader.resolved.keeping(tasks: kept))
  }

  /// Images of one update.
  public var imagesPerUpdate: Int { tasks.reduce(0) { $0 + $1.batch * $1.multiplicity } }
}

extension RunSettings {
  /// A description in place of a run would be a list of unknown keys.
  private static func refuseDescription(_ document: SettingsDocument) throws {
    guard case .mapping(let entries) = document.root.content else { return }
    let keys = Set(entries.map(\.key))
    guard keys.contains("label_type"), !keys.contains("tasks") else { return }
    throw UsageError(
      "\(document.name): this describes one task; a run lists it under tasks:, such as "
        + "- {task: \(document.name), size: 224, batch: 8} (see Docs/run-settings.md)")
  }

  private static func place(of name: String, among tasks: [TaskSettings], _ environment: [String: String]) throws -> Int
  {
    // What is wrong with the other tasks does not matter.
    let readings = tasks.map { task in
      Result { try TaskDescription.read(path: task.path, environment: environment).name }
    }
    if let place = readings.firstIndex(where: { (try? $0.get()) == name }) { return place }
    let names = try readings.map { try $0.get() }
    let nearest = NearestName.of(name, in: names).map { "; did you mean \($0)?" } ?? "."
    throw UsageError("--only: no task \"\(name)\"\(nearest) The run has \(names.joined(separator: ", "))")
  }
}

extension SettingsNode {
  /// The document with some entries of its list `tasks`.
  fileprivate func keeping(tasks kept: [Int]) -> SettingsNode {
    guard case .mapping(var entries) = content, let place = entries.firstIndex(where: { $0.key == "tasks" }),
      case .sequence(let items) = entries[place].value.content
    else { return self }
    entries[place].value.content = .sequence(kept.map { items[$0] })
    var node = self
    node.content = .mapping(entries)
    return node
  }
}
