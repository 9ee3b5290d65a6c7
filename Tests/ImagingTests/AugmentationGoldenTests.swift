import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// Each operation against albumentations 2.0.8 with the same numbers: mean absolute difference at most one grey level.
@Suite struct AugmentationGoldenTests {
  static let pictures = ["square", "odd", "wide", "gray", "float"]

  /// Operation file -> the operation from a case's numbers; the noise takes its field from outside.
  static let makers: [String: @Sendable ([String: Double]) throws -> any AugmentationOperation] = [
    "clahe": { Clahe(clipLimit: try $0.number("clip_limit")) },
    "sharpen": { Convolution.sharpen(alpha: try $0.number("alpha"), lightness: try $0.number("lightness")) },
    "emboss": { Convolution.emboss(alpha: try $0.number("alpha"), strength: try $0.number("strength")) },
    "brightness_contrast": {
      BrightnessContrast(contrast: try $0.number("contrast"), brightness: try $0.number("brightness"))
    },
    "gamma": { Gamma(exponent: try $0.number("exponent")) },
    "hsv": {
      HueSaturationValue(
        hue: try $0.number("hue"), saturation: try $0.number("saturation"), value: try $0.number("value"))
    },
  ]

  @Test(arguments: makers.keys.sorted(), pictures)
  func operationEqualsTheReference(operation: String, picture: String) throws {
    let golden = try Golden("imaging/\(operation)")
    let make = try #require(Self.makers[operation])
    for (index, numbers) in try golden.cases().enumerated() {
      var sample = AugmentationSample(image: try Self.picture(picture))
      try make(numbers).apply(to: &sample)
      let expected = try Self.raster(golden, "\(picture)/\(index)")
      let difference = greyLevels(sample.image, expected)
      #expect(difference.mean <= 0.5, "\(operation) \(numbers) on \(picture): \(difference)")
    }
  }

  @Test(arguments: pictures) func noiseEqualsTheReference(picture: String) throws {
    let golden = try Golden("imaging/noise")
    let field = try Golden("imaging/fields").floats("\(picture)/field")
    for (index, numbers) in try golden.cases().enumerated() {
      var sample = AugmentationSample(image: try Self.picture(picture))
      let deviation = Float(try numbers.number("deviation")) * (sample.image.depth == .uint8 ? 255 : 1)
      try AddedField(field: field.map { $0 * deviation }).apply(to: &sample)
      let difference = greyLevels(sample.image, try Self.raster(golden, "\(picture)/\(index)"))
      #expect(difference.mean <= 0.01, "noise on \(picture): \(difference)")
    }
  }

  @Test(arguments: pictures) func shiftScaleRotateEqualsTheReference(picture: String) throws {
    let golden = try Golden("imaging/shift_scale_rotate")
    for (index, numbers) in try golden.cases().enumerated() {
      let operation = ShiftScaleRotate(
        shiftX: try numbers.number("shift_x"), shiftY: try numbers.number("shift_y"),
        scaleX: try numbers.number("scale_x"), scaleY: try numbers.number("scale_y"),
        degrees: try numbers.number("degrees"))
      var sample = AugmentationSample(
        image: try Self.picture(picture), mask: try Self.labels(golden, "\(picture)/mask"),
        boxes: try Self.boxes(golden, "\(picture)/boxes"))
      let before = sample.boxes
      try operation.apply(to: &sample)
      let difference = greyLevels(sample.image, try Self.raster(golden, "\(picture)/\(index)"))
      #expect(difference.mean <= 0.5, "\(numbers) on \(picture): \(difference)")
      let mask = try #require(sample.mask)
      let expected = try Self.labels(golden, "\(picture)/\(index)/mask")
      let wrong = zip(mask.values, expected.values).filter { $0 != ($1 == 255 ? LabelMap.ignore : $1) }.count
      #expect(Double(wrong) / Double(mask.values.count) < 0.01, "\(wrong) labels of \(mask.values.count) differ")
      try expectBoxes(sample, try Self.boxes(golden, "\(picture)/\(index)/boxes"), before.count)
    }
  }

  /// Tiles of 300 pixels: there the clip limit changes the result.
  @Test func claheOfLargeTilesEqualsTheReference() throws {
    let golden = try Golden("imaging/clahe_large")
    var results: [Raster] = []
    for (index, numbers) in try golden.cases().enumerated() {
      var sample = AugmentationSample(image: try Self.raster(golden, "large/picture"))
      try Clahe(clipLimit: try numbers.number("clip_limit")).apply(to: &sample)
      let difference = greyLevels(sample.image, try Self.raster(golden, "large/\(index)"))
      #expect(difference.mean <= 0.5, "clip limit \(numbers): \(difference)")
      results.append(sample.image)
    }
    #expect(greyLevels(results[0], results[2]).mean > 1)
  }

  /// Boxes are the reference's, cut to the image; those with too little left are gone.
  private func expectBoxes(_ sample: AugmentationSample, _ expected: [LabelledBox], _ count: Int) throws {
    let (height, width) = (sample.image.height, sample.image.width)
    let clipped = expected.compactMap { $0.clipped(height: height, width: width) }
    #expect(sample.boxes.count == clipped.count && clipped.count <= count)
    for (box, reference) in zip(sample.boxes, clipped) {
      let corners = [box.x0 - reference.x0, box.y0 - reference.y0, box.x1 - reference.x1, box.y1 - reference.y1]
      #expect(corners.allSatisfy { abs($0) < 1e-3 })
    }
  }

  static func picture(_ name: String) throws -> Raster { try raster(Golden("imaging/pictures"), "\(name)/picture") }

  private static func raster(_ golden: Golden, _ name: String) throws -> Raster {
    let shape = try golden.shape(name)
    if name.hasPrefix("float") { return Raster(height: shape[0], width: shape[1], floats: try golden.floats(name)) }
    return Raster(height: shape[0], width: shape[1], bytes: try golden.integers(name).map { UInt8($0) })
  }

  private static func labels(_ golden: Golden, _ name: String) throws -> LabelMap {
    let shape = try golden.shape(name)
    return LabelMap(height: shape[0], width: shape[1], values: try golden.integers(name).map { UInt16($0) })
  }

  private static func boxes(_ golden: Golden, _ name: String) throws -> [LabelledBox] {
    let values = try golden.floats(name)
    return stride(from: 0, to: values.count, by: 4).map {
      LabelledBox(x0: values[$0], y0: values[$0 + 1], x1: values[$0 + 2], y1: values[$0 + 3], label: $0 / 4)
    }
  }
}

/// Mean and largest absolute difference in 8-bit grey levels.
func greyLevels(_ a: Raster, _ b: Raster) -> (mean: Double, max: Double) {
  guard (a.height, a.width, a.depth) == (b.height, b.width, b.depth) else { return (.infinity, .infinity) }
  let differences = zip(a.floats, b.floats).map { Double(abs($0 - $1)) * 255 }
  return (differences.reduce(0, +) / Double(differences.count), differences.max() ?? 0)
}

extension Golden {
  /// The cases' numbers, in the order of the arrays' indices.
  func cases() throws -> [[String: Double]] {
    let text = try #require(metadata["cases"])
    return try JSONDecoder().decode([[String: Double]].self, from: Data(text.utf8))
  }
}

extension [String: Double] {
  func number(_ key: String) throws -> Double { try #require(self[key]) }
}
