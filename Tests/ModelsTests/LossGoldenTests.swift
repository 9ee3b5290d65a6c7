import Foundation
import Testing
import Torch

@testable import Models

@Suite struct LossGoldenTests {
  static let classificationCases = ["2", "3", "9"]
  static let multiLabelCases = ["1", "4", "unknown"]
  static let segmentationCases = ["2", "3", "5", "absent", "whole", "ignored"]

  @Test(arguments: classificationCases) func classification(name: String) throws {
    let golden = try Self.golden("classification", name)
    let labels = try golden.indices("labels")
    try check(golden) { logits in try classificationLoss(logits: logits, labels: labels) }
  }

  @Test(arguments: multiLabelCases) func multiLabel(name: String) throws {
    let golden = try Self.golden("multilabel", name)
    let labels = try golden.indices("labels")
    try check(golden) { logits in
      try multiLabelLoss(logits: logits, targets: labels.clamp(min: 0).to(.float32), known: labels.ge(0).to(.float32))
    }
  }

  @Test(arguments: segmentationCases) func segmentation(name: String) throws {
    let golden = try Self.golden("segmentation", name)
    let mask = try golden.indices("mask")
    try check(golden) { logits in
      let terms = try SegmentationTerms(logits: logits, mask: mask)
      try golden.expect("dice", [Float(terms.dice.item())], 1e-5)
      try golden.expect("focal", [Float(terms.focal.item())], 1e-5)
      return try segmentationLoss(logits: logits, mask: mask)
    }
  }

  @Test func everyStoredCaseIsTested() throws {
    let cases =
      Self.classificationCases.map { "classification.\($0)." } + Self.multiLabelCases.map { "multilabel.\($0)." }
      + Self.segmentationCases.map { "segmentation.\($0)." }
    #expect(try GoldenCase.names(of: "losses/losses", outside: cases).isEmpty)
  }

  /// Case O20: nothing but ignored pixels costs exactly nothing.
  @Test func anIgnoredBatchCostsExactlyNothing() throws {
    let golden = try Self.golden("segmentation", "ignored")
    let logits = try golden.tensor("logits")
    try logits.setRequiresGrad(true)
    let loss = try segmentationLoss(logits: logits, mask: golden.indices("mask"))
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

  /// Two million pixels of one class, each predicted with the same probability: float32 sums of one pixel after another
  /// are away by hundredths.
  @Test(arguments: [(3, 1.0 / 3), (2, 0.97)]) func sumsOfManyPixelsAreExact(K: Int, probability: Double) throws {
    let logits = try Tensor.zeros([2, K, 1024, 1024])
    let others = Double(K - 1)
    try logits.narrowed(1, 0, 1).fillInPlace(log(probability * others / (1 - probability)))
    let terms = try SegmentationTerms(logits: logits, mask: Tensor.zeros([2, 1024, 1024], dtype: .int64))
    let uniform = 1 - 1 / Double(K)
    let missing = 1 - probability
    let dice = 1 - 2 * probability / (probability + 1)
    let focal = -missing * missing * log(probability)
    #expect(abs(try terms.dice.item() - dice / uniform) < 1e-5)
    #expect(abs(try terms.focal.item() - focal / (uniform * uniform * log(Double(K)))) < 1e-5)
  }

  private static func golden(_ loss: String, _ name: String) throws -> GoldenCase {
    try GoldenCase("losses/losses", "\(loss).\(name).")
  }

  private func check(_ golden: GoldenCase, _ loss: (Tensor) throws -> Tensor) throws {
    let logits = try golden.tensor("logits")
    try logits.setRequiresGrad(true)
    let value = try loss(logits)
    try value.backward()
    try golden.expect("loss", [Float(value.item())], 1e-5)
    try golden.expect("gradient", logits.gradient!, 1e-5)
    golden.expectAllRead()
  }
}
