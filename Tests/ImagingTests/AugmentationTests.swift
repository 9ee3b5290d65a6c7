import Statistics
import Testing

@testable import Imaging

/// What augmentations must keep, whatever their numbers.
@Suite struct AugmentationTests {
  private func sample(height: Int = 30, width: Int = 40, isFloat: Bool = false) -> AugmentationSample {
    let image = gradient(height: height, width: width)
    var mask = LabelMap(height: height, width: width)
    for row in 5..<15 { for column in 10..<30 { mask[row, column] = 3 } }
    let box = LabelledBox(x0: 10, y0: 5, x1: 30, y1: 15, label: 2)
    return AugmentationSample(image: isFloat ? image.asFloats : image, mask: mask, boxes: [box])
  }

  @Test(arguments: [Turn.horizontalFlip, .verticalFlip, .halfTurn]) func twiceIsTheSame(turn: Turn) throws {
    var twice = sample()
    try turn.apply(to: &twice)
    #expect(twice.image != sample().image)
    try turn.apply(to: &twice)
    #expect(twice.image == sample().image && twice.mask == sample().mask && twice.boxes == sample().boxes)
  }

  @Test(arguments: [false, true]) func fourQuarterTurnsAreTheSame(isFloat: Bool) throws {
    var turned = sample(isFloat: isFloat)
    try Turn.quarterTurnLeft.apply(to: &turned)
    #expect((turned.image.height, turned.image.width) == (40, 30))
    try Turn.quarterTurnRight.apply(to: &turned)
    #expect(turned.image == sample(isFloat: isFloat).image && turned.boxes == sample().boxes)
  }

  /// The box stays the bounding box of the mask's object.
  @Test(arguments: Turn.allCases) func boxesAndMasksMoveAlike(turn: Turn) throws {
    var moved = sample()
    try turn.apply(to: &moved)
    #expect(try moved.boxes == [bounds(of: 3, in: #require(moved.mask))])
  }

  @Test func shiftScaleRotateFillsAndClips() throws {
    var moved = sample()
    try ShiftScaleRotate(shiftX: 0.5, shiftY: 0, scaleX: 1, scaleY: 1, degrees: 0).apply(to: &moved)
    let mask = try #require(moved.mask)
    #expect(moved.image.pixel(row: 3, column: 19) == [0, 0, 0])
    #expect(moved.image.pixel(row: 3, column: 20) == sample().image.pixel(row: 3, column: 0))
    #expect(mask[3, 19] == LabelMap.ignore && mask[3, 20] == 0 && mask[5, 30] == 3)
    #expect(moved.boxes == [LabelledBox(x0: 30, y0: 5, x1: 40, y1: 15, label: 2)])
    try ShiftScaleRotate(shiftX: 0.2, shiftY: 0, scaleX: 1, scaleY: 1, degrees: 0).apply(to: &moved)
    #expect(moved.boxes.isEmpty)
  }

  @Test func farShiftsAndOddSizesStayInside() throws {
    for (height, width) in [(1, 1), (1, 9), (9, 1), (2, 2), (3, 4), (31, 5)] {
      for shift in [-3.0, -0.9, 0.0, 0.4, 2.5] {
        var moved = AugmentationSample(
          image: gradient(height: height, width: width), mask: LabelMap(height: height, width: width))
        let operation = ShiftScaleRotate(shiftX: shift, shiftY: -shift, scaleX: 0.3, scaleY: 2.7, degrees: 77)
        try operation.apply(to: &moved)
        #expect((moved.image.height, moved.image.width) == (height, width))
      }
    }
  }

  @Test(arguments: AugmentationPreset.names) func samplesDependOnTheirKeyOnly(name: String) throws {
    let preset = try AugmentationPreset.named(name)
    var differs = false
    for index in 0..<12 {
      var (first, second) = (sample(), sample())
      var random = SampleRandom(seed: 9, task: name, epoch: 1, index: index)
      var again = random
      try preset.apply(&first, &random)
      try preset.apply(&second, &again)
      #expect(first.image == second.image && first.mask == second.mask && first.boxes == second.boxes)
      differs = differs || first.image != sample().image
    }
    #expect(differs == (name != "none"))
  }

  @Test func inversionIsExactForBytesAndFloats() throws {
    var (bytes, floats) = (sample(), sample(isFloat: true))
    try BrightnessContrast.inversion.apply(to: &bytes)
    try BrightnessContrast.inversion.apply(to: &floats)
    #expect(zip(bytes.image.bytes, sample().image.bytes).allSatisfy { $0 == 255 - $1 })
    #expect(greyLevels(bytes.image.asFloats, floats.image).max < 0.001)
  }

  @Test func channelShuffleReordersChannels() throws {
    var shuffled = sample()
    try ChannelShuffle(order: [2, 0, 1]).apply(to: &shuffled)
    let (before, after) = (sample().image.pixel(row: 4, column: 9), shuffled.image.pixel(row: 4, column: 9))
    #expect(after == [before[2], before[0], before[1]])
  }

  /// Neighbouring slices and sequences: each is changed as the grey picture that it is.
  @Test(arguments: [false, true]) func separateChannelsAreNotMixed(isFloat: Bool) throws {
    let operations: [any AugmentationOperation] = [
      Clahe(clipLimit: 3), HueSaturationValue(hue: 15, saturation: 20, value: -12), ChannelShuffle(order: [2, 0, 1]),
    ]
    for operation in operations {
      var together = sample(isFloat: isFloat)
      together.hasSeparateChannels = true
      try operation.apply(to: &together)
      for channel in 0..<3 {
        var alone = AugmentationSample(image: grey(channel, of: sample(isFloat: isFloat).image))
        try operation.apply(to: &alone)
        let (found, expected) = (values(channel, of: together.image), values(0, of: alone.image))
        #expect(found == expected, "\(operation), channel \(channel)")
      }
    }
  }

  /// The bytes of one channel.
  private func values(_ channel: Int, of image: Raster) -> [UInt8] {
    let size = image.depth.byteCount
    return stride(from: channel * size, to: image.bytes.count, by: 3 * size).flatMap { image.bytes[$0..<$0 + size] }
  }

  private func grey(_ channel: Int, of image: Raster) -> Raster {
    let (size, one) = (image.depth.byteCount, values(channel, of: image))
    let bytes = stride(from: 0, to: one.count, by: size).flatMap { first in
      (0..<3).flatMap { _ in one[first..<first + size] }
    }
    return Raster(height: image.height, width: image.width, depth: image.depth, bytes: bytes)
  }

  /// Mean, deviation, tails and independence of the noise of 300,000 elements.
  @Test func noiseIsStandardNormalAndAFunctionOfItsKey() throws {
    let field = try GaussianNoise.field(key: 0x1234_5678_9ABC_DEF0, count: 300_000).map(Double.init)
    let mean = field.reduce(0, +) / 300_000
    let variance = field.reduce(0) { $0 + $1 * $1 } / 300_000
    let fourth = field.reduce(0) { $0 + $1 * $1 * $1 * $1 } / 300_000
    #expect(abs(mean) < 0.01 && abs(variance - 1) < 0.02 && abs(fourth - 3) < 0.15)
    for lag in [1, 3, 256, 512, 672] {
      let product = (0..<300_000 - lag).reduce(0.0) { $0 + field[$1] * field[$1 + lag] } / 300_000
      #expect(abs(product) < 0.01, "lag \(lag): \(product)")
    }
    let beyondTwo = Double(field.filter { abs($0) > 2 }.count) / 300_000
    #expect(abs(beyondTwo - 0.0455) < 0.003)
    #expect(try GaussianNoise.field(key: 1, count: 1000) == GaussianNoise.field(key: 1, count: 1000))
    #expect(try GaussianNoise.field(key: 1, count: 1000) != GaussianNoise.field(key: 2, count: 1000))
  }

  /// The fused operation adds exactly its field.
  @Test(arguments: [false, true]) func noiseEqualsItsField(isFloat: Bool) throws {
    var (fused, added) = (sample(isFloat: isFloat), sample(isFloat: isFloat))
    let field = try GaussianNoise.field(key: 77, count: fused.image.elementCount)
    try GaussianNoise(deviation: 0.3, key: 77).apply(to: &fused)
    let unit: Float = Float(0.3) * (isFloat ? 1 : 255)
    try AddedField(field: field.map { $0 * unit }).apply(to: &added)
    #expect(greyLevels(fused.image, added.image).mean < 0.001)
  }

  @Test func emptyPicturesAreErrors() {
    var empty = AugmentationSample(image: Raster(height: 0, width: 0))
    #expect(throws: ImageError.self) { try Clahe(clipLimit: 2).apply(to: &empty) }
    #expect(throws: ImageError.self) { try Turn.halfTurn.apply(to: &empty) }
  }

  private func bounds(of label: UInt16, in mask: LabelMap) -> LabelledBox {
    var box = LabelledBox(x0: .infinity, y0: .infinity, x1: 0, y1: 0, label: 2)
    for row in 0..<mask.height {
      for column in 0..<mask.width where mask[row, column] == label {
        (box.x0, box.y0) = (min(box.x0, Float(column)), min(box.y0, Float(row)))
        (box.x1, box.y1) = (max(box.x1, Float(column + 1)), max(box.y1, Float(row + 1)))
      }
    }
    return box
  }
}
