import Foundation
import Imaging
import Testing

@testable import Demonstration

/// No brightness threshold may find an organ: its best overlap stays near that of painting everything.
@Suite(.serialized) struct BrightnessThresholdTests {
  /// Overlap above the share of the class that a threshold may gain.
  private static let gain = 0.05

  @Test(arguments: [128, 255] as [UInt16])
  func bestThresholdHardlyBeatsPaintingEverything(_ stored: UInt16) throws {
    let histogram = try BrightnessHistogram(stored)
    let best = histogram.bestOverlap()
    #expect(best < histogram.share + Self.gain, "best IoU \(best), share \(histogram.share)")
    #expect(histogram.share > 0.02 && histogram.share < 0.4)
  }

  @Test func thresholdFindsABrightOrgan() throws {
    let histogram = try BrightnessHistogram(128, brightened: 120)
    #expect(histogram.bestOverlap() > histogram.share + 3 * Self.gain)
  }
}

/// Pixels of the test split's sections by brightness, inside and outside one class.
private struct BrightnessHistogram {
  private var inside = [Int](repeating: 0, count: 256)
  private var outside = [Int](repeating: 0, count: 256)

  /// - Parameter brightened: grey levels added to the class, to show that the measure can fail.
  init(_ stored: UInt16, brightened: Int = 0) throws {
    let written = try WrittenDemonstration.shared.get()
    for row in try written.rows("organs") where row["split"] == "test" {
      let picture = try written.picture("organs", row["image"] ?? "")
      let mask = try ImageReader.readLabels("\(written.folder)/organs/\(row["mask"] ?? "")", page: 0)
      for (index, value) in mask.values.enumerated() {
        let level = Int(picture.bytes[index * picture.channels])
        if value == stored { inside[min(level + brightened, 255)] += 1 } else { outside[level] += 1 }
      }
    }
  }

  var share: Double {
    let total = inside.reduce(0, +)
    return Double(total) / Double(total + outside.reduce(0, +))
  }

  /// The best intersection over union of `level >= t` and of `level < t` over all thresholds.
  func bestOverlap() -> Double {
    let total = inside.reduce(0, +)
    let rest = outside.reduce(0, +)
    var (below, belowOutside, best) = (0, 0, 0.0)
    for level in 0..<256 {
      best = max(best, Double(below) / Double(total + belowOutside))
      best = max(best, Double(total - below) / Double(total + rest - belowOutside))
      below += inside[level]
      belowOutside += outside[level]
    }
    return best
  }
}
