import Foundation
import Imaging

extension FileFindings {
  /// Why two volumes do not lie at the same place; nil where they do, and for pictures.
  static func misplaced(_ first: FileVerdict.Facts, _ second: FileVerdict.Facts) -> String? {
    guard let ours = first.geometry, let theirs = second.geometry else { return nil }
    do {
      try ours.require(sameAs: theirs, fileOrientations: (first.orientation, second.orientation))
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Labels and further images that lie on their first image but for rounded headers: one note, with the farthest.
  var roundedGrids: [Finding] {
    var told: Set<String> = []
    let found = records.flatMap { record -> [RoundedGrid] in
      let uses = FileUse.all(record, description)
      guard uses.count > 1, let first = facts(uses[0])?.geometry else { return [] }
      return uses.dropFirst().compactMap { use in
        guard let rounding = facts(use)?.geometry.flatMap(first.rounding), told.insert(use.path).inserted else {
          return nil
        }
        return RoundedGrid(path: use.path, rounding: rounding)
      }
    }
    guard let farthest = found.max(by: { $0.rounding.voxels < $1.rounding.voxels }) else { return [] }
    let more = found.count > 1 ? " (so, or nearer, it is with \(found.count - 1) more)" : ""
    let distance = String(format: "%.2g mm, %.2g voxels", farthest.rounding.millimetres, farthest.rounding.voxels)
    return [
      Finding(
        .note, .geometry, at: farthest.path,
        "its corners lie up to \(distance) from those of its image: taken as one grid with rounded headers\(more)")
    ]
  }

  private struct RoundedGrid {
    let path: String
    let rounding: Geometry.Rounding
  }
}
