// B images, L locations of all levels, K classes.

import Foundation
import Torch

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

  /// Boxes of each image, best first, cut to the image before they are compared.
  /// - Parameter validSizes: size of each image within its padding. Nothing was learned of locations outside of it, so
  ///   they are passed over: they take no place in the limits and suppress nothing.
  /// - Throws: `TorchError` where memory for the copies runs out.
  public func boxes(_ output: DetectionOutput, validSizes: [Extent]) throws -> [[FoundBox]] {
    let B = output.logits.size(0)
    precondition(validSizes.count == B, "\(B) images have a valid size each, not \(validSizes.count)")
    let values = try OutputValues(output)
    return validSizes.enumerated().map { b, size in
      let candidates = values.levels.flatMap { level in
        values.boxes(image: b, level, above: classThreshold, within: size).bestFirst.prefix(levelLimit)
      }
      return suppressed(candidates, limit: limit)
    }
  }

  /// Greedy suppression within each class; the kept boxes, best first.
  /// - Parameter limit: how many are kept at most.
  public func suppressed(_ boxes: [FoundBox], limit: Int = .max) -> [FoundBox] {
    var kept: [FoundBox] = []
    for box in boxes.bestFirst where kept.count < limit {
      let isCovered = kept.contains { $0.label == box.label && $0.overlap(box) > overlapThreshold }
      if !isCovered { kept.append(box) }
    }
    return kept
  }
}

/// A head's output in memory.
private struct OutputValues {
  private let probabilities: [Float]  // [B, L, K]
  private let centerness: [Float]  // [B, L]
  private let distances: [Float]  // [B, L, 4]
  private let locations: [LocationGrid.Location]  // [L]
  private let K: Int
  /// Where the locations of each level lie among all.
  let levels: [Range<Int>]

  init(_ output: DetectionOutput) throws {
    probabilities = try output.logits.sigmoid().array(of: Float.self)
    centerness = try output.centerness.sigmoid().array(of: Float.self)
    distances = try output.distances.array(of: Float.self)
    locations = output.grid.locations()
    K = output.logits.size(2)
    var first = 0
    levels = output.grid.maps.map { map in
      defer { first += map.height * map.width }
      return first..<first + map.height * map.width
    }
  }

  func boxes(image b: Int, _ level: Range<Int>, above threshold: Float, within size: Extent) -> [FoundBox] {
    var found: [FoundBox] = []
    for l in level where !locations[l].isOutside(size) {
      let place = b * locations.count + l
      for k in 0..<K where probabilities[place * K + k] > threshold {
        let score = probabilities[place * K + k] * centerness[place]
        let box = locations[l].box(distances[place * 4..<place * 4 + 4], label: k, score: score)
        if let box = box.clipped(to: size) { found.append(box) }
      }
    }
    return found
  }
}

extension [FoundBox] {
  /// By score; equal ones in their order.
  fileprivate var bestFirst: [FoundBox] {
    enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element)
  }
}

extension LocationGrid.Location {
  fileprivate func box(_ d: ArraySlice<Float>, label: Int, score: Float) -> FoundBox {
    let i = d.startIndex
    return FoundBox(x0: x - d[i], y0: y - d[i + 1], x1: x + d[i + 2], y1: y + d[i + 3], label: label, score: score)
  }
}
