/// On which maps detection looks for boxes: each level has twice the stride of the one before.
///
/// The raw value is the stride of the finest level in pixels. A level is responsible for boxes whose longest distance
/// to a side is below 8 strides, the last for all larger ones (the ranges of Tian et al. 2020 for strides 8...128).
public enum DetectionLevels: Int, Sendable, Codable, CaseIterable {
  /// Strides 8, 16, 32, 64, 128, as FCOS has them.
  case from8 = 8
  /// A further level of stride 4, for boxes of few pixels such as small cells.
  case from4 = 4

  /// The strides in pixels, fine to coarse. The last two levels come from strided convolutions, the others from the
  /// encoder.
  public var strides: [Int] { [4, 8, 16, 32, 64, 128].filter { $0 >= rawValue } }

  /// The number of levels, five or six.
  public var count: Int { strides.count }

  /// The longest distance to a side, in pixels, of the boxes that each level regresses: `lower <= longest < upper`.
  var ranges: [Range<Float>] {
    let strideCount: Float = 8
    let bounds: [Float] = [0] + strides.dropLast().map { strideCount * Float($0) } + [.infinity]
    return zip(bounds, bounds.dropFirst()).map { $0..<$1 }
  }
}
