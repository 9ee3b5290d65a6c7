import Foundation
import NN
import Testing
import Torch

@testable import Models

/// What detection costs before anything is learned (method, "Losses: near 1 at the start").
@Suite struct DetectionStartTests {
  static let classCounts = [1, 2, 3, 9, 16, 165]

  /// Zero logits, and those of a class probability of 0.01, cost what the definition gives in float64, to 1e-6.
  @Test(arguments: classCounts, ClassDivisor.allCases)
  func constantLogitsCostTheStatedValue(K: Int, divisor: ClassDivisor) throws {
    let size = Extent(height: 64, width: 64)
    let grid = LocationGrid(DetectionLevels.from8.strides.map { size.dividedUp(by: $0) }, levels: .from8)
    // Four locations of stride 8 around the centre, with distances 12 and 20 to the sides on each axis.
    let box = TrueBox(x0: 16, y0: 16, x1: 48, y1: 48, label: K - 1)
    let targets = DetectionTargets(grid, boxes: [[box]], validSizes: [size])
    #expect(targets.positives.count == 4 && targets.centerness.allSatisfy { abs($0 - 0.6) < 1e-6 })
    for logit in [0, -Float(log(99.0))] {
      let output = DetectionOutput(
        logits: try Tensor.full([1, grid.count, K], Double(logit)), distances: try Tensor.zeros([1, grid.count, 4]),
        centerness: try Tensor.zeros([1, grid.count]), grid: grid)
      let found = try detectionLoss(output, targets, divisor: divisor).item()
      let wanted = Self.stated(K: Double(K), logit: Double(logit), divisor)
      #expect(abs(found - wanted) < 1e-6 * max(1, wanted), "\(logit)")
      if logit != 0 { #expect(abs(found - 1) < 2e-3) }
    }
  }

  /// In float64: 4 positives; 85 locations count, for the centre of the coarsest cell is the corner of the image.
  private static func stated(K: Double, logit: Double, _ divisor: ClassDivisor) -> Double {
    let (positives, locations) = (4.0, 85.0)
    let p = 1 / (1 + exp(-logit))
    let positive = -0.25 * (1 - p) * (1 - p) * log(p)
    let negative = -0.75 * p * p * log(1 - p)
    let sum = positives * positive + (locations * K - positives) * negative
    let share = divisor == .classes ? K : 1
    // An empty box costs 1 against any other, and an undecided centerness log 2, whatever its target.
    return (sum / positives / share + 1 + log(2)) / (1.128 / share + 1 + log(2))
  }

  /// Random unit-variance maps through a fresh decoder and fresh heads, averaged over 64 seeds.
  ///
  /// Both arguments see the same picture, once in 128 and once in 64 pixels.
  @Test(arguments: [(DetectionLevels.from8, 128), (.from4, 64)])
  func freshHeadsOnUnitFeaturesCostAboutOne(levels: DetectionLevels, size: Int) throws {
    let whole = Extent(height: size, width: size)
    let grid = LocationGrid(levels.strides.map { whole.dividedUp(by: $0) }, levels: levels)
    let targets = DetectionTargets(grid, boxes: Self.boxes(Float(size)), validSizes: [whole, whole])
    #expect(targets.positives.count == 22)
    var sums: [Start: Double] = [:]
    let seeds = 64
    try withoutGradients {
      for seed in 0..<seeds {
        try TorchLibrary.seed(UInt64(seed))
        let features = try Self.features(levels, size: size)
        for K in Self.classCounts {
          let output = try DetectionHead(classCount: K, levels: levels)(features)
          for divisor in ClassDivisor.allCases {
            sums[Start(K: K, divisor: divisor), default: 0] += try detectionLoss(
              output, targets, divisor: divisor
            ).item()
          }
        }
      }
    }
    #expect(sums.count == 2 * Self.classCounts.count)
    for (start, sum) in sums { #expect((0.9...1.15).contains(sum / Double(seeds)), "\(start)") }
  }

  private struct Start: Hashable {
    let K: Int
    let divisor: ClassDivisor
  }

  private static func boxes(_ size: Float) -> [[TrueBox]] {
    func box(_ corners: SIMD4<Float>) -> TrueBox {
      let c = corners * (size / 128)
      return TrueBox(x0: c[0], y0: c[1], x1: c[2], y1: c[3], label: 0)
    }
    return [[box([8, 8, 40, 40]), box([60, 20, 120, 110])], [box([30, 30, 98, 100])]]
  }

  private static func features(_ levels: DetectionLevels, size: Int) throws -> MultiScaleFeatures {
    let channels = [48, 96, 192, 384]
    let decoder = try MultiScaleDecoder(channels: channels, norm: .layer(affine: false), levels: levels)
    let maps = try zip(channels, [4, 8, 16, 32]).map { C, stride in
      let map = try Tensor.zeros([2, C, size / stride, size / stride])
      try map.normalInPlace()
      return map
    }
    return try decoder(Pyramid(maps))
  }
}
