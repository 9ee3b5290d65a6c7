import Datasets
import Foundation
import Testing

@testable import Training

/// How labels are read, which a checkpoint keeps beside how pixels are read.
@Suite struct ReadingDifferencesTests {
  private static let map = ValueMap(entries: [0: .classIndex(0), 255: .classIndex(1)])

  private func task(
    _ values: ValueMap? = map, irregular: Bool = false, origin: TaskDescription.OutlineOrigin = .scan,
    patch: TaskDescription.PatchRule? = nil
  ) -> TaskConfiguration {
    let description = TaskDescription(
      path: "task.yaml", name: "glands", labelType: .segmentation, modality: .histology, source: .table("samples.csv"),
      classes: ["background", "lesion"], root: ".", values: values, acceptsIrregularGeometry: irregular,
      outlineOrigin: origin, patch: patch)
    return TaskConfiguration(description, size: 64, fit: .crop)
  }

  private func sentence(_ found: TaskConfiguration, _ saved: TaskConfiguration) -> String? {
    found.firstDifference(from: saved)?.sentence(at: "task.yaml")
  }

  @Test func aChangedMapIsNamed() {
    let swapped = ValueMap(entries: [0: .classIndex(1), 255: .classIndex(0)])
    #expect(
      sentence(task(swapped), task())
        == "values: the checkpoint has {0: background, 255: lesion}, task.yaml has {0: lesion, 255: background}")
    let open = ValueMap(entries: [0: .classIndex(0)], other: .ignore)
    #expect(sentence(task(open), task())?.hasSuffix("task.yaml has {0: background, other: ignore}") == true)
    // Without a map, stored values are the classes.
    #expect(sentence(task(nil), task(.identity(classCount: 2))) == nil)
    #expect(sentence(task(nil), task())?.hasSuffix("task.yaml has {0: background, 1: lesion}") == true)
  }

  @Test func otherKeysAreNamed() {
    #expect(
      sentence(task(irregular: true), task()) == "irregular_geometry: the checkpoint has false, task.yaml has true")
    #expect(sentence(task(origin: .canvas), task()) == "outline_origin: the checkpoint has scan, task.yaml has canvas")
    #expect(
      sentence(task(patch: .init(tissue: 0.25)), task()) == "patch.tissue: the checkpoint has 0.5, task.yaml has 0.25")
    #expect(sentence(task(patch: .init()), task()) == nil)
  }

  /// As config.json was written before these keys were kept.
  @Test func whatAnOlderCheckpointLacksIsNotCompared() throws {
    var older = task()
    let text = Data(#"{"page": 0}"#.utf8)
    older.preprocessing.reading = try ConfigurationFile.decoder.decode(
      TaskConfiguration.Preprocessing.Reading.self, from: text)
    #expect(older.preprocessing.reading?.values == nil)
    #expect(sentence(task(nil, irregular: true, origin: .canvas, patch: .init(tissue: 0.25)), older) == nil)
  }

  @Test func theyAreWrittenAndReadBack() throws {
    let whole = task(irregular: true, origin: .canvas, patch: .init(tissue: 0.25))
    let text = try ConfigurationFile.text(whole)
    #expect(text.contains(#""values" : "{0: background, 255: lesion}""#) && text.contains("irregular_geometry"))
    let read = try ConfigurationFile.decoder.decode(TaskConfiguration.self, from: Data(text.utf8))
    #expect(read == whole)
  }
}
