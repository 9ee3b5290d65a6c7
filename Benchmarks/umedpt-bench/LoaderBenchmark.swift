import Foundation
import Imaging
import Statistics
import Torch

/// Decode, resize to 224 and augment, one image after the other in one thread, with the allocator setting of a
/// training.
enum LoaderBenchmark {
  private static let passes = 3
  private static let size = 224

  static func run(_ arguments: Arguments) throws -> [String: Any] {
    let folder = try arguments.text("data") + "/" + arguments.text("set")
    let paths = Array(try images(in: folder).prefix(try arguments.integer("images", default: 200)))
    let preset = try AugmentationPreset.named("natural")
    let times = try TorchLibrary.keepingFreedMemory {
      for path in paths.prefix(20) { try prepare(path, preset, index: 0) }
      return try (0..<passes).map { pass in
        let start = now()
        for (i, path) in paths.enumerated() { try prepare(path, preset, index: pass * paths.count + i) }
        return now() - start
      }
    }
    return ["images_per_s": Double(paths.count) / times.median, "images": paths.count, "passes": passes]
  }

  private static func prepare(_ path: String, _ preset: AugmentationPreset, index: Int) throws {
    var random = SampleRandom(seed: 0, task: "loader", index: index)
    let image = try ImageReader.read(path, ReadOptions(longestEdgeAtLeast: size)).raster
    var sample = AugmentationSample(image: try image.resized(height: size, width: size))
    try preset.apply(&sample, &random)
  }

  /// As peers/loader.py chooses them: JPEG and PNG files that are no masks, in a seeded order.
  private static func images(in folder: String) throws -> [String] {
    let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let wanted = all.filter { path in
      ["jpg", "jpeg", "png"].contains { path.hasSuffix("." + $0) } && !path.contains("mask")
    }
    var random = SampleRandom(seed: 0, task: "files")
    return wanted.sorted().shuffled(using: &random).map { folder + "/" + $0 }
  }
}
