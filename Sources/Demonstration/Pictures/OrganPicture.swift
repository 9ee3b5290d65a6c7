import Statistics

/// An ultrasound-like section: layered muscle, a large finely speckled organ and a bean with coarse lumps.
///
/// The three tissues have the same mean and spread; only the grain of their texture and their outline tell them apart.
struct OrganPicture {
  /// The classes, in the order of the task description; the raw values are the mask's class indices.
  enum Tissue: UInt16, CaseIterable, Sendable {
    case muscle = 0
    case liver = 1
    case kidney = 2
  }

  private let size: Int
  private var random: SampleRandom

  /// A gray plane in `0...1` and the class of every pixel.
  static func draw(size: Int, _ random: SampleRandom) -> (plane: Canvas, classes: [UInt16]) {
    var picture = OrganPicture(size: size, random: random)
    return picture.draw()
  }

  private mutating func draw() -> (plane: Canvas, classes: [UInt16]) {
    let side: Float = random.chance(0.5) ? 1 : -1
    let liver = liverOutline(side)
    let kidney = kidneyOutline(side)
    let distances = (Canvas(size: size, liver.distance), Canvas(size: size, kidney.distance))
    let classes = zip(distances.0.values, distances.1.values).map { toLiver, toKidney in
      (toKidney < 0 ? Tissue.kidney : toLiver < 0 ? .liver : .muscle).rawValue
    }
    var plane = textured(classes)
    addCapsules(&plane, distances)
    addShade(&plane)
    plane.match(PixelMoments(mean: random.uniform(in: 0.36...0.44), deviation: random.uniform(in: 0.13...0.16)))
    return (plane, classes)
  }

  private mutating func liverOutline(_ side: Float) -> Outline {
    let center = Point(x: 0.5 + side * random.between(0.12, 0.2), y: random.between(0.34, 0.44))
    let waves = [2, 3, 4].map { Outline.Wave(frequency: $0, amplitude: 0.2 / $0, phase: random.angle()) }
    return Outline(center: center, radius: random.between(0.25, 0.3), waves: waves, stretch: random.between(0.75, 0.95))
  }

  /// A bean: a thick bent line, below the liver and on its other side.
  private mutating func kidneyOutline(_ side: Float) -> Strokes {
    let center = Point(x: 0.5 - side * random.between(0.14, 0.22), y: random.between(0.66, 0.74))
    let direction = random.between(-0.6, 0.6)
    let half = random.between(0.1, 0.14)
    let control = center.moved(by: 0.09, toward: direction + .pi / 2 * (random.chance(0.5) ? 1 : -1))
    let width = random.between(0.095, 0.115)
    let line = curve(center.moved(by: -half, toward: direction), control, center.moved(by: half, toward: direction))
    return Strokes(through: line) { width * (0.88 + 0.12 * sine(.pi * $0)) }
  }

  /// One field of speckle a tissue, each standardised over its own pixels.
  private mutating func textured(_ classes: [UInt16]) -> Canvas {
    let grain = Float(size) / Self.referenceSize
    var plane = Canvas(size: size)
    for tissue in Tissue.allCases {
      let (sigmaX, sigmaY) = Self.grain[Int(tissue.rawValue)]
      var field = Canvas.speckle(size: size, sigmaX * grain, sigmaY * grain, &random)
      field.standardise { classes[$0] == tissue.rawValue }
      for index in classes.indices where classes[index] == tissue.rawValue { plane.values[index] = field.values[index] }
    }
    return plane
  }

  /// Width and height of the speckle in pixels of a picture of `referenceSize`: layers, fine grain, coarse lumps.
  private static let grain: [(Float, Float)] = [(4, 0.9), (0.8, 0.8), (2.6, 2.6)]
  private static let referenceSize: Float = 112

  /// A thin bright rim around both organs, as fascia gives; the same for both.
  private func addCapsules(_ plane: inout Canvas, _ distances: (Canvas, Canvas)) {
    for index in plane.values.indices {
      let nearest = min(abs(distances.0.values[index]), abs(distances.1.values[index]))
      plane.values[index] += 1.1 * smoothStep(1 - nearest / 0.014)
    }
  }

  /// Uneven coupling and the loss of echo with depth.
  private mutating func addShade(_ plane: inout Canvas) {
    let clouds = LatticeNoise(cells: 3, &random)
    let loss = random.between(0.4, 0.9)
    plane.add(Canvas(size: size) { x, y in 0.35 * clouds.value(x, y) + loss * (0.5 - y) }, 1)
  }
}
