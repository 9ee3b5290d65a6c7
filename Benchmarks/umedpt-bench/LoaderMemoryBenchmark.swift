import Datasets
import Foundation
import Imaging
import Torch

/// What a loader of volumes, slides and pictures adds to the process, against its budget, with the allocator setting of
/// a training.
enum LoaderMemoryBenchmark {
  static func run(_ arguments: Arguments) throws -> [String: Any] {
    let data = try arguments.text("data")
    let folder = NSTemporaryDirectory() + "umedpt-loader-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tasks = try taskStreams(data, more: [writeSlides(data, folder), writeVolumes(folder)])
    let budget = try arguments.integer("budget_mb", default: 512) << 20
    let threads = try arguments.integer("threads", default: 2)
    let stream = { (seed: UInt64, bytes: Int) in
      BatchStream(tasks: tasks, seed: seed, options: BatchStreamOptions(threads: threads, budgetBytes: bytes))
    }
    // Libraries, tables and the threads' stacks are there before the loader under test, and nothing that is free.
    try TorchLibrary.keepingFreedMemory { try take(2, from: stream(1, 1 << 20)) }
    let before = resetPeakKiB()
    let tested = stream(0, budget)
    let rounds = try arguments.integer("rounds", default: 60)
    try TorchLibrary.keepingFreedMemory { try take(rounds, from: tested) }
    let counts = tested.cache
    return [
      "budget_kib": budget >> 10, "growth_kib": peakKiB() - before, "cache_kib": counts.peakBytes >> 10,
      "waiting_kib": tested.heldBytes.peak >> 10, "evictions": counts.evictions, "hits": counts.hits,
      "misses": counts.misses,
    ]
  }

  private static func take(_ rounds: Int, from stream: BatchStream) throws {
    for _ in 0..<rounds * stream.roundCount { _ = try stream.next() }
    stream.close()
  }

  private static func taskStreams(_ data: String, more: [String]) throws -> [TaskStream] {
    let examples = BenchmarkRun.folder + "/../Examples/mini-database/"
    let paths = ["hippocampus_seg", "cxr_anat_seg", "bccd_det", "wbc1_seg"].map { examples + $0 + ".yaml" } + more
    return try paths.map { path in
      let description = try TaskDescription.read(path: path, environment: ["UMEDPT_DATA": data])
      let augmentation = try AugmentationPreset.named("natural")
      return try TaskStream(Dataset.open(description), size: 224, batch: 8, augmentation: augmentation)
    }
  }

  /// A table of the slides, with a class each.
  private static func writeSlides(_ data: String, _ folder: String) throws -> String {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: data + "/wsi_slides")
    let slides = names.filter { $0.hasSuffix(".svs") }.sorted()
    // One slide does not say its resolution.
    let rows = slides.enumerated().map {
      "\($1),\($0 == 0 ? "first" : "other"),\($1.hasPrefix("tcga") ? "0.25" : "")\n"
    }
    try ("image,label,mpp\n" + rows.joined()).write(toFile: folder + "/slides.csv", atomically: true, encoding: .utf8)
    let text = """
      schema_version: 1
      name: slides
      label_type: classification
      modality: histology
      classes: [first, other]
      table: slides.csv
      root: \(data)/wsi_slides
      patch: {}

      """
    try text.write(toFile: folder + "/slides.yaml", atomically: true, encoding: .utf8)
    return folder + "/slides.yaml"
  }

  /// Volumes that take 27 MiB each when open, beside the small ones of the real set.
  private static func writeVolumes(_ folder: String) throws -> String {
    let size = [192, 192, 96]
    var rows = "image,mask\n"
    for number in 0..<4 {
      let voxels = (0..<size.reduce(1, *)).map { Float($0 * (2 * number + 3) % 1000) }
      for (name, values) in [("v\(number)", voxels), ("l\(number)", voxels.map { $0 > 500 ? 1 : 0 })] {
        let volume = Volume(
          size: size, spacing: [1, 1, 1], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], voxels: values)
        try VolumeWriter.write(volume, to: "\(folder)/\(name).nii", as: .int16)
      }
      rows += "v\(number).nii,l\(number).nii\n"
    }
    try rows.write(toFile: folder + "/volumes.csv", atomically: true, encoding: .utf8)
    let text = """
      schema_version: 1
      name: volumes
      label_type: segmentation
      modality: mri
      classes: [background, bright]
      table: volumes.csv

      """
    try text.write(toFile: folder + "/volumes.yaml", atomically: true, encoding: .utf8)
    return folder + "/volumes.yaml"
  }
}

/// Sets this process's peak back to what is resident now, which it returns, in KiB.
private func resetPeakKiB() -> Int {
  if let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") { file.write(Data("5".utf8)) }
  return peakKiB()
}
