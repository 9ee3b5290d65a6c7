import Statistics

/// A chest film drawn from shapes: two dark lungs, heart, ribs, collar bones, vessels, and findings of one kind in both
/// lungs.
///
/// The findings' kind is their shape alone; number, contrast, size and place have the same distribution for all kinds.
struct ChestPicture {
  /// The classes, in the order of the task description.
  enum Finding: String, CaseIterable, Sendable {
    case nodule
    case spiculated
    case streak
  }

  private var canvas: Canvas
  private var random: SampleRandom

  /// A gray plane in `0...1`, bright where the body is dense.
  static func draw(_ finding: Finding, size: Int, _ random: SampleRandom) -> Canvas {
    var picture = ChestPicture(canvas: Canvas(size: size, filledWith: 0.04), random: random)
    picture.drawBody()
    picture.drawLungs()
    picture.drawBones()
    picture.drawVessels()
    picture.drawHeart()
    picture.draw(finding)
    return picture.developed()
  }

  private mutating func jitter(_ point: Point, _ amount: Float = 0.012) -> Point {
    Point(x: point.x + random.between(-amount, amount), y: point.y + random.between(-amount, amount))
  }

  private mutating func drawBody() {
    canvas.blend(Ellipse(jitter(Point(x: 0.5, y: 0.78)), 0.64, 0.76), toward: 0.56, softness: 0.1)
    canvas.blend(Stroke(Point(x: 0.5, y: -0.1), Point(x: 0.5, y: 0.2), 0.1, 0.14), toward: 0.6, softness: 0.08)
  }

  private mutating func drawLungs() {
    for side: Float in [-1, 1] {
      let center = jitter(Point(x: 0.5 + side * 0.215, y: 0.47))
      let width = random.between(0.15, 0.17)
      let lung = Ellipse(center, width, random.between(0.29, 0.33), rotation: side * -0.13)
      canvas.blend(lung, toward: random.between(0.14, 0.2), opacity: 0.92, softness: 0.07)
      let dome = Ellipse(jitter(Point(x: 0.5 + side * 0.22, y: 0.88)), 0.23, random.between(0.14, 0.17))
      canvas.blend(dome, toward: 0.63, opacity: 0.95, softness: 0.035)
    }
  }

  private mutating func drawHeart() {
    let spine = Stroke(Point(x: 0.5, y: 0.05), Point(x: 0.5, y: 1.05), 0.045, 0.06)
    canvas.blend(spine, toward: 0.66, opacity: 0.9, softness: 0.05)
    for step in 0..<14 {
      let y = 0.1 + Float(step) * 0.065
      canvas.add(Stroke(Point(x: 0.465, y: y), Point(x: 0.535, y: y), 0.006, 0.006), -0.05, softness: 0.015)
    }
    let heart = Ellipse(jitter(Point(x: 0.565, y: 0.65)), random.between(0.16, 0.185), 0.115, rotation: 0.6)
    canvas.blend(heart, toward: 0.72, opacity: 0.95, softness: 0.035)
    canvas.blend(Ellipse(jitter(Point(x: 0.55, y: 0.32)), 0.045), toward: 0.68, opacity: 0.8, softness: 0.03)
  }

  private mutating func drawBones() {
    let drop = random.between(-0.015, 0.015)
    for side: Float in [-1, 1] {
      for number in 0..<8 { drawRib(side, y: 0.12 + drop + Float(number) * 0.082) }
      let shoulder = jitter(Point(x: 0.5 + side * 0.43, y: 0.1))
      let bone = curve(Point(x: 0.5 + side * 0.05, y: 0.17), Point(x: 0.5 + side * 0.22, y: 0.09), shoulder)
      canvas.add(Strokes(through: bone) { _ in 0.014 }, 0.16, softness: 0.018)
    }
  }

  /// The back part falls from the spine outward, the fainter front part falls back toward the middle.
  private mutating func drawRib(_ side: Float, y: Float) {
    let outer = Point(x: 0.5 + side * 0.39, y: y + 0.09)
    let back = curve(Point(x: 0.5 + side * 0.06, y: y), Point(x: 0.5 + side * 0.28, y: y - 0.05), outer)
    canvas.add(Strokes(through: back) { _ in 0.014 }, 0.085, softness: 0.014)
    canvas.add(Strokes(through: back) { _ in 0.006 }, -0.03, softness: 0.012)
    let front = curve(outer, Point(x: 0.5 + side * 0.36, y: y + 0.19), Point(x: 0.5 + side * 0.16, y: y + 0.23))
    canvas.add(Strokes(through: front) { 0.013 - 0.005 * $0 }, 0.05, softness: 0.016)
  }

  private mutating func drawVessels() {
    for side: Float in [-1, 1] {
      let root = Point(x: 0.5 + side * 0.07, y: 0.46)
      var parts: [Stroke] = []
      for number in 0..<7 {
        let spread = -1.2 + 0.4 * Float(number) + random.between(-0.15, 0.15)
        parts += branch(from: root, toward: side > 0 ? spread : .pi - spread, length: random.between(0.14, 0.2))
      }
      canvas.add(Strokes(parts), 0.1, softness: 0.014)
    }
  }

  /// A vessel that thins out and forks once.
  private mutating func branch(from root: Point, toward direction: Float, length: Float) -> [Stroke] {
    let tip = root.moved(by: length, toward: direction)
    let twigs = [-0.45, 0.4].map { (turn: Float) in
      let end = tip.moved(by: length * 0.5, toward: direction + turn + random.between(-0.15, 0.15))
      return Stroke(tip, end, 0.002, -0.002)
    }
    return [Stroke(root, tip, 0.007, 0.002)] + twigs
  }

  private mutating func draw(_ finding: Finding) {
    for side: Float in [-1, 1] {
      for row in 0..<Self.rowsOfFindings {
        let y = 0.27 + 0.13 * (Float(row) + random.between(-0.25, 0.25))
        draw(finding, at: Point(x: 0.5 + side * random.between(0.17, 0.27), y: y))
      }
    }
  }

  private mutating func draw(_ finding: Finding, at center: Point) {
    let radius = random.between(0.05, 0.062)
    let contrast = random.between(0.36, 0.44)
    switch finding {
    case .nodule: canvas.add(nodule(center, radius), contrast, softness: 0.02)
    case .spiculated: canvas.add(spiculatedMass(center, radius), contrast, softness: 0.014)
    case .streak: canvas.add(streak(center, radius), contrast, softness: 0.014)
    }
  }

  /// Findings below each other in a lung.
  private static let rowsOfFindings = 4

  private mutating func nodule(_ center: Point, _ radius: Float) -> Outline {
    let waves = [2, 3].map { Outline.Wave(frequency: $0, amplitude: 0.05, phase: random.angle()) }
    return Outline(center: center, radius: radius, waves: waves, stretch: random.between(0.9, 1.1))
  }

  /// A small core with tapering spikes of different lengths all around.
  private mutating func spiculatedMass(_ center: Point, _ radius: Float) -> Strokes {
    let count = random.integer(in: 9..<13)
    let start = random.angle()
    let core = Stroke(center, center.moved(by: radius * 0.1, toward: start), radius * 0.5, radius * 0.45)
    let spikes = (0..<count).map { number in
      let direction = start + 2 * .pi * (Float(number) + random.between(-0.25, 0.25)) / Float(count)
      let tip = center.moved(by: radius * random.between(1.25, 1.85), toward: direction)
      return Stroke(center, tip, radius * 0.3, radius * 0.03)
    }
    return Strokes([core] + spikes)
  }

  /// Two or three plate-like lines, nearly parallel.
  private mutating func streak(_ center: Point, _ radius: Float) -> Strokes {
    let direction = random.angle()
    let count = random.integer(in: 2..<4)
    let lines = (0..<count).map { number in
      let offset = (Float(number) - Float(count - 1) / 2) * radius * 0.7
      let middle = center.moved(by: offset, toward: direction + .pi / 2)
      let turn = direction + random.between(-0.12, 0.12)
      let half = radius * random.between(1.3, 1.75)
      let thickness = radius * 0.17
      return Stroke(middle.moved(by: -half, toward: turn), middle.moved(by: half, toward: turn), thickness, thickness)
    }
    return Strokes(lines)
  }

  /// Uneven exposure and grain, then a mean and spread that do not depend on the finding.
  private mutating func developed() -> Canvas {
    let exposure = LatticeNoise(cells: 4, &random)
    canvas.add(Canvas(size: canvas.size) { exposure.value($0, $1) }, 0.02)
    canvas.add(Canvas.speckle(size: canvas.size, 0.6, 0.6, &random), 0.012)
    canvas.match(
      PixelMoments(mean: random.uniform(in: 0.4...0.5), deviation: random.uniform(in: 0.17...0.21)))
    return canvas
  }
}
