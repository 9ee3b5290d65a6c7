/// COCO's ranges of object area in square pixels, both bounds included.
public enum CocoArea: String, Sendable, Codable, CaseIterable {
  /// The ranges: all boxes, those below 32 x 32 pixels, those up to 96 x 96, and those above.
  case all, small, medium, large

  /// The range in square pixels.
  public var range: ClosedRange<Double> {
    switch self {
    case .all: 0...1e10
    case .small: 0...1024
    case .medium: 1024...9216
    case .large: 9216...1e10
    }
  }
}
