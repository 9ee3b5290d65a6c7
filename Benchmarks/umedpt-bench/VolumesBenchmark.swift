import Foundation
import Imaging

/// NIfTI volumes to float32 slices: read, inflate, turn to RAS, 2.5 % and 97.5 % quantiles to 0 and 1.
enum VolumesBenchmark {
  static func run(_ arguments: Arguments) throws -> [String: Any] {
    let passes = try arguments.integer("passes", default: 5)
    let data = try arguments.text("data")
    let count = try arguments.integer("volumes", default: 60)
    var rates: [String: Double] = [:]
    for (name, paths) in try sets(data, count) {
      var sliceCount = 0
      let times = try (0..<passes).map { _ in
        let start = now()
        sliceCount = try paths.reduce(0) { $0 + (try slices($1).count) }
        return now() - start
      }
      rates[name] = Double(sliceCount) / times.median
    }
    return ["slices_per_s": rates]
  }

  /// Every slice along the last axis, `[Y, X]`.
  private static func slices(_ path: String) throws -> [[Float]] {
    let volume = try VolumeReader.read(path).volume.normalised(lower: 0.025, upper: 0.975)
    let plane = volume.size[0] * volume.size[1]
    return (0..<volume.size[2]).map { Array(volume.voxels[$0 * plane..<($0 + 1) * plane]) }
  }

  /// As peers/volumes.py chooses them: many small volumes that are RAS already, and two turned ones, twenty times each.
  private static func sets(_ data: String, _ count: Int) throws -> [(name: String, paths: [String])] {
    let folder = data + "/hippocampus_seg/images"
    let small = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".nii.gz") }.sorted()
    let turned = [("ct_totalseg_sample", "example_mr_sm.nii.gz"), ("hard", "sct_t2_t2_contrast_1_mean_ref.nii.gz")]
    return [("hippocampus", small.prefix(count).map { "\(folder)/\($0)" })]
      + turned.compactMap { folder, name in
        find(name, in: "\(data)/\(folder)").map { (name, [String](repeating: $0, count: 20)) }
      }
  }

  private static func find(_ name: String, in folder: String) -> String? {
    let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return all.first { $0 == name || $0.hasSuffix("/" + name) }.map { "\(folder)/\($0)" }
  }
}
