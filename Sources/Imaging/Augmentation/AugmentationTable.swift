import Statistics

/// The one table of augmentations: what each domain gets, how often, in which ranges.
///
/// Meaning and ranges are the defaults of albumentations 2.0.8; the paper (Methods, "Data augmentation") names the
/// operations and gives one probability, 30 % for the inversion of X-rays, which is taken for all of them
/// (Docs/decisions.md, "Augmentation with probability 0.3").
enum AugmentationTable {
  static let presets: [AugmentationPreset] = [
    AugmentationPreset(name: "natural", steps: common),
    AugmentationPreset(name: "xray", steps: common + [inversion]),
    AugmentationPreset(name: "histology", steps: common + flips + [quarterTurns, channelShuffle]),
    AugmentationPreset(name: "mri", steps: common + flips),
    AugmentationPreset(name: "ct", steps: common),
    AugmentationPreset(name: "none", steps: []),
  ]

  /// Probability of each step, of pictures and of volumes.
  static let probability = 0.3

  /// The paper's list for every 2D image, in its order.
  private static let common: [AugmentationStep] = [
    step("CLAHE") { Clahe(clipLimit: $0.uniform(in: 1...4)) },
    step("Sharpen") { Convolution.sharpen(alpha: $0.uniform(in: 0.2...0.5), lightness: $0.uniform(in: 0.5...1)) },
    step("Emboss") { Convolution.emboss(alpha: $0.uniform(in: 0.2...0.5), strength: $0.uniform(in: 0.2...0.7)) },
    step("RandomBrightnessContrast") {
      BrightnessContrast(contrast: 1 + $0.uniform(in: -0.2...0.2), brightness: $0.uniform(in: -0.2...0.2))
    },
    step("RandomGamma") { Gamma(exponent: $0.uniform(in: 0.8...1.2)) },
    step("GaussNoise") { GaussianNoise(deviation: $0.uniform(in: 0.2...0.44), key: $0.next()) },
    step("HueSaturationValue") {
      HueSaturationValue(
        hue: $0.uniform(in: -20...20), saturation: $0.uniform(in: -30...30), value: $0.uniform(in: -20...20))
    },
    step("ShiftScaleRotate") {
      ShiftScaleRotate(
        shiftX: $0.uniform(in: -0.0625...0.0625), shiftY: $0.uniform(in: -0.0625...0.0625),
        scaleX: $0.uniform(in: 0.9...1.1), scaleY: $0.uniform(in: 0.9...1.1), degrees: $0.uniform(in: -45...45))
    },
  ]

  private static let inversion = step("Inversion") { _ in BrightnessContrast.inversion }

  private static let flips = [
    step("HorizontalFlip") { _ in Turn.horizontalFlip },
    step("VerticalFlip") { _ in Turn.verticalFlip },
  ]

  private static let quarterTurns = step("QuarterTurn") {
    $0.chance(0.5) ? Turn.quarterTurnLeft : Turn.quarterTurnRight
  }

  private static let channelShuffle = step("ChannelShuffle") { ChannelShuffle(order: $0.permutation(3)) }

  private static func step<Operation: AugmentationOperation>(
    _ name: String, _ draw: @escaping @Sendable (inout SampleRandom) -> Operation
  ) -> AugmentationStep {
    AugmentationStep(name, probability: probability) { draw(&$0) }
  }
}
