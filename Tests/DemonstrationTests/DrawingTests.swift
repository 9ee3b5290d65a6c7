import Statistics
import Testing

@testable import Demonstration

struct DrawingTests {
  @Test func discCoversItsArea() {
    var canvas = Canvas(size: 64)
    canvas.blend(Ellipse(Point(x: 0.5, y: 0.5), 0.25), toward: 1)
    let area = canvas.values.reduce(0, +) / Float(64 * 64)
    #expect(abs(area - 0.0625 * .pi) < 0.002)
    #expect(canvas.values.contains { $0 > 0.1 && $0 < 0.9 }, "the border is smoothed")
  }

  @Test func shapesOutsideTheCanvasLeaveItAlone() {
    var canvas = Canvas(size: 16, filledWith: 0.5)
    canvas.blend(Ellipse(Point(x: 3, y: -2), 0.5), toward: 1)
    canvas.add(Stroke(Point(x: -4, y: 0.5), Point(x: -2, y: 0.5), 0.1, 0.1), 1)
    #expect(canvas.values.allSatisfy { $0 == 0.5 })
  }

  @Test func strokeDistanceIsThatOfACapsule() {
    let stroke = Stroke(Point(x: 0.2, y: 0.5), Point(x: 0.8, y: 0.5), 0.1, 0.05)
    #expect(abs(stroke.distance(0.5, 0.6) - 0.025) < 1e-6)
    #expect(abs(stroke.distance(0.05, 0.5) - 0.05) < 1e-6)
    #expect(abs(stroke.distance(0.9, 0.5) - 0.05) < 1e-6)
  }

  @Test func matchReachesTheWantedMoments() {
    var random = SampleRandom(seed: 1, task: "match")
    var canvas = Canvas.speckle(size: 48, 1.5, 1.5, &random)
    canvas.match(PixelMoments(mean: 0.4, deviation: 0.2))
    let found = PixelMoments(canvas.values)
    #expect(abs(found.mean - 0.4) < 1e-4 && abs(found.deviation - 0.2) < 1e-4)
    #expect(canvas.values.allSatisfy { $0 >= 0 && $0 <= 1 })
  }

  @Test func noiseHasMeanZeroAndVarianceOne() {
    var random = SampleRandom(seed: 2, task: "noise")
    let draws = PixelMoments((0..<20_000).map { _ in random.roughNormal() })
    #expect(abs(draws.mean) < 0.03 && abs(draws.deviation - 1) < 0.02)
    let lattice = LatticeNoise(cells: 24, &random)
    let field = PixelMoments(Canvas(size: 96) { lattice.value($0, $1) }.values)
    #expect(abs(field.mean) < 0.3 && abs(field.deviation - 1) < 0.15)
  }

  @Test func latticeNoiseRepeatsAndIsSmooth() {
    var random = SampleRandom(seed: 3, task: "lattice")
    let noise = LatticeNoise(columns: 5, rows: 7, &random)
    #expect(abs(noise.value(0.3, 0.4) - noise.value(1.3, -0.6)) < 1e-3)
    #expect(abs(noise.value(0.3, 0.4) - noise.value(0.3001, 0.4)) < 0.01)
  }
}
