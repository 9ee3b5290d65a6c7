// B batch, K classes, H W height and width.

import Foundation
import Torch

/// Half Dice, half focal, each divided by its value for uniform predictions, so that those cost about 1.
///
/// Dice of a class: `1 - 2 sum(p t) / (sum p + sum t)` over the batch's valid pixels, the mean over classes present in
/// the target, divided by `1 - 1/K`. Focal (gamma 2, no alpha): the mean over valid pixels, divided by
/// `(1 - 1/K)^2 log K`. A batch without a valid pixel costs exactly 0 with zero gradient.
/// - Parameters:
///   - logits: `[B, K, H, W]`, float32, unnormalised, K >= 2.
///   - mask: `[B, H, W]`, Int64 in `0..<K`, or `ignoredPixel`.
/// - Throws: `TorchError` for shapes that do not belong together.
/// - Source: Methods, "Segmentation".
public func segmentationLoss(logits: Tensor, mask: Tensor) throws -> Tensor {
  let terms = try SegmentationTerms(logits: logits, mask: mask)
  return try (terms.dice + terms.focal) * 0.5
}

/// The value of pixels that no loss or metric counts.
public let ignoredPixel: Int64 = -1

/// The two terms, each divided by its value for uniform predictions.
struct SegmentationTerms {
  let dice: Tensor
  let focal: Tensor

  init(logits: Tensor, mask: Tensor) throws {
    let K = Double(logits.size(1))
    let uniform = 1 - 1 / K
    let weight = try mask.ge(0).to(.float32)  // [B, H, W]
    let index = try mask.clamp(min: 0)
    let logProbability = try logits.logSoftmax(1)
    let logOfTrue = try logProbability.gather(1, index.unsqueezed(1)).squeezed(1)  // [B, H, W]
    dice = try diceTerm(logProbability, logOfTrue.exp() * weight, index, weight) / uniform
    focal = try focalTerm(logOfTrue, weight) / (uniform * uniform * log(K))
  }
}

private func focalTerm(_ logOfTrue: Tensor, _ weight: Tensor) throws -> Tensor {
  let missing = try 1 - logOfTrue.exp()
  let sum = try (missing.square() * logOfTrue * weight).sum()
  return try -sum / weight.sum().clamp(min: 1)
}

private func diceTerm(
  _ logProbability: Tensor, _ probabilityOfTrue: Tensor, _ index: Tensor, _ weight: Tensor
) throws -> Tensor {
  let K = logProbability.size(1)
  let predicted = try (logProbability.exp() * weight.unsqueezed(1)).sum([0, 2, 3])  // [K]
  let overlap = try classSums(probabilityOfTrue, index, K)
  let count = try classSums(weight, index, K)
  let present = try count.gt(0).to(.float32)
  let each = try 1 - overlap * 2 / (predicted + count).clamp(min: 1e-6)
  return try (each * present).sum() / present.sum().clamp(min: 1)
}

/// The sum of `values` over the pixels of each class: `[B, H, W] -> [K]`.
///
/// In float64: a float32 sum to which one pixel after another is added rounds each of them to its own step, 1/16 above
/// half a million pixels, and from 2^24 on ones are added in vain. Row by row, because rows are summed side by side.
private func classSums(_ values: Tensor, _ index: Tensor, _ K: Int) throws -> Tensor {
  let rows = try index.flattened(0, 1)  // [B*H, W]
  let zeros = try Tensor.zeros([rows.size(0), K], dtype: .float64, device: values.device)
  let sums = try zeros.scatterAdd(1, rows, values.flattened(0, 1).to(.float64))  // [B*H, K]
  return try sums.sum([0]).to(.float32)
}
