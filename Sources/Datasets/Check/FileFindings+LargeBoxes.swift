import Foundation
import Imaging

extension FileFindings {
  /// Boxes of slides that no patch holds as a whole, and how many of them no patch holds enough of to count.
  var largeBoxes: [Finding] {
    let boxes = slideBoxes
    let larger = boxes.filter { max($0.box.width, $0.box.height) > Float($0.patchEdge) }
    guard let largest = larger.max(by: { $0.excess < $1.excess }) else { return [] }
    let unseen = larger.count { $0.bestShare < Double(LabelledBox.smallestShare) }
    let share = Int(LabelledBox.smallestShare * 100)
    let patch = String(format: "%.0f", largest.patchEdge)
    let size = String(format: "%.0f x %.0f", largest.box.width, largest.box.height)
    let lost =
      unseen == 0
      ? "they are cut at its edges"
      : "never learned: \(unseen) of them, of which less than \(share) % fits into a patch"
    return [
      Finding(
        .warning, .oddBox, at: description.sourcePath,
        "\(larger.count) of \(boxes.count) boxes are larger than a patch of \(patchSize) px, such as one of \(size) "
          + "level-0 pixels in \(largest.path), where a patch has \(patch) x \(patch); \(lost)",
        hint: "a larger patch.mpp, or a larger size of the task in the run, makes patches cover more of a slide")
    ]
  }

  private struct SlideBox {
    let path: String
    let box: LabelledBox
    /// In level-0 pixels, as the box.
    let patchEdge: Double

    var excess: Double { Double(max(box.width, box.height)) / patchEdge }

    /// The largest share of the box that one patch can hold.
    var bestShare: Double {
      min(1, patchEdge / Double(box.width)) * min(1, patchEdge / Double(box.height))
    }
  }

  private var slideBoxes: [SlideBox] {
    records.flatMap { record -> [SlideBox] in
      guard case .boxes(let boxes) = record.annotation, let use = FileUse.images(record, description).first,
        let own = facts(use)?.micrometresPerPixel
      else { return [] }
      return boxes.map { SlideBox(path: use.path, box: $0, patchEdge: patchEdge(own: own)) }
    }
  }
}
