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
  let K = logits.size(1)
  let known = try mask.ge(0)
  let index = try mask.clamp(min: 0)
  let logProbability = try logits.logSoftmax(1)
  let logOfTrue = try logProbability.gather(1, index.unsqueezed(1)).squeezed(1)  // [B, H, W]
  let weight = try known.to(.float32)
  let dice = try diceTerm(logProbability, logOfTrue.exp() * weight, index, weight)
  let focal = try focalTerm(logOfTrue, weight)
  let uniform = 1 - 1 / Double(K)
  return try dice * (0.5 / uniform) + focal * (0.5 / (uniform * uniform * log(Double(K))))
}

/// The value of pixels that no loss or metric counts.
public let ignoredPixel: Int64 = -1

private func focalTerm(_ logOfTrue: Tensor, _ weight: Tensor) throws -> Tensor {
  let missing = try 1 - logOfTrue.exp()
  let sum = try (missing.square() * logOfTrue * weight).sum()
  return try -sum / weight.sum().clamp(min: 1)
}

private func diceTerm(
  _ logProbability: Tensor, _ probabilityOfTrue: Tensor, _ index: Tensor, _ weight: Tensor
) throws -> Tensor {
  let K = logProbability.size(1)
  let zeros = try Tensor.zeros([K], device: logProbability.device)
  let flat = try index.flattened()
  let predicted = try (logProbability.exp() * weight.unsqueezed(1)).sum([0, 2, 3])  // [K]
  let overlap = try zeros.scatterAdd(0, flat, probabilityOfTrue.flattened())
  let count = try zeros.scatterAdd(0, flat, weight.flattened())
  let present = try count.gt(0).to(.float32)
  let each = try 1 - overlap * 2 / (predicted + count).clamp(min: 1e-6)
  return try (each * present).sum() / present.sum().clamp(min: 1)
}
