import Foundation
import GoldenArrays
import Testing
import Torch

@testable import Models

@Suite struct LossGoldenTests {
  let golden: Golden

  init() throws { golden = try Golden("losses/losses") }

  @Test(arguments: ["2", "3", "9"]) func classification(name: String) throws {
    try check("classification." + name) { logits in
      try classificationLoss(logits: logits, labels: integers("classification.\(name).labels"))
    }
  }

  @Test(arguments: ["1", "4", "unknown"]) func multiLabel(name: String) throws {
    let labels = try integers("multilabel.\(name).labels")
    try check("multilabel." + name) { logits in
      try multiLabelLoss(logits: logits, targets: labels.clamp(min: 0).to(.float32), known: labels.ge(0).to(.float32))
    }
  }

  @Test(arguments: ["2", "3", "5", "absent", "whole", "ignored"]) func segmentation(name: String) throws {
    try check("segmentation." + name) { logits in
      try segmentationLoss(logits: logits, mask: integers("segmentation.\(name).mask"))
    }
  }

  /// Case O20: nothing but ignored pixels costs exactly nothing.
  @Test func anIgnoredBatchCostsExactlyNothing() throws {
    let logits = try tensor("segmentation.ignored.logits")
    try logits.setRequiresGrad(true)
    let loss = try segmentationLoss(logits: logits, mask: integers("segmentation.ignored.mask"))
    try loss.backward()
    #expect(try loss.item() == 0)
    #expect(try logits.gradient!.array(of: Float.self).allSatisfy { $0 == 0 })
  }

  /// Zero logits cost what the method states, to 1e-6.
  @Test(arguments: [2, 3, 9, 16, 165]) func uniformPredictionsCostOne(K: Int) throws {
    let labels = try Tensor.arange(0, K)
    #expect(abs(try classificationLoss(logits: Tensor.zeros([K, K]), labels: labels).item() - 1) < 1e-6)
    let mask = try labels.reshaped([1, 1, K])
    #expect(abs(try segmentationLoss(logits: Tensor.zeros([1, K, 1, K]), mask: mask).item() - 1) < 1e-6)
  }

  @Test(arguments: [1, 2, 3, 9, 16, 165]) func undecidedLabelsCostOne(K: Int) throws {
    let ones = try Tensor.ones([4, K])
    #expect(abs(try multiLabelLoss(logits: Tensor.zeros([4, K]), targets: ones, known: ones).item() - 1) < 1e-6)
  }

  private func check(_ name: String, _ loss: (Tensor) throws -> Tensor) throws {
    let logits = try tensor(name + ".logits")
    try logits.setRequiresGrad(true)
    let value = try loss(logits)
    try value.backward()
    let wanted = Double(try golden.floats(name + ".loss")[0])
    #expect(abs(try value.item() - wanted) <= 1e-5 * max(1, wanted))
    try golden.expect(name + ".gradient", logits.gradient!, 1e-5)
  }

  private func tensor(_ name: String) throws -> Tensor {
    try Tensor(golden.floats(name), shape: golden.shape(name))
  }

  private func integers(_ name: String) throws -> Tensor {
    try Tensor(golden.integers(name), shape: golden.shape(name))
  }
}
