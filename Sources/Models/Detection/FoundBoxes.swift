// L locations of all levels, K classes.

import Foundation
import Torch

/// A box that a model found: corners in pixels, its class, and class probability x centerness.
public struct FoundBox: Sendable, Equatable {
  /// The left side, x in pixels.
  public var x0: Float
  /// The upper side, y in pixels.
  public var y0: Float
  /// The right side, x in pixels.
  public var x1: Float
  /// The lower side, y in pixels.
  public var y1: Float
  /// The class, in `0..<K`.
  public let label: Int
  /// Class probability x centerness, 0...1.
  public let score: Float

  /// A box of pixels of the network's input, or of the image that it is drawn back to.
  public init(x0: Float, y0: Float, x1: Float, y1: Float, label: Int, score: Float) {
    (self.x0, self.y0, self.x1, self.y1, self.label, self.score) = (x0, y0, x1, y1, label, score)
  }

  var area: Float { (x1 - x0) * (y1 - y0) }

  /// The part inside an image; nil where nothing is left.
  public func clipped(to size: Extent) -> FoundBox? {
    var box = self
    (box.x0, box.y0) = (max(0, x0), max(0, y0))
    (box.x1, box.y1) = (min(Float(size.width), x1), min(Float(size.height), y1))
    return box.x1 > box.x0 && box.y1 > box.y0 ? box : nil
  }

  func overlap(_ other: FoundBox) -> Float {
    let width = min(x1, other.x1) - max(x0, other.x0)
    let height = min(y1, other.y1) - max(y0, other.y0)
    let shared = max(0, width) * max(0, height)
    return shared / (area + other.area - shared)
  }
}

/// From a head's output to boxes: threshold, best of each level, non-maximum suppression, best of the image.
public struct BoxSelection: Sendable {
  /// The class probability above which a location gives a box.
  public var classThreshold: Float = 0.05
  /// How many boxes each level hands on, its best.
  public var levelLimit = 1000
  /// The overlap (intersection over union) above which the lower of two boxes of a class goes.
  public var overlapThreshold: Float = 0.5
  /// How many boxes an image keeps, its best.
  public var limit = 100

  /// The numbers of FCOS.
  public init() {}

  /// Boxes of each image, best first, not clipped to the image.
  /// - Parameter validSizes: size of each image within its padding. Nothing was learned of locations outside of it, so
  ///   they are passed over: they take no place in the limits and suppress nothing.
  /// - Throws: `TorchError`.
  public func boxes(_ output: DetectionOutput, validSizes: [Extent]) throws -> [[FoundBox]] {
    let (B, L, K) = (output.logits.size(0), output.logits.size(1), output.logits.size(2))
    precondition(validSizes.count == B, "\(B) images have a valid size each, not \(validSizes.count)")
    let probabilities = try output.logits.sigmoid().array(of: Float.self)
    let centerness = try output.centerness.sigmoid().array(of: Float.self)
    let distances = try output.distances.array(of: Float.self)
    let locations = output.grid.locations()
    return validSizes.enumerated().map { b, size in
      var candidates: [FoundBox] = []
      var first = 0
      for map in output.grid.maps {
        let end = first + map.height * map.width
        var found: [FoundBox] = []
        for l in first..<end where !locations[l].isOutside(size) {
          for k in 0..<K where probabilities[(b * L + l) * K + k] > classThreshold {
            let score = probabilities[(b * L + l) * K + k] * centerness[b * L + l]
            found.append(locations[l].box(distances[(b * L + l) * 4..<(b * L + l + 1) * 4], label: k, score: score))
          }
        }
        candidates += found.sorted { $0.score > $1.score }.prefix(levelLimit)
        first = end
      }
      return Array(suppressed(candidates).prefix(limit))
    }
  }

  /// Greedy suppression within each class; the kept boxes, best first.
  public func suppressed(_ boxes: [FoundBox]) -> [FoundBox] {
    var kept: [FoundBox] = []
    for box in boxes.sorted(by: { $0.score > $1.score }) {
      let isCovered = kept.contains { $0.label == box.label && $0.overlap(box) > overlapThreshold }
      if !isCovered { kept.append(box) }
    }
    return kept
  }
}

extension LocationGrid.Location {
  fileprivate func box(_ d: ArraySlice<Float>, label: Int, score: Float) -> FoundBox {
    let i = d.startIndex
    return FoundBox(x0: x - d[i], y0: y - d[i + 1], x1: x + d[i + 2], y1: y + d[i + 3], label: label, score: score)
  }
}
