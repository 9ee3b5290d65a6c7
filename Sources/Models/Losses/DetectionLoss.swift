// B batch, L locations of all levels, K classes, P positives.

import Foundation
import Torch

/// By what the class term is divided besides the number of positives.
public enum ClassDivisor: String, Sendable, Codable, CaseIterable {
  /// K, as the paper prints it; with many classes the class share becomes small.
  case classes
  /// Nothing, so that the class share is the same whatever K is.
  case one
}

/// FCOS in its journal form, times a constant that brings the start near 1.
///
/// Class: sigmoid focal loss (alpha 0.25, gamma 2), summed, per positive and class. Box: GIoU loss weighted by the
/// centerness target. Centerness: binary cross entropy per positive. All over the batch, denominators at least 1; the
/// constant is fixed by K and never measured. Without a box, the box and centerness terms are 0 with a defined graph.
/// - Throws: `TorchError`.
/// - Source: Methods, "Object detection"; Tian et al. 2020.
public func detectionLoss(
  _ output: DetectionOutput, _ targets: DetectionTargets, divisor: ClassDivisor
) throws -> Tensor {
  let terms = try detectionTerms(output, targets, divisor: divisor)
  let K = Double(output.logits.size(2))
  return try (terms.classes + terms.boxes + terms.centerness) * detectionConstant(K, divisor)
}

/// 1 over the expected sum of the three terms at the start: 1.128 (class, before its divisor), 1 (box), log 2.
///
/// The class term is nearly that of the positives alone: `alpha (1 - p)^2 (-log p)`, with p = 0.01 as the head starts.
func detectionConstant(_ K: Double, _ divisor: ClassDivisor) -> Double {
  let classTermAtStart = 1.128
  return 1 / (classTermAtStart / (divisor == .classes ? K : 1) + 1 + log(2))
}

struct DetectionTerms {
  let classes: Tensor
  let boxes: Tensor
  let centerness: Tensor
}

func detectionTerms(_ output: DetectionOutput, _ targets: DetectionTargets, divisor: ClassDivisor) throws
  -> DetectionTerms
{
  let K = output.logits.size(2)
  let positives = Double(max(1, targets.positives.count))
  var classes = try focalSum(output.logits, targets) / positives
  if divisor == .classes { classes = try classes / Double(K) }
  guard !targets.positives.isEmpty else {
    return DetectionTerms(
      classes: classes, boxes: try output.distances.sum() * 0, centerness: try output.centerness.sum() * 0)
  }
  let device = output.logits.device
  let places = try Tensor(targets.positives.map(Int64.init), shape: [targets.positives.count]).to(device)
  let wanted = try Tensor(targets.centerness, shape: [places.size(0)]).to(device)
  let centerness = try output.centerness.flattened().indexSelect(0, places)
  let sides = try Tensor(targets.sides.flatMap { [$0[0], $0[1], $0[2], $0[3]] }, shape: [places.size(0), 4]).to(device)
  let boxes = try giouLoss(output.distances.flattened(0, 1).indexSelect(0, places), sides)  // [P]
  return DetectionTerms(
    classes: classes, boxes: try (boxes * wanted).sum() / wanted.sum().clamp(min: 1),
    centerness: try centerness.binaryCrossEntropy(wanted).sum() / positives)
}

/// Sigmoid focal loss, summed over all locations inside the images (Lin et al. 2017).
private func focalSum(_ logits: Tensor, _ targets: DetectionTargets) throws -> Tensor {
  let alpha: Float = 0.25
  let (shape, K) = (logits.shape, logits.size(2))
  var wanted = [Float](repeating: 0, count: targets.classes.count * K)
  var weight = [Float](repeating: 1 - alpha, count: wanted.count)
  for (place, label) in targets.classes.enumerated() where label != DetectionTargets.negative {
    if label == DetectionTargets.outside {
      for k in 0..<K { weight[place * K + k] = 0 }
    } else {
      wanted[place * K + label] = 1
      weight[place * K + label] = alpha
    }
  }
  let target = try Tensor(wanted, shape: shape).to(logits.device)
  let crossEntropy = try logits.binaryCrossEntropy(target, weight: Tensor(weight, shape: shape).to(logits.device))
  return try ((logits.sigmoid() - target).square() * crossEntropy).sum()
}

/// `1 - GIoU` of boxes around one location, given as distances to the sides (Rezatofighi et al. 2019).
/// - Parameters: `[P, 4]` left, top, right, bottom in pixels, not negative.
/// - Returns: `[P]`, 0...2.
func giouLoss(_ a: Tensor, _ b: Tensor) throws -> Tensor {
  let epsilon = 1e-7
  let overlap = try area(a.minimum(b))
  let hull = try area(a.maximum(b))
  let union = try area(a) + area(b) - overlap
  let giou = try overlap / (union + epsilon) - (hull - union) / (hull + epsilon)
  return try 1 - giou
}

private func area(_ sides: Tensor) throws -> Tensor {
  let size = try sides.narrowed(1, 0, 2) + sides.narrowed(1, 2, 2)  // [P, 2]
  return try size.selected(1, 0) * size.selected(1, 1)
}
