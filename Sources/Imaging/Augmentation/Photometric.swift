import CImaging
import Foundation

/// Contrast limited adaptive histogram equalisation of the lightness.
public struct Clahe: AugmentationOperation {
  /// 1 or more; how many times the mean a histogram bin may hold.
  public var clipLimit: Double
  /// Tiles along y, at least 1.
  public var tileRows = 8
  /// Tiles along x, at least 1.
  public var tileColumns = 8

  /// Eight by eight tiles.
  public init(clipLimit: Double) { self.clipLimit = clipLimit }

  /// Changes the picture in place, separate channels each alone.
  /// - Throws: `ImageError` for an empty picture, one of other than three channels, or numbers out of their range.
  public func apply(to sample: inout AugmentationSample) throws {
    let door = try ImagingDoor.shared()
    try sample.changeColours { view in
      try door.clahe(view, clipLimit, Int32(tileRows), Int32(tileColumns)).check()
    }
  }
}

/// A 3 x 3 correlation, row-major; the borders are mirrored.
public struct Convolution: AugmentationOperation {
  /// Nine weights, row by row.
  public var kernel: [Float]

  /// A correlation with a kernel.
  /// - Parameter kernel: nine weights.
  public init(kernel: [Float]) {
    precondition(kernel.count == 9, "a 3 x 3 kernel has nine weights")
    self.kernel = kernel
  }

  /// `alpha` of a sharpened picture over the original; `lightness` raises the kernel's centre.
  public static func sharpen(alpha: Double, lightness: Double) -> Convolution {
    blend(alpha, [-1, -1, -1, -1, 8 + lightness, -1, -1, -1, -1])
  }

  /// `alpha` of a picture lit from the top left over the original.
  public static func emboss(alpha: Double, strength: Double) -> Convolution {
    blend(alpha, [-1 - strength, -strength, 0, -strength, 1, strength, 0, strength, 1 + strength])
  }

  private static func blend(_ alpha: Double, _ effect: [Double]) -> Convolution {
    let kernel = effect.indices.map { Float(($0 == 4 ? 1 - alpha : 0) + alpha * effect[$0]) }
    return Convolution(kernel: kernel)
  }

  /// Changes the picture in place.
  /// - Throws: `ImageError` for an empty picture.
  public func apply(to sample: inout AugmentationSample) throws {
    let door = try ImagingDoor.shared()
    try sample.image.withMutableView { view in try door.convolve(view, kernel).check() }
  }
}

/// `x * contrast + brightness`, in units of full scale; bytes are cut, not rounded, as in the reference.
public struct BrightnessContrast: AugmentationOperation {
  /// Factor; -1 inverts.
  public var contrast: Double
  /// Added after the factor, in units of full scale.
  public var brightness: Double

  /// The factor, and what is added after it.
  public init(contrast: Double, brightness: Double) { (self.contrast, self.brightness) = (contrast, brightness) }

  /// Dark becomes bright: `1 - x`.
  public static let inversion = BrightnessContrast(contrast: -1, brightness: 1)

  /// Changes the picture in place.
  /// - Throws: `ImageError` for an empty picture.
  public func apply(to sample: inout AugmentationSample) throws {
    let door = try ImagingDoor.shared()
    try sample.image.withMutableView { view in
      try door.multiply_add(view, Float(contrast), Float(brightness)).check()
    }
  }
}

/// `x` to the power `exponent`, `x` in 0...1.
public struct Gamma: AugmentationOperation {
  /// Above 0; above 1 darkens.
  public var exponent: Double

  /// The same exponent for all channels.
  public init(exponent: Double) { self.exponent = exponent }

  /// Changes the picture in place.
  /// - Throws: `ImageError` for an empty picture.
  public func apply(to sample: inout AugmentationSample) throws {
    let door = try ImagingDoor.shared()
    let table = table
    try sample.image.withMutableView { view in
      let isBytes = view.depth == Int32(CIMAGING_UINT8)
      try (isBytes ? door.lookup(view, table) : door.power(view, Float(exponent))).check()
    }
  }

  /// Cut, not rounded, as in the reference.
  private var table: [UInt8] {
    (0..<256).map { UInt8(min(max(pow(Double($0) / 255, exponent) * 255, 0), 255)) }
  }
}

/// Normal noise, independent a pixel and channel.
public struct GaussianNoise: AugmentationOperation {
  /// Standard deviation in units of full scale.
  public var deviation: Double
  /// The noise is a function of this key and the element's place.
  public var key: UInt64

  /// Noise of a key.
  public init(deviation: Double, key: UInt64) { (self.deviation, self.key) = (deviation, key) }

  /// Changes the picture in place.
  /// - Throws: `ImageError` for an empty picture.
  public func apply(to sample: inout AugmentationSample) throws {
    let door = try ImagingDoor.shared()
    try sample.image.withMutableView { view in try door.gaussian_noise(view, key, Float(deviation)).check() }
  }

  /// The standard normal field behind `key`, one value an element.
  /// - Throws: `SharedLibraryError` when the imaging library is missing.
  public static func field(key: UInt64, count: Int) throws -> [Float] {
    let door = try ImagingDoor.shared()
    return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      if let start = buffer.baseAddress { door.gaussian_field(start, count, key) }
      filled = count
    }
  }
}

/// A noise field given from outside: one value an element, in grey levels for bytes, in 0...1 units for floats.
public struct AddedField: AugmentationOperation {
  /// One value an element, `[H, W, C]`.
  public var field: [Float]

  /// A given field.
  public init(field: [Float]) { self.field = field }

  /// Adds the field in place.
  /// - Throws: `ImageError` for a picture of another number of elements, or an empty one.
  public func apply(to sample: inout AugmentationSample) throws {
    guard field.count == sample.image.elementCount else {
      throw ImageError("a field of \(field.count) values does not fit \(sample.image.elementCount) elements")
    }
    let door = try ImagingDoor.shared()
    try sample.image.withMutableView { view in try door.add_field(view, field).check() }
  }
}

/// Shifts in units of 8-bit HSV: hue in steps of two degrees (0...180 is the circle), saturation and value in 0...255.
public struct HueSaturationValue: AugmentationOperation {
  /// In steps of two degrees.
  public var hue: Double
  /// In grey levels, cut to a whole number.
  public var saturation: Double
  /// In grey levels, cut to a whole number; all that grey pictures and separate channels get.
  public var value: Double

  /// Shifts of hue in steps of two degrees, of saturation and value in grey levels.
  public init(hue: Double, saturation: Double, value: Double) {
    (self.hue, self.saturation, self.value) = (hue, saturation, value)
  }

  /// Changes the picture in place, separate channels each alone.
  /// - Throws: `ImageError` for an empty picture, or one of other than three channels.
  public func apply(to sample: inout AugmentationSample) throws {
    let door = try ImagingDoor.shared()
    try sample.changeColours { view in try door.shift_hsv(view, hue, saturation, value).check() }
  }
}

/// Channel `c` becomes the old channel `order[c]`.
public struct ChannelShuffle: AugmentationOperation {
  /// A permutation of 0, 1, 2.
  public var order: [Int]

  /// An order of channels.
  /// - Parameter order: a permutation of 0, 1, 2.
  public init(order: [Int]) {
    precondition(order.sorted() == [0, 1, 2], "a channel order is a permutation of 0, 1, 2")
    self.order = order
  }

  /// Changes the picture in place; separate channels keep their places.
  /// - Throws: `ImageError` for an empty picture, or one of other than three channels.
  public func apply(to sample: inout AugmentationSample) throws {
    if sample.hasSeparateChannels { return }
    let door = try ImagingDoor.shared()
    let order = order.map(Int32.init)
    try sample.image.withMutableView { view in try door.shuffle_channels(view, order).check() }
  }
}
