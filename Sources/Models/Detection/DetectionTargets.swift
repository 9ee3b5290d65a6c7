// B batch, L locations of all levels, P positives.

/// A box of the ground truth: corners in pixels and its class.
public struct TrueBox: Sendable, Equatable {
  /// The left side, x in pixels.
  public let x0: Float
  /// The upper side, y in pixels.
  public let y0: Float
  /// The right side, x in pixels, above `x0`.
  public let x1: Float
  /// The lower side, y in pixels, above `y0`.
  public let y1: Float
  /// The class, in `0..<K`.
  public let label: Int

  /// A box of pixels of the network's input.
  public init(x0: Float, y0: Float, x1: Float, y1: Float, label: Int) {
    (self.x0, self.y0, self.x1, self.y1, self.label) = (x0, y0, x1, y1, label)
  }

  var area: Float { (x1 - x0) * (y1 - y0) }
}

/// What FCOS wants of every location (Tian et al. 2020, journal form).
///
/// A box fits a location that lies strictly inside it, nearer than 1.5 strides to its centre on both axes, when the
/// longest of the four distances is in the level's range. The smallest box wins, the first on a tie.
public struct DetectionTargets: Sendable, Equatable {
  /// `B * L` entries: the class, or `negative`, or `outside` the image's valid part.
  public private(set) var classes: [Int]
  /// Flat locations `b * L + l` that have a box, rising.
  public private(set) var positives: [Int] = []
  /// The distances of each positive to its box's left, top, right and bottom side, in pixels.
  public private(set) var sides: [SIMD4<Float>] = []

  /// What stands in `classes` for background.
  public static let negative = -1
  /// What stands in `classes` for padding, which counts neither way.
  public static let outside = -2
  /// Half the edge of the square around a box's centre in which locations are positive, in strides.
  static let centerRadius: Float = 1.5

  /// Finds the box of every location of a batch.
  /// - Parameters:
  ///   - grid: the L locations, the same for each image.
  ///   - boxes: B lists, the true boxes of each image in pixels of the network's input; may be empty.
  ///   - validSizes: B sizes in pixels, of each image within its padding (top left).
  /// - Precondition: a size for each list of boxes.
  public init(_ grid: LocationGrid, boxes: [[TrueBox]], validSizes: [Extent]) {
    precondition(boxes.count == validSizes.count, "\(boxes.count) images need as many sizes, not \(validSizes.count)")
    let locations = grid.locations()
    classes = [Int](repeating: Self.negative, count: boxes.count * locations.count)
    for (b, truth) in boxes.enumerated() {
      for (l, location) in locations.enumerated() {
        let place = b * locations.count + l
        if location.isOutside(validSizes[b]) {
          classes[place] = Self.outside
        } else if let (box, distances) = location.smallest(of: truth) {
          classes[place] = box.label
          positives.append(place)
          sides.append(distances)
        }
      }
    }
  }

  /// The centerness of each positive: sqrt(shorter/longer horizontally x shorter/longer vertically), 0...1.
  public var centerness: [Float] {
    sides.map { d in
      let horizontal = Swift.min(d[0], d[2]) / Swift.max(d[0], d[2])
      let vertical = Swift.min(d[1], d[3]) / Swift.max(d[1], d[3])
      return (horizontal * vertical).squareRoot()
    }
  }
}

extension LocationGrid.Location {
  func smallest(of boxes: [TrueBox]) -> (TrueBox, SIMD4<Float>)? {
    var found: (TrueBox, SIMD4<Float>)?
    for box in boxes {
      guard let distances = distances(to: box), box.area < found?.0.area ?? .infinity else { continue }
      found = (box, distances)
    }
    return found
  }

  /// The distances to the sides when this location is responsible for the box, else nil.
  private func distances(to box: TrueBox) -> SIMD4<Float>? {
    let radius = DetectionTargets.centerRadius * stride
    guard abs(x - (box.x0 + box.x1) / 2) < radius, abs(y - (box.y0 + box.y1) / 2) < radius else { return nil }
    let distances = SIMD4(x - box.x0, y - box.y0, box.x1 - x, box.y1 - y)
    return distances.min() > 0 && range.contains(distances.max()) ? distances : nil
  }
}
