import Statistics

/// The tight box of one nucleus in whole pixels; `label` is its place in `TissuePicture.Nucleus.allCases`.
struct NucleusBox: Equatable, Sendable {
  let x: Int
  let y: Int
  let width: Int
  let height: Int
  let label: Int
}

/// A stained section: pink fibres with clear clefts, and blue nuclei of two kinds that differ by outline only.
struct TissuePicture {
  /// The classes, in the order of the task description.
  enum Nucleus: String, CaseIterable, Sendable {
    case round
    case spindle
  }

  /// The amounts of the two stains a pixel, in optical density units of their colour vectors.
  private var haematoxylin: Canvas
  private var eosin: Canvas
  private var random: SampleRandom
  private var boxes: [NucleusBox] = []
  private var centers: [Point] = []

  /// Planes red, green and blue in `0...1`, and the tight box of each nucleus.
  static func draw(size: Int, _ random: SampleRandom) -> (planes: [Canvas], boxes: [NucleusBox]) {
    var picture = TissuePicture(size: size, random)
    picture.drawRedCells()
    picture.drawNuclei()
    return (picture.stained(), picture.boxes)
  }

  private init(size: Int, _ source: SampleRandom) {
    random = source
    haematoxylin = Canvas(size: size, filledWith: 0.07)
    let turn = random.angle()
    let fibres = LatticeNoise(columns: 4, rows: 22, &random)
    let waves = LatticeNoise(cells: 4, &random)
    let (c, s) = (cosine(turn), sine(turn))
    eosin = Canvas(size: size) { x, y in
      let along = x * c + y * s
      let across = y * c - x * s + 0.025 * waves.value(x, y)
      let density = fibres.value(along, across)
      // Clefts: where fibres are thinnest the section tears and shows white.
      return 0.5 + 0.13 * density - 0.3 * smoothStep((-density - 1.1) / 0.7)
    }
  }

  /// Pale pink discs without a nucleus: round, too, and not to be found.
  private mutating func drawRedCells() {
    for _ in 0..<random.integer(in: 0..<4) {
      guard let place = freePlace(within: 0.05...0.95) else { continue }
      let radius = random.between(0.035, 0.045)
      eosin.blend(Ellipse(place, radius), toward: 0.95, opacity: 0.8, softness: 0.015)
      eosin.blend(Ellipse(place, radius * 0.45), toward: 0.7, opacity: 0.7, softness: 0.02)
      centers.append(place)
    }
  }

  private mutating func drawNuclei() {
    for _ in 0..<random.integer(in: 3..<6) {
      guard let place = freePlace(within: 0.16...0.84) else { continue }
      centers.append(place)
      let radius = random.between(0.105, 0.125)
      if random.chance(0.5) {
        draw(roundNucleus(place, radius), as: .round)
      } else {
        draw(spindleNucleus(place, radius), as: .spindle)
      }
    }
  }

  /// A place far enough from every cell drawn before; nil when twenty tries find none.
  private mutating func freePlace(within range: ClosedRange<Float>) -> Point? {
    for _ in 0..<20 {
      let x = random.between(range.lowerBound, range.upperBound)
      let place = Point(x: x, y: random.between(range.lowerBound, range.upperBound))
      let isFree = centers.allSatisfy { other in
        let (dx, dy) = (other.x - place.x, other.y - place.y)
        return dx * dx + dy * dy > Self.spacing * Self.spacing
      }
      if isFree { return place }
    }
    return nil
  }

  private static let spacing: Float = 0.32

  private mutating func roundNucleus(_ center: Point, _ radius: Float) -> Outline {
    let waves = [2, 3, 4].map { Outline.Wave(frequency: $0, amplitude: 0.035, phase: random.angle()) }
    return Outline(center: center, radius: radius, waves: waves, stretch: random.between(0.92, 1.08))
  }

  /// A bent, tapering nucleus of about the area of a round one with the same `radius`.
  private mutating func spindleNucleus(_ center: Point, _ radius: Float) -> Strokes {
    let direction = random.angle()
    let half = radius * random.between(1.65, 1.9)
    let bend = random.between(0.35, 0.9) * (random.chance(0.5) ? 1 : -1)
    let control = center.moved(by: radius * bend, toward: direction + .pi / 2)
    let back = center.moved(by: -radius * bend / 2, toward: direction + .pi / 2)
    let start = back.moved(by: -half, toward: direction)
    let end = back.moved(by: half, toward: direction)
    let width = radius * 0.62
    return Strokes(through: curve(start, control, end)) { width * (0.25 + 0.75 * sine(.pi * $0)) }
  }

  /// Cytoplasm, body, a darker rim and chromatin grain; the same paint for both kinds.
  private mutating func draw(_ shape: some Shape, as nucleus: Nucleus) {
    eosin.blend(shape, toward: 0.75, opacity: 0.6, softness: 0.07)
    let density = random.between(0.95, 1.2)
    let before = haematoxylin
    haematoxylin.blend(shape, toward: density, softness: 0.014)
    let chromatin = LatticeNoise(cells: 26, &random)
    var (x0, y0, x1, y1) = (Int.max, Int.max, Int.min, Int.min)
    for row in 0..<haematoxylin.size {
      for column in 0..<haematoxylin.size {
        let index = row * haematoxylin.size + column
        guard haematoxylin.values[index] != before.values[index] else { continue }
        let x = (Float(column) + 0.5) / Float(haematoxylin.size)
        let y = (Float(row) + 0.5) / Float(haematoxylin.size)
        let distance = shape.distance(x, y)
        let rim = smoothStep(1 - abs(distance + 0.008) / 0.012)
        let inside = smoothStep(0.5 - distance / 0.014)
        haematoxylin.values[index] += inside * (0.16 * chromatin.value(x, y) + 0.2 * rim)
        guard distance < 0 else { continue }
        (x0, y0, x1, y1) = (min(x0, column), min(y0, row), max(x1, column), max(y1, row))
      }
    }
    guard x1 >= x0, let label = Nucleus.allCases.firstIndex(of: nucleus) else { return }
    boxes.append(NucleusBox(x: x0, y: y0, width: x1 - x0 + 1, height: y1 - y0 + 1, label: label))
  }

  /// Light through both stains (Beer and Lambert), each plane with a mean and spread of its own.
  private mutating func stained() -> [Canvas] {
    let grain = Canvas.speckle(size: eosin.size, 0.7, 0.7, &random)
    return zip(Self.haematoxylinColour, Self.eosinColour).enumerated().map { channel, colour in
      var plane = Canvas(size: eosin.size)
      for index in plane.values.indices {
        let density = colour.0 * haematoxylin.values[index] + colour.1 * eosin.values[index]
        plane.values[index] = exponential(-density) + 0.01 * grain.values[index]
      }
      let mean = Self.means[channel] + random.uniform(in: -0.03...0.03)
      plane.match(PixelMoments(mean: mean, deviation: Self.deviations[channel] + random.uniform(in: -0.015...0.015)))
      return plane
    }
  }

  // Red, green, blue. The stain vectors are those of Ruifrok and Johnston (2001).
  private static let haematoxylinColour: [Float] = [0.65, 0.70, 0.29]
  private static let eosinColour: [Float] = [0.07, 0.99, 0.11]
  private static let means = [0.84, 0.56, 0.80]
  private static let deviations = [0.11, 0.12, 0.06]
}
