// Axes: H height, W width. Positions are in unit coordinates: (0, 0) top left, (1, 1) bottom right, y down.

/// A position in unit coordinates.
struct Point: Sendable {
  var x: Float
  var y: Float

  /// The point at `distance` from this one in the direction `angle` (radians, clockwise on the screen from the x axis).
  func moved(by distance: Float, toward angle: Float) -> Point {
    Point(x: x + distance * cosine(angle), y: y + distance * sine(angle))
  }
}

/// One plane of a picture while it is drawn: `[H, W]` floats, square, no value range.
struct Canvas: Sendable {
  let size: Int
  var values: [Float]

  init(size: Int, filledWith value: Float = 0) {
    self.size = size
    values = [Float](repeating: value, count: size * size)
  }

  /// A canvas whose pixels are a function of their centre.
  init(size: Int, _ value: (Float, Float) -> Float) {
    self.init(size: size)
    let step = 1 / Float(size)
    for row in 0..<size {
      let y = (Float(row) + 0.5) * step
      for column in 0..<size { values[row * size + column] = value((Float(column) + 0.5) * step, y) }
    }
  }

  /// Mixes `value` into the pixels that `shape` covers.
  /// - Parameters:
  ///   - opacity: the share of `value` where the coverage is 1.
  ///   - softness: the width of the border's ramp in unit coordinates; at least one pixel, which is plain
  ///     anti-aliasing.
  mutating func blend(_ shape: some Shape, toward value: Float, opacity: Float = 1, softness: Float = 0) {
    forEachCovered(shape, softness) { pixel, coverage in pixel += (value - pixel) * coverage * opacity }
  }

  /// Adds `amount` times the coverage of `shape`.
  mutating func add(_ shape: some Shape, _ amount: Float, softness: Float = 0) {
    forEachCovered(shape, softness) { pixel, coverage in pixel += amount * coverage }
  }

  /// Adds `amount` times another canvas of the same size.
  mutating func add(_ other: Canvas, _ amount: Float) {
    precondition(other.size == size, "canvases differ in size")
    for index in values.indices { values[index] += amount * other.values[index] }
  }

  /// Calls `change` with each pixel that `shape` touches and its coverage in `0...1`.
  private mutating func forEachCovered(
    _ shape: some Shape, _ softness: Float, _ change: (inout Float, Float) -> Void
  ) {
    let step = 1 / Float(size)
    let ramp = max(softness, step)
    let bounds = shape.bounds.grown(by: ramp / 2)
    let columns = pixels(from: bounds.x0, to: bounds.x1)
    for row in pixels(from: bounds.y0, to: bounds.y1) {
      let y = (Float(row) + 0.5) * step
      for column in columns {
        let distance = shape.distance((Float(column) + 0.5) * step, y)
        guard distance < ramp / 2 else { continue }
        change(&values[row * size + column], smoothStep(0.5 - distance / ramp))
      }
    }
  }

  private func pixels(from low: Float, to high: Float) -> Range<Int> {
    let first = min(size, max(0, Int((low * Float(size)).rounded(.down))))
    let last = min(size, max(0, Int((high * Float(size)).rounded(.up))))
    return first..<max(first, last)
  }
}

/// The cubic ramp from 0 to 1 over `0...1`, constant outside.
func smoothStep(_ value: Float) -> Float {
  let t = min(max(value, 0), 1)
  return t * t * (3 - 2 * t)
}
