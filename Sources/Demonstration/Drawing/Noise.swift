import Statistics

// Textures: fields of random numbers with mean about 0 and variance about 1.

/// A smooth random function of the plane: normal numbers on a lattice, joined by cubic B-splines, repeating with period
/// 1.
struct LatticeNoise: Sendable {
  private let columns: Int
  private let rows: Int
  private let knots: [Float]

  /// - Parameters:
  ///   - columns: lattice points along x over the unit length; more points, finer grain.
  ///   - rows: lattice points along y.
  init(columns: Int, rows: Int, _ random: inout SampleRandom) {
    self.columns = columns
    self.rows = rows
    knots = (0..<columns * rows).map { _ in random.roughNormal() * Self.varianceRestored }
  }

  init(cells: Int, _ random: inout SampleRandom) { self.init(columns: cells, rows: cells, &random) }

  /// A B-spline averages 16 knots; this factor brings the variance back to about 1 (1 over the mean sum of squared
  /// weights).
  private static let varianceRestored: Float = 2.1

  func value(_ x: Float, _ y: Float) -> Float {
    let (column, horizontal) = Self.split(x * Float(columns), columns)
    let (row, vertical) = Self.split(y * Float(rows), rows)
    var sum: Float = 0
    for j in 0..<4 {
      let start = (row + j) % rows * columns
      var line: Float = 0
      for i in 0..<4 { line += horizontal[i] * knots[start + (column + i) % columns] }
      sum += vertical[j] * line
    }
    return sum
  }

  /// The first of the four knots around `position`, wrapped into `0..<count`, and the four spline weights.
  private static func split(_ position: Float, _ count: Int) -> (first: Int, weights: SIMD4<Float>) {
    let floor = position.rounded(.down)
    let t = position - floor
    let wrapped = (Int(floor) % count + count) % count
    let s = 1 - t
    let weights = SIMD4(
      s * s * s / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * s * s * s - 6 * s * s + 4) / 6, t * t * t / 6)
    return (wrapped, weights)
  }
}

extension Canvas {
  /// White noise smoothed by a Gaussian of the given widths, standardised to mean 0 and variance 1.
  /// - Parameters: the standard deviations along x and y, in pixels; 0 leaves that axis as it is.
  static func speckle(size: Int, _ sigmaX: Float, _ sigmaY: Float, _ random: inout SampleRandom) -> Canvas {
    var field = Canvas(size: size)
    for index in field.values.indices { field.values[index] = random.roughNormal() }
    field.smooth(sigmaX, stride: 1, lineStride: size)
    field.smooth(sigmaY, stride: size, lineStride: 1)
    field.standardise { _ in true }
    return field
  }

  /// Shifts and scales the whole canvas so that the pixels that `isIncluded` chooses have mean 0 and variance 1.
  mutating func standardise(over isIncluded: (Int) -> Bool) {
    let moments = PixelMoments(values.indices.lazy.filter(isIncluded).map { values[$0] })
    let scale = moments.deviation > 1e-9 ? Float(1 / moments.deviation) : 0
    let mean = Float(moments.mean)
    for index in values.indices { values[index] = (values[index] - mean) * scale }
  }

  /// Convolves every line of one axis with a Gaussian; the border repeats its last pixel.
  private mutating func smooth(_ sigma: Float, stride: Int, lineStride: Int) {
    guard sigma > 0 else { return }
    let kernel = gaussianKernel(sigma)
    let reach = kernel.count / 2
    var line = [Float](repeating: 0, count: size + 2 * reach)
    for number in 0..<size {
      for index in line.indices {
        line[index] = values[number * lineStride + min(max(index - reach, 0), size - 1) * stride]
      }
      for index in 0..<size {
        var sum: Float = 0
        for tap in kernel.indices { sum += kernel[tap] * line[index + tap] }
        values[number * lineStride + index * stride] = sum
      }
    }
  }
}

/// Gaussian weights over three standard deviations on either side, their sum 1.
private func gaussianKernel(_ sigma: Float) -> [Float] {
  let reach = Int((3 * sigma).rounded(.up))
  let weights = (-reach...reach).map { exponential(-Float($0 * $0) / (2 * sigma * sigma)) }
  let sum = weights.reduce(0, +)
  return weights.map { $0 / sum }
}

extension SampleRandom {
  /// About standard normal: the sum of four uniform numbers taken from one draw, scaled to variance 1 (never beyond
  /// 3.5).
  mutating func roughNormal() -> Float {
    let bits = next()
    var sum: Float = 0
    for part in 0..<4 { sum += Float((bits >> (16 * UInt64(part))) & 0xFFFF) / 65536 }
    return (sum - 2) * Float(3).squareRoot()
  }

  /// Uniform in the closed range, as Float.
  mutating func between(_ low: Float, _ high: Float) -> Float { Float(uniform(in: Double(low)...Double(high))) }

  /// Uniform in a full turn, radians.
  mutating func angle() -> Float { between(0, 2 * .pi) }
}
