import Statistics
import Testing

@testable import Imaging

/// The ranges from which the table draws, against the defaults of albumentations 2.0.8.
@Suite struct AugmentationRangesTests {
  /// The numbers that a step draws, by name: where they lie in the operation, and in which range.
  private struct Numbers: Sendable {
    let step: String
    let ranges: [String: ClosedRange<Double>]
    let read: @Sendable (any AugmentationOperation) -> [String: Double]?
  }

  private static let table: [Numbers] = [
    Numbers(step: "CLAHE", ranges: ["clip limit": 1...4]) { ($0 as? Clahe).map { ["clip limit": $0.clipLimit] } },
    Numbers(step: "Sharpen", ranges: ["alpha": 0.2...0.5, "lightness": 0.5...1]) {
      // The corner holds -alpha, the centre 1 - alpha + alpha (8 + lightness).
      ($0 as? Convolution).map { kernel in
        let (alpha, centre) = (-Double(kernel.kernel[0]), Double(kernel.kernel[4]))
        return ["alpha": alpha, "lightness": (centre - 1 + alpha) / alpha - 8]
      }
    },
    Numbers(step: "Emboss", ranges: ["alpha": 0.2...0.5, "strength": 0.2...0.7]) {
      // The corner holds -alpha (1 + strength), the edge beside it -alpha strength.
      ($0 as? Convolution).map { kernel in
        let (corner, edge) = (Double(kernel.kernel[0]), Double(kernel.kernel[1]))
        return ["alpha": edge - corner, "strength": -edge / (edge - corner)]
      }
    },
    Numbers(step: "RandomBrightnessContrast", ranges: ["contrast": 0.8...1.2, "brightness": -0.2...0.2]) {
      ($0 as? BrightnessContrast).map { ["contrast": $0.contrast, "brightness": $0.brightness] }
    },
    Numbers(step: "RandomGamma", ranges: ["exponent": 0.8...1.2]) { ($0 as? Gamma).map { ["exponent": $0.exponent] } },
    Numbers(step: "GaussNoise", ranges: ["deviation": 0.2...0.44]) {
      ($0 as? GaussianNoise).map { ["deviation": $0.deviation] }
    },
    Numbers(step: "HueSaturationValue", ranges: ["hue": -20...20, "saturation": -30...30, "value": -20...20]) {
      ($0 as? HueSaturationValue).map { ["hue": $0.hue, "saturation": $0.saturation, "value": $0.value] }
    },
    Numbers(
      step: "ShiftScaleRotate",
      ranges: [
        "shift x": -0.0625...0.0625, "shift y": -0.0625...0.0625, "scale x": 0.9...1.1, "scale y": 0.9...1.1,
        "degrees": -45...45,
      ]
    ) {
      ($0 as? ShiftScaleRotate).map {
        [
          "shift x": $0.shiftX, "shift y": $0.shiftY, "scale x": $0.scaleX, "scale y": $0.scaleY, "degrees": $0.degrees,
        ]
      }
    },
  ]

  private static let count = 1000

  /// The operations of 1,000 draws of a step, wherever the table has it.
  private func draws(_ name: String) throws -> [any AugmentationOperation] {
    let presets = try AugmentationPreset.names.map(AugmentationPreset.named)
    let step = try #require(presets.lazy.flatMap(\.steps).first { $0.name == name })
    return (0..<Self.count).map { index in
      var random = SampleRandom(seed: 11, task: name, index: index)
      return step.draw(&random)
    }
  }

  /// Of 1,000 uniform draws the lowest and the highest lie within 2 % of the range's ends.
  @Test(arguments: table.map(\.step)) func drawsFillTheirRange(step: String) throws {
    let numbers = try #require(Self.table.first { $0.step == step })
    let drawn = try draws(step).map { operation in try #require(numbers.read(operation)) }
    for (name, range) in numbers.ranges {
      let values = try drawn.map { numbers in try #require(numbers[name]) }.sorted()
      // Kernels are float32.
      let (low, high, rounding) = (range.lowerBound, range.upperBound, 1e-5)
      let margin = 0.02 * (high - low)
      let (lowest, highest) = (values[0], values[Self.count - 1])
      #expect((low - rounding..<low + margin).contains(lowest), "\(name) from \(lowest)")
      #expect((high - margin..<high + rounding).contains(highest), "\(name) to \(highest)")
      #expect(abs(values[Self.count / 2] - (low + high) / 2) < 5 * margin, "\(name)")
    }
  }

  @Test func everyOrderOfChannelsIsDrawn() throws {
    let orders = try draws("ChannelShuffle").compactMap { ($0 as? ChannelShuffle)?.order }
    #expect(orders.count == Self.count)
    #expect(Set(orders).count == 6)
  }

  @Test func flipsAndInversionDrawNothing() throws {
    let wanted: [(String, Turn)] = [("HorizontalFlip", .horizontalFlip), ("VerticalFlip", .verticalFlip)]
    for (name, turn) in wanted { #expect(try draws(name).allSatisfy { $0 as? Turn == turn }) }
    let inversion = BrightnessContrast.inversion
    let inverted = try draws("Inversion").compactMap { $0 as? BrightnessContrast }
    #expect(inverted.count == Self.count)
    #expect(inverted.allSatisfy { $0.contrast == inversion.contrast && $0.brightness == inversion.brightness })
  }
}
