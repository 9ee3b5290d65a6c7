import GoldenArrays
import Imaging
import Testing

@testable import Datasets

/// Volumes, slides and pictures in one stream over three epochs, with memory for a part of what is opened.
@Suite struct MixedStreamTests {
  private static let volumeCount = 6
  private static let steps = 3 * volumeCount * PooledSampler.drawsPerOpening / batch
  private static let batch = 4
  private static let size = 64
  private let folder: TemporaryFolder
  private let datasets: [Dataset]

  init() throws {
    folder = try TemporaryFolder()
    try DiscSlides.write(to: folder)
    datasets = try [
      Self.volumes(folder), DiscSlides.segmentation(folder), SmallTasks.detection(folder),
      SmallTasks.multilabel(folder),
    ]
  }

  /// Anisotropic volumes of two megabytes each with a labelled ball.
  private static func volumes(_ folder: TemporaryFolder) throws -> Dataset {
    let size = [80, 90, 60]
    let rows = try (0..<volumeCount).map { number -> String in
      var voxels: [Float] = []
      var labels: [Float] = []
      for k in 0..<size[2] {
        for j in 0..<size[1] {
          for i in 0..<size[0] {
            let (di, dj, dk) = (i - 40, j - 45 - number, k - 30)
            labels.append(di * di + dj * dj + dk * dk < 500 ? 1 : 0)
            voxels.append(Float((i * 31 + j * 17 + k * 7 + number * 131) % 997) + 500 * labels[labels.count - 1])
          }
        }
      }
      let grid = {
        Volume(
          size: size, spacing: [0.8, 0.8, 1.5], origin: [0, 0, 0], direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1], voxels: $0)
      }
      try VolumeWriter.write(grid(voxels), to: folder.path("v\(number).nii.gz"), as: .int16)
      try VolumeWriter.write(grid(labels), to: folder.path("l\(number).nii.gz"), as: .uint8)
      return "v\(number),v\(number).nii.gz,l\(number).nii.gz,train"
    }
    try folder.write("volumes.csv", "id,image,mask,split\n" + rows.joined(separator: "\n") + "\n")
    return try DiscSlides.task(
      folder, "volumes", "segmentation", "table: volumes.csv", classes: "background, ball", more: "slice: {axis: any}")
  }

  private func stream(threads: Int, budgetBytes: Int) throws -> BatchStream {
    let augmentation = try AugmentationPreset.named("mri")
    let tasks = try datasets.map { try TaskStream($0, size: Self.size, batch: Self.batch, augmentation: augmentation) }
    return BatchStream(tasks: tasks, seed: 11, options: BatchStreamOptions(threads: threads, budgetBytes: budgetBytes))
  }

  @Test func threeEpochsAreTheSameBytesWithAnyNumberOfThreads() throws {
    let budget = 48 << 20
    let alone = try stream(threads: 0, budgetBytes: budget)
    let expected = try (0..<Self.steps * alone.roundCount).map { _ in try alone.next() }
    #expect(alone.cache.evictions > 0)
    let slices = expected.filter { $0.task == "volumes" }.flatMap(\.ids)
    #expect(Set(slices.map { $0.prefix(2) }).count == Self.volumeCount)
    for threads in [1, 4] {
      let stream = try stream(threads: threads, budgetBytes: budget)
      for (index, batch) in expected.enumerated() {
        // As a validation on the way does.
        if index % 20 == 7 { stream.releaseOpened() }
        let found = try stream.next()
        #expect(found.ids == batch.ids && found.images == batch.images && found.targets == batch.targets)
      }
      #expect(stream.cache.evictions > 0)
      #expect(stream.cache.peakBytes <= stream.budget.cacheBytes)
    }
  }
}
