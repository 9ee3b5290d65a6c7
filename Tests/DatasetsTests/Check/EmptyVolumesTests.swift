import GoldenArrays
import Imaging
import Testing

@testable import Datasets

@Suite struct EmptyVolumesTests {
  /// Nothing can be learned from one without a finite value; one of a single value may be a mistake.
  @Test(arguments: [
    ([Float.nan], Finding.Severity.error), ([.infinity, -.infinity, .nan], .error), ([7], .warning),
  ])
  func volumesThatHoldNothing(values: [Float], severity: Finding.Severity) throws {
    let folder = try TemporaryFolder()
    let empty = (0..<24).map { values[$0 % values.count] }
    for (name, voxels) in [("empty.nii", empty), ("full.nii", (0..<24).map(Float.init))] {
      let volume = Volume(
        size: [4, 3, 2], spacing: [1, 1, 1], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], voxels: voxels)
      try VolumeWriter.write(volume, to: folder.path(name), as: .float32)
    }
    let table = try folder.write("t.csv", "image,label\nempty.nii,x\nfull.nii,y\n")
    let task = makeDescription(
      .classification, source: .table(table), classes: ["x", "y"], root: folder.path, modality: .ct)
    let found = try TaskCheck(cache: nil).run(task).findings.filter { $0.place == folder.path("empty.nii") }
    let first = try #require(found.first)
    #expect(first.severity == severity)
    let data = try Dataset.open(task)
    let left = try data.verifyReadable(policy: .quarantine, cache: nil).quarantined
    if severity == .error {
      #expect(first.kind == .unreadableFile && first.found.hasPrefix("it holds no finite value"))
      #expect(left.map(\.id) == ["empty.nii"] && left[0].reason.hasPrefix("it holds no finite value"))
    } else {
      #expect(first.kind == .constantImage && left.isEmpty)
    }
  }
}
