import GoldenArrays
import Imaging
import Testing

@testable import Datasets

/// Volumes under one budget: opened, used several times, replaced.
@Suite(.enabled(if: dataFolder != nil, "needs the folder of UMEDPT_DATA")) struct OpenedVolumeTests {
  private func tasks() throws -> [TaskStream] {
    let volumes = try Dataset.open(example("hippocampus_seg"))
    let pictures = try Dataset.open(example("wbc1_seg"))
    return [
      try TaskStream(volumes, size: 64, batch: 4, augmentation: AugmentationPreset.named("mri")),
      try TaskStream(pictures, size: 64, batch: 4, augmentation: AugmentationPreset.named("natural")),
    ]
  }

  private func stream(_ budgetBytes: Int, threads: Int) throws -> BatchStream {
    BatchStream(tasks: try tasks(), seed: 5, options: BatchStreamOptions(threads: threads, budgetBytes: budgetBytes))
  }

  /// Twelve batches from four megabytes, which hold a few of the 98 volumes: with any number of threads the same bytes.
  @Test func theSameBytesWithAnyNumberOfThreads() throws {
    let expected = try { stream in try (0..<24).map { _ in try stream.next() } }(stream(4 << 20, threads: 0))
    for threads in [1, 4] {
      let stream = try stream(4 << 20, threads: threads)
      for batch in expected {
        let found = try stream.next()
        #expect(found.ids == batch.ids && found.images == batch.images && found.targets == batch.targets)
      }
      #expect(stream.cache.evictions > 0)
      #expect(stream.cache.peakBytes <= stream.budget.cacheBytes)
    }
  }

  @Test func eachOpeningServesSeveralSamples() throws {
    let stream = try stream(64 << 20, threads: 2)
    #expect(stream.budget.openCounts == [PooledSampler.mostOpen, nil] && stream.budget.notes.isEmpty)
    let ids = try (0..<240).flatMap { _ in try stream.next().ids }.filter { $0.contains(".nii") }
    #expect(Set(ids.map { $0.split(separator: "#")[0] }).count > 40)
    // 480 slices in about 480 / 8 openings.
    let openings = stream.cache.misses - 120
    #expect(openings < 90)
  }

  @Test func aBudgetThatHoldsNoVolumeSaysSo() throws {
    let budget = try stream(200_000, threads: 0).budget
    #expect(budget.openCounts[0] == 1)
    #expect(budget.notes.count == 1 && budget.notes[0].contains("loader.budget_mb: "))
  }
}
