// B batch, K classes.

import Foundation
import Torch

/// Cross entropy divided by `log(K)`, so that uniform predictions cost 1.
/// - Parameters:
///   - logits: `[B, K]`, unnormalised, K >= 2.
///   - labels: `[B]`, Int64 in `0..<K`.
/// - Throws: `TorchError` if a label is outside the range.
/// - Source: Methods, "Classification". Eq. 1 prints a product; the stated goal (expected value one) needs the
///   quotient.
public func classificationLoss(logits: Tensor, labels: Tensor) throws -> Tensor {
  try logits.crossEntropy(labels) / log(Double(logits.size(1)))
}

/// Binary cross entropy in bits (divided by `log(2)`), the mean over known labels; 0 where none is known.
/// - Parameters:
///   - logits: `[B, K]`, unnormalised.
///   - targets: `[B, K]`, 1 or 0, anything where unknown.
///   - known: `[B, K]`, 1 for a known label, 0 for an unknown one.
/// - Throws: `TorchError` for shapes that do not belong together.
/// - Source: Methods, "Classification", for several labels an image.
public func multiLabelLoss(logits: Tensor, targets: Tensor, known: Tensor) throws -> Tensor {
  let sum = try logits.binaryCrossEntropy(targets, weight: known).sum()
  return try sum / known.sum().clamp(min: 1) / log(2)
}
