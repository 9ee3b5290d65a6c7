import Foundation
import GoldenArrays
import Statistics
import Testing

@testable import Imaging

/// Which steps each preset has, how often they are done, and that the page says the same.
@Suite struct AugmentationPresetTests {
  private static let common = [
    "CLAHE", "Sharpen", "Emboss", "RandomBrightnessContrast", "RandomGamma", "GaussNoise", "HueSaturationValue",
    "ShiftScaleRotate",
  ]
  private static let flips = ["HorizontalFlip", "VerticalFlip"]
  private static let presets = [
    "natural": common, "ct": common, "xray": common + ["Inversion"], "mri": common + flips,
    "histology": common + flips + ["QuarterTurn", "ChannelShuffle"], "none": [],
  ]

  /// A flip would change the sides of a chest; an inversion, photos.
  @Test func everyPresetHasItsStepsAlone() throws {
    #expect(AugmentationPreset.names == ["natural", "xray", "histology", "mri", "ct", "none"])
    for (name, steps) in Self.presets {
      let preset = try AugmentationPreset.named(name)
      #expect(preset.steps.map(\.name) == steps, "\(name)")
      #expect(preset.steps.allSatisfy { $0.probability == 0.3 }, "\(name)")
    }
    let error = #expect(throws: ImageError.self) { try AugmentationPreset.named("xrays") }
    #expect(error?.message.contains("natural, xray, histology, mri, ct, none") == true)
  }

  /// The page's words for the lists above.
  @Test func thePageSaysTheSame() throws {
    let root = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardizedFileURL
    let page = try String(contentsOf: root.appending(path: "Docs/run-settings.md"), encoding: .utf8)
    let rows = [
      "| `natural`, `ct` | CLAHE, sharpening, embossing, brightness and contrast, gamma, noise, hue and saturation, "
        + "shift, scale and rotation |",
      "| `xray` | the same, and inversion |", "| `mri` | the same, and flips on both axes |",
      "| `histology` | the same, flips on both axes, quarter turns, and shuffled channels |", "| `none` | nothing |",
    ]
    for row in rows { #expect(page.contains(row), "\(row)") }
    #expect(page.contains("probability 0.3, with the ranges of albumentations 2.0.8"))
  }

  /// The step that shows on a single pixel, a thousand times.
  @Test func stepsAreDoneAsOftenAsTheirProbability() throws {
    let inversion = try #require(AugmentationPreset.named("xray").steps.last)
    let preset = AugmentationPreset(name: "inversion", steps: [inversion])
    let white = Raster(height: 1, width: 1, bytes: [255, 255, 255])
    let count = try (0..<1000).count { index in
      var sample = AugmentationSample(image: white)
      var random = SampleRandom(seed: 3, task: "often", index: index)
      try preset.apply(&sample, &random)
      return sample.image != white
    }
    #expect(abs(Double(count) / 1000 - 0.3) < 0.05, "\(count)")
  }
}
