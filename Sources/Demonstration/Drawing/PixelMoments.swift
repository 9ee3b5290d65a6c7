import Foundation

/// Mean and population standard deviation of a run of pixels.
struct PixelMoments: Equatable, Sendable {
  let mean: Double
  let deviation: Double

  init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }

  init(_ values: some Sequence<Float>) {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0
    for value in values {
      count += 1
      sum += Double(value)
      squares += Double(value) * Double(value)
    }
    mean = count > 0 ? sum / count : 0
    deviation = count > 0 ? max(0, squares / count - mean * mean).squareRoot() : 0
  }
}

extension Canvas {
  /// Brings the plane to the wanted mean and standard deviation with every value in `0...1`.
  ///
  /// Clipping moves both, so the fit is repeated; what remains is far below one grey level of 255.
  mutating func match(_ wanted: PixelMoments) {
    for _ in 0..<Self.fitCount {
      let found = PixelMoments(values)
      let scale = Float(found.deviation > 1e-9 ? wanted.deviation / found.deviation : 0)
      let shift = Float(wanted.mean) - Float(found.mean) * scale
      for index in values.indices { values[index] = min(max(values[index] * scale + shift, 0), 1) }
    }
  }

  private static let fitCount = 12
}

/// The exponential function, named beside `cosine` and `sine`.
func exponential(_ value: Float) -> Float { exp(value) }
