import Foundation
import NN
import Testing
import Torch

@testable import Models

/// The start values of every head's last layer: weights normal(0, 0.05 / sqrt(fan in)), bias 0 but for detection.
@Suite struct HeadStartTests {
  init() throws { try TorchLibrary.seed(5) }

  @Test func classification() throws {
    let head = try ClassificationHead(channels: 768, classCount: 64)
    try expectNormal(head.linear.weight, fanIn: 768)
    try expectAll(head.linear.bias, 0)
  }

  @Test func segmentation() throws {
    let head = try SegmentationHead(classCount: 165)
    try expectNormal(head.conv.weight, fanIn: 16 * 9)
    try expectAll(head.conv.bias, 0)
  }

  /// A class probability of 0.01, and boxes of two strides instead of a dead ReLU.
  @Test func detection() throws {
    let head = try DetectionHead(classCount: 20, levels: .from8)
    try expectNormal(head.classification.weight, fanIn: 128 * 9)
    try expectNormal(head.box.weight, fanIn: 128 * 9)
    try expectAll(head.classification.bias, -Float(log(99.0)))
    try expectAll(head.box.bias, 1)
    try expectAll(head.scales, 1)
    #expect(head.scales.shape == [5])
  }

  /// Mean, deviation and the share beyond two deviations, within five standard errors.
  private func expectNormal(_ weight: Tensor, fanIn: Int) throws {
    let values = try weight.array(of: Float.self).map(Double.init)
    let (count, deviation) = (Double(values.count), 0.05 / Double(fanIn).squareRoot())
    #expect(values.count > 4000)
    let mean = values.reduce(0, +) / count
    #expect(abs(mean) < 5 * deviation / count.squareRoot())
    let found = (values.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
    #expect(abs(found / deviation - 1) < 5 / (2 * count).squareRoot())
    let (share, wanted) = (Double(values.count { abs($0) > 2 * deviation }) / count, 0.0455)
    #expect(abs(share - wanted) < 5 * (wanted / count).squareRoot())
  }

  private func expectAll(_ tensor: Tensor?, _ value: Float) throws {
    let values = try #require(tensor).array(of: Float.self)
    #expect(!values.isEmpty && values.allSatisfy { abs($0 - value) < 1e-6 })
  }
}
