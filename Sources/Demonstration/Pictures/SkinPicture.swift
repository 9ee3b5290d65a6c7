import Statistics

/// A pigmented spot on skin as a dermatoscope shows it, with up to three patterns, each present or absent by itself.
struct SkinPicture {
  /// The labels, in the order of the task description.
  enum Pattern: String, CaseIterable, Sendable {
    case network
    case globules
    case streaks
  }

  /// Pigment from 0 (skin) to about 1 (darkest brown).
  private var pigment: Canvas
  private let lesion: Outline
  private var random: SampleRandom

  /// Planes red, green and blue in `0...1`.
  static func draw(_ patterns: Set<Pattern>, size: Int, _ random: SampleRandom) -> [Canvas] {
    var picture = SkinPicture(size: size, random)
    if patterns.contains(.network) { picture.drawNetwork() }
    if patterns.contains(.globules) { picture.drawGlobules() }
    if patterns.contains(.streaks) { picture.drawStreaks() }
    picture.drawHairs()
    return picture.coloured()
  }

  private init(size: Int, _ source: SampleRandom) {
    random = source
    pigment = Canvas(size: size)
    let center = Point(x: random.between(0.45, 0.55), y: random.between(0.45, 0.55))
    var waves: [Outline.Wave] = []
    for frequency: Float in [2, 3, 4, 5] {
      let amplitude = random.between(0.02, 0.2) / frequency
      waves.append(Outline.Wave(frequency: frequency, amplitude: amplitude, phase: random.angle()))
    }
    let stretch = random.between(0.85, 1.15)
    lesion = Outline(center: center, radius: random.between(0.27, 0.33), waves: waves, stretch: stretch)
    pigment.blend(lesion, toward: random.between(0.38, 0.46), softness: 0.07)
    let cloud = LatticeNoise(cells: 6, &random)
    let clouds = Canvas(size: size) { cloud.value($0, $1) }
    for index in pigment.values.indices { pigment.values[index] *= 1 + 0.14 * clouds.values[index] }
  }

  /// A honeycomb of brown lines: pixels that are about as near to one cell's centre as to the next one's.
  private mutating func drawNetwork() {
    let net = HoneycombNet(spacing: random.between(0.075, 0.09), rotation: random.angle(), &random)
    let thickness: Float = 0.024
    let lines = Canvas(size: pigment.size) { x, y in
      let inside = smoothStep(0.5 - (lesion.distance(x, y) + 0.02) / 0.05)
      return inside > 0 ? inside * (1 - smoothStep(net.border(x, y) / thickness)) : 0
    }
    pigment.add(lines, 0.4)
  }

  private mutating func drawGlobules() {
    let count = random.integer(in: 14..<22)
    for _ in 0..<count {
      let direction = random.angle()
      let reach = lesion.radius(toward: direction) * 0.85 * random.between(0, 1).squareRoot()
      let place = lesion.center.moved(by: reach, toward: direction)
      let radius = random.between(0.026, 0.036)
      pigment.blend(Ellipse(place, radius, radius * random.between(0.85, 1.15)), toward: 0.95, softness: 0.018)
    }
  }

  /// Dark fingers that leave the spot's border all around.
  private mutating func drawStreaks() {
    let count = random.integer(in: 20..<28)
    let start = random.angle()
    for number in 0..<count {
      let direction = start + 2 * .pi * (Float(number) + random.between(-0.3, 0.3)) / Float(count)
      let edge = lesion.radius(toward: direction)
      let root = lesion.center.moved(by: edge * 0.86, toward: direction)
      let tip = root.moved(by: random.between(0.11, 0.17), toward: direction + random.between(-0.15, 0.15))
      pigment.blend(Stroke(root, tip, 0.016, 0.006), toward: 0.85, opacity: 0.9, softness: 0.012)
    }
  }

  /// Hairs come with any pattern and mean nothing.
  private mutating func drawHairs() {
    guard random.chance(0.4) else { return }
    for _ in 0..<random.integer(in: 1..<4) {
      let direction = random.angle()
      let middle = Point(x: random.between(0.2, 0.8), y: random.between(0.2, 0.8))
      let bend = middle.moved(by: random.between(-0.2, 0.2), toward: direction + .pi / 2)
      let hair = curve(middle.moved(by: -0.6, toward: direction), bend, middle.moved(by: 0.6, toward: direction))
      pigment.blend(Strokes(through: hair) { _ in 0.003 }, toward: 1.1, opacity: 0.8)
    }
  }

  /// Skin and pigment mixed into three planes, each with a mean and spread that do not depend on the patterns.
  private mutating func coloured() -> [Canvas] {
    let relief = LatticeNoise(cells: 14, &random)
    let shade = Canvas(size: pigment.size) { relief.value($0, $1) }
    let grain = Canvas.speckle(size: pigment.size, 0.7, 0.7, &random)
    let tone = random.uniform(in: -0.03...0.03)
    return zip(Self.skin, Self.brown).enumerated().map { channel, colour in
      var plane = Canvas(size: pigment.size, filledWith: 0)
      for index in plane.values.indices {
        let light = 1 + 0.02 * shade.values[index] + 0.012 * grain.values[index]
        plane.values[index] = (colour.0 + pigment.values[index] * (colour.1 - colour.0)) * light
      }
      let mean = Self.means[channel] + tone + random.uniform(in: -0.02...0.02)
      plane.match(PixelMoments(mean: mean, deviation: Self.deviations[channel] + random.uniform(in: -0.02...0.02)))
      return plane
    }
  }

  // Red, green, blue.
  private static let skin: [Float] = [0.90, 0.72, 0.62]
  private static let brown: [Float] = [0.26, 0.14, 0.10]
  private static let means = [0.75, 0.56, 0.47]
  private static let deviations = [0.14, 0.14, 0.13]
}

/// A hexagonal lattice with shaken points; `border` is small on the lines between neighbouring cells.
private struct HoneycombNet {
  private let spacing: Float
  private let cosineOfTurn: Float
  private let sineOfTurn: Float
  private let shifts: [Point]

  /// Shifts repeat with this period in both lattice directions.
  private static let period = 16

  init(spacing: Float, rotation: Float, _ random: inout SampleRandom) {
    self.spacing = spacing
    cosineOfTurn = cosine(rotation)
    sineOfTurn = sine(rotation)
    shifts = (0..<Self.period * Self.period).map { _ in
      Point(x: random.between(-0.22, 0.22), y: random.between(-0.22, 0.22))
    }
  }

  /// The distance to the second nearest point minus the distance to the nearest, in unit coordinates.
  func border(_ x: Float, _ y: Float) -> Float {
    let u = (x * cosineOfTurn + y * sineOfTurn) / spacing
    let v = (y * cosineOfTurn - x * sineOfTurn) / (spacing * Self.rowHeight)
    let row = Int(v.rounded(.down))
    var nearest = Float.greatestFiniteMagnitude
    var second = Float.greatestFiniteMagnitude
    for j in row - 1...row + 2 {
      let column = Int((u - Self.offset(j)).rounded(.down))
      for i in column - 1...column + 2 {
        let distance = self.distance(u, v, i, j)
        if distance < nearest { (nearest, second) = (distance, nearest) } else { second = min(second, distance) }
      }
    }
    return (second - nearest) * spacing
  }

  private func distance(_ u: Float, _ v: Float, _ i: Int, _ j: Int) -> Float {
    let shift = shifts[(j & (Self.period - 1)) * Self.period + (i & (Self.period - 1))]
    let dx = Float(i) + Self.offset(j) + shift.x - u
    let dy = (Float(j) + shift.y - v) * Self.rowHeight
    return (dx * dx + dy * dy).squareRoot()
  }

  private static func offset(_ row: Int) -> Float { row & 1 == 0 ? 0 : 0.5 }

  /// Rows of a hexagonal lattice lie sqrt(3) / 2 apart.
  private static let rowHeight: Float = 0.8660254
}
