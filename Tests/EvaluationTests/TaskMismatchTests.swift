import Datasets
import GoldenArrays
import Testing
import Training

@testable import Evaluation

@Suite struct TaskMismatchTests {
  private func description(_ entries: [UInt16: ValueMap.Meaning]) -> TaskDescription {
    TaskDescription(
      path: "task.yaml", name: "glands", labelType: .segmentation, modality: .microscopy,
      source: .table("samples.csv"), classes: ["background", "lesion"], root: ".", values: ValueMap(entries: entries))
  }

  /// Masks that were turned round would be scored all the same.
  @Test func aSwappedMapOfMasksIsRefused() throws {
    let map: [UInt16: ValueMap.Meaning] = [0: .classIndex(0), 255: .classIndex(1)]
    let trained = TaskConfiguration(description(map), size: 64, fit: .letterbox)
    try TaskMismatch.compare(trained, description(map))
    let swapped = description([0: .classIndex(1), 255: .classIndex(0)])
    let found = message { try TaskMismatch.compare(trained, swapped) }
    #expect(found.hasPrefix("task glands: values: the checkpoint has {0: background, 255: lesion}, task.yaml has "))
    #expect(
      found.hasSuffix(
        "{0: lesion, 255: background}; masks must mean what they meant in training, "
          + "so write the checkpoint's map"))
  }
}
