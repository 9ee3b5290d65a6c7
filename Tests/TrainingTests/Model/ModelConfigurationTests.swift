import Datasets
import GoldenArrays
import Imaging
import Models
import Testing

@testable import Training

/// `config.json` of a checkpoint.
@Suite struct ModelConfigurationTests {
  private let temporary: TemporaryFolder

  init() throws { temporary = try TemporaryFolder() }

  private func configuration(_ tasks: [TaskConfiguration]) -> ModelConfiguration {
    ModelConfiguration(encoder: .swin, size: .nano, affine: false, tasks: tasks)
  }

  private func task(window: WindowChoice? = nil) -> TaskConfiguration {
    let description = TaskDescription(
      path: "task.yaml", name: "chest", labelType: .classification, modality: .ct, source: .table("samples.csv"),
      classes: ["a", "b"], root: ".", page: 1, window: window,
      slice: TaskDescription.SliceRule(axis: .any, neighbours: 1, part: 0.25...0.75))
    return TaskConfiguration(description, size: 64, fit: .letterbox)
  }

  private func written(_ configuration: ModelConfiguration) throws -> String {
    try temporary.write(ConfigurationFile.text(configuration), "config.json")
    return temporary.path + "/config.json"
  }

  private func refusal(_ change: (inout ModelConfiguration) -> Void) throws -> String {
    var changed = configuration([task()])
    change(&changed)
    let path = try written(changed)
    let error = #expect(throws: RunFolderError.self) { try ModelConfiguration.read(path) }
    return error?.description ?? ""
  }

  @Test func itReadsBackWithTheWayFilesAreRead() throws {
    let whole = configuration([task(window: .values(center: 40, width: 400))])
    let read = try ModelConfiguration.read(written(whole))
    #expect(read == whole)
    #expect(read.tasks[0].preprocessing.reading?.window == "[40.0, 400.0]")
    #expect(read.tasks[0].preprocessing.reading?.slice?.part == [0.25, 0.75])
    #expect(read.firstDifference(from: whole) == nil)
  }

  /// Written before it was kept how files are read.
  @Test func anOlderOneReadsAndIsNotComparedInWhatItLacks() throws {
    var older = configuration([task()])
    older.tasks[0].preprocessing.reading = nil
    let path = try written(older)
    let text = try temporary.text("config.json")
    #expect(!text.contains("reading"))
    let read = try ModelConfiguration.read(path)
    #expect(read == older)
    #expect(configuration([task(window: .file)]).firstDifference(from: read) == nil)
  }

  @Test func theFirstDifferenceIsNamedWithTaskAndKey() {
    let saved = configuration([task()])
    let windowed = configuration([task(window: .file)]).firstDifference(from: saved)
    #expect(windowed == "task chest: window: the checkpoint has none, task.yaml has file")
    var larger = saved
    larger.size = .tiny
    #expect(larger.firstDifference(from: saved)?.hasPrefix("model.size: the checkpoint has nano, ") == true)
    var moved = saved
    moved.tasks[0].description = "elsewhere/task.yaml"
    #expect(moved.firstDifference(from: saved) == nil)
  }

  @Test func whatNoCheckpointHasIsRefusedByKey() throws {
    let size = try refusal { $0.tasks[0].preprocessing.size = 4_000_000_000 }
    #expect(size.contains("config.json: tasks[0].preprocessing.size: found 4000000000; allowed are 32 to 4096"))
    let twin = try refusal { $0.tasks.append($0.tasks[0]) }
    #expect(twin.contains("tasks[1].name: a second task is named chest"))
    let version = try refusal { $0.schemaVersion = 2 }
    #expect(version.contains("schema_version: found 2, 1 is known"))
  }
}
