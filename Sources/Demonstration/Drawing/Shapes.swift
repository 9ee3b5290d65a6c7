import Foundation

// Positions and lengths are in unit coordinates, angles in radians.

/// An area with a signed distance: negative inside, positive outside, about Euclidean near the border.
protocol Shape: Sendable {
  /// A box that holds the whole area.
  var bounds: Bounds { get }
  func distance(_ x: Float, _ y: Float) -> Float
}

/// An upright box `[x0, x1] x [y0, y1]`.
struct Bounds: Sendable {
  var x0: Float
  var y0: Float
  var x1: Float
  var y1: Float

  func grown(by margin: Float) -> Bounds {
    Bounds(x0: x0 - margin, y0: y0 - margin, x1: x1 + margin, y1: y1 + margin)
  }

  func union(_ other: Bounds) -> Bounds {
    Bounds(x0: min(x0, other.x0), y0: min(y0, other.y0), x1: max(x1, other.x1), y1: max(y1, other.y1))
  }
}

/// A rotated ellipse; a disc when both radii are equal.
struct Ellipse: Shape {
  let center: Point
  let radiusX: Float
  let radiusY: Float
  private let axis: Point

  init(_ center: Point, _ radiusX: Float, _ radiusY: Float, rotation: Float = 0) {
    self.center = center
    self.radiusX = radiusX
    self.radiusY = radiusY
    axis = Point(x: cosine(rotation), y: sine(rotation))
  }

  init(_ center: Point, _ radius: Float) { self.init(center, radius, radius) }

  var bounds: Bounds {
    let reach = max(radiusX, radiusY)
    return Bounds(x0: center.x, y0: center.y, x1: center.x, y1: center.y).grown(by: reach)
  }

  /// First-order distance: the implicit function over the length of its gradient.
  func distance(_ x: Float, _ y: Float) -> Float {
    let dx = x - center.x
    let dy = y - center.y
    let u = (dx * axis.x + dy * axis.y) / radiusX
    let v = (dy * axis.x - dx * axis.y) / radiusY
    let level = (u * u + v * v).squareRoot()
    let gradient = (u * u / (radiusX * radiusX) + v * v / (radiusY * radiusY)).squareRoot()
    return gradient > 1e-6 ? level * (level - 1) / gradient : -min(radiusX, radiusY)
  }
}

/// A thick line from `start` to `end` with round ends, its radius changing from one end to the other.
struct Stroke: Shape {
  let start: Point
  let end: Point
  let startRadius: Float
  let endRadius: Float

  init(_ start: Point, _ end: Point, _ startRadius: Float, _ endRadius: Float) {
    self.start = start
    self.end = end
    self.startRadius = startRadius
    self.endRadius = endRadius
  }

  var bounds: Bounds {
    Bounds(x0: min(start.x, end.x), y0: min(start.y, end.y), x1: max(start.x, end.x), y1: max(start.y, end.y))
      .grown(by: max(startRadius, endRadius))
  }

  func distance(_ x: Float, _ y: Float) -> Float {
    let along = Point(x: end.x - start.x, y: end.y - start.y)
    let offset = Point(x: x - start.x, y: y - start.y)
    let length = max(along.x * along.x + along.y * along.y, 1e-12)
    let share = min(max((offset.x * along.x + offset.y * along.y) / length, 0), 1)
    let dx = offset.x - share * along.x
    let dy = offset.y - share * along.y
    return (dx * dx + dy * dy).squareRoot() - (startRadius + share * (endRadius - startRadius))
  }
}

/// A closed outline around a centre whose radius is a sum of waves: `r(a) = radius (1 + sum amplitude_k cos(k a +
/// phase_k))`.
struct Outline: Shape {
  /// One wave of the outline, `frequency` lobes around the circle.
  struct Wave: Sendable {
    let frequency: Float
    let amplitude: Float
    let phase: Float
  }

  let center: Point
  let radius: Float
  let waves: [Wave]
  /// Height over width of the whole outline.
  let stretch: Float

  var bounds: Bounds {
    let reach = radius * (1 + waves.reduce(0) { $0 + abs($1.amplitude) }) * max(1, stretch)
    return Bounds(x0: center.x, y0: center.y, x1: center.x, y1: center.y).grown(by: reach)
  }

  /// The radius in the direction `angle`, before the stretch.
  func radius(toward angle: Float) -> Float {
    var sum: Float = 1
    for wave in waves { sum += wave.amplitude * cosine(wave.frequency * angle + wave.phase) }
    return radius * sum
  }

  func distance(_ x: Float, _ y: Float) -> Float {
    let dx = x - center.x
    let dy = (y - center.y) / stretch
    return (dx * dx + dy * dy).squareRoot() - radius(toward: atan2(dy, dx))
  }
}

/// The union of strokes: a curve, a star or a branching line.
struct Strokes: Shape {
  let parts: [Stroke]

  init(_ parts: [Stroke]) { self.parts = parts }

  /// A curve through `points`, the radius at each point given by its place in `0...1` along the curve.
  init(through points: [Point], radius: (Float) -> Float) {
    let last = Float(max(points.count - 1, 1))
    parts = zip(points, points.dropFirst()).enumerated().map { index, ends in
      Stroke(ends.0, ends.1, radius(Float(index) / last), radius(Float(index + 1) / last))
    }
  }

  var bounds: Bounds {
    parts.dropFirst().reduce(parts.first?.bounds ?? Bounds(x0: 0, y0: 0, x1: 0, y1: 0)) { $0.union($1.bounds) }
  }

  func distance(_ x: Float, _ y: Float) -> Float {
    var nearest = Float.greatestFiniteMagnitude
    for part in parts { nearest = min(nearest, part.distance(x, y)) }
    return nearest
  }
}

/// A point of the quadratic curve from `start` to `end` that `control` bends, at `share` in `0...1`.
func curvePoint(_ start: Point, _ control: Point, _ end: Point, _ share: Float) -> Point {
  let rest = 1 - share
  return Point(
    x: rest * rest * start.x + 2 * rest * share * control.x + share * share * end.x,
    y: rest * rest * start.y + 2 * rest * share * control.y + share * share * end.y)
}

/// `count + 1` points of the quadratic curve from `start` to `end`.
func curve(_ start: Point, _ control: Point, _ end: Point, count: Int = 8) -> [Point] {
  (0...count).map { curvePoint(start, control, end, Float($0) / Float(count)) }
}

/// Cosine and sine, named so that they read beside shapes and never clash with a module's overloads.
func cosine(_ angle: Float) -> Float { cos(angle) }
func sine(_ angle: Float) -> Float { sin(angle) }
