/// A box as COCO writes it: corner, width and height in pixels; edges may lie between pixels.
public struct CocoBox: Sendable, Equatable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// From corners `[x0, x1) x [y0, y1)`.
  public init(x0: Double, y0: Double, x1: Double, y1: Double) {
    self.init(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
  }

  public var area: Double { width * height }

  var isValid: Bool { [x, y, width, height].allSatisfy(\.isFinite) && width >= 0 && height >= 0 }

  /// Intersection over union; over this box's own area where `truth` is a crowd, which may hold many such boxes.
  func overlap(with truth: CocoBox, isCrowd: Bool) -> Double {
    let w = min(x + width, truth.x + truth.width) - max(x, truth.x)
    let h = min(y + height, truth.y + truth.height) - max(y, truth.y)
    guard w > 0, h > 0 else { return 0 }
    let intersection = w * h
    return intersection / (isCrowd ? area : area + truth.area - intersection)
  }
}

/// A labelled box.
public struct CocoTruth: Sendable, Equatable {
  public var box: CocoBox
  /// Class, `0..<classCount`.
  public var category: Int
  /// One box around a group: it is no miss, and detections inside it are no false alarms.
  public var isCrowd: Bool
  /// Neither a miss nor, where a detection matches it, a false alarm; compared by plain IoU.
  public var isIgnored: Bool
  /// Decides the size range; COCO files give the object's area, which is smaller than its box's.
  public var area: Double

  /// - Parameter area: the box's where left out.
  public init(box: CocoBox, category: Int, isCrowd: Bool = false, isIgnored: Bool = false, area: Double? = nil) {
    self.box = box
    self.category = category
    self.isCrowd = isCrowd
    self.isIgnored = isIgnored
    self.area = area ?? box.area
  }
}

/// A predicted box.
public struct CocoDetection: Sendable, Equatable {
  public var box: CocoBox
  /// Class, `0..<classCount`.
  public var category: Int
  /// Higher is more certain.
  public var score: Double

  public init(box: CocoBox, category: Int, score: Double) {
    self.box = box
    self.category = category
    self.score = score
  }
}

/// COCO's ranges of object area in square pixels, both bounds included.
public enum CocoArea: String, Sendable, Codable, CaseIterable {
  case all, small, medium, large

  public var range: ClosedRange<Double> {
    switch self {
    case .all: 0...1e10
    case .small: 0...1024
    case .medium: 1024...9216
    case .large: 9216...1e10
    }
  }
}
