import Testing
import Torch

@testable import Models

/// FCOS's limits, and that nothing is found in padding.
@Suite struct BoxSelectionTests {
  static let classCount = 2
  static let sizes = [Extent(height: 40, width: 64), Extent(height: 64, width: 24), Extent(height: 64, width: 64)]
  static let grid = LocationGrid(
    DetectionLevels.from8.strides.map { Extent(height: 64, width: 64).dividedUp(by: $0) }, levels: .from8)

  /// Those of Tian et al. 2020; the golden arrays are made with their own.
  @Test func theLimitsAreThoseOfFCOS() {
    let selection = BoxSelection()
    #expect(selection.classThreshold == 0.05 && selection.overlapThreshold == 0.5)
    #expect(selection.levelLimit == 1000 && selection.limit == 100)
  }

  /// A head that fires everywhere. What it says of the padding is louder and reaches far into the image; it must
  /// change nothing: not the best of a level, not the suppression, not the best of the image.
  @Test func theImageDecidesAlone() throws {
    var selection = BoxSelection()
    (selection.levelLimit, selection.limit) = (30, 20)
    let loud = try selection.boxes(Self.output(padding: 6), validSizes: Self.sizes)
    let silent = try selection.boxes(Self.output(padding: -20), validSizes: Self.sizes)
    #expect(loud == silent)
    #expect(loud.allSatisfy { !$0.isEmpty && $0.count <= 20 })
    for (boxes, size) in zip(loud, Self.sizes) {
      #expect(boxes.allSatisfy { $0.y0 + $0.y1 < 2 * Float(size.height) && $0.x0 + $0.x1 < 2 * Float(size.width) })
    }
  }

  /// Without any limit, every location inside gives its boxes and no other does.
  @Test func eachLocationInsideGivesABox() throws {
    var selection = BoxSelection()
    (selection.overlapThreshold, selection.limit) = (1, .max)
    let found = try selection.boxes(Self.output(padding: 6), validSizes: Self.sizes)
    // Of the maps of 8, 4, 2, 1 and 1 cells a side; the centre of the coarsest cell is the corner of the image.
    let inside = [5 * 8 + 2 * 4 + 1 * 2 + 1, 8 * 3 + 4 * 1 + 2 * 1, 8 * 8 + 4 * 4 + 2 * 2 + 1]
    #expect(found.map(\.count) == inside.map { $0 * Self.classCount })
  }

  /// Two boxes that reach differently far out of the image are the same box in it.
  @Test func boxesAreComparedAsTheImageShowsThem() throws {
    let size = Extent(height: 64, width: 64)
    let locations = Self.grid.locations()
    var logits = [Float](repeating: -20, count: locations.count)
    var distances = [Float](repeating: 1, count: 4 * locations.count)
    // Neighbours at x = 4 and 12: from -36 and -4 to 20.
    for (place, left, right) in [(0, Float(40), Float(16)), (1, 16, 8)] {
      logits[place] = 2 - Float(place)
      distances.replaceSubrange(4 * place..<4 * place + 4, with: [left, 4, right, 16])
    }
    let count = locations.count
    let output = DetectionOutput(
      logits: try Tensor(logits, shape: [1, count, 1]), distances: try Tensor(distances, shape: [1, count, 4]),
      centerness: try Tensor.zeros([1, count]), grid: Self.grid)
    let found = try BoxSelection().boxes(output, validSizes: [size])
    #expect(found[0].map { [$0.x0, $0.y0, $0.x1, $0.y1] } == [[0, 0, 20, 20]])
  }

  /// Boxes of 28 pixels at every location; each location has its own probability and centerness.
  private static func output(padding: Float) throws -> DetectionOutput {
    let locations = grid.locations()
    let logits = sizes.flatMap { size in
      locations.enumerated().flatMap { l, location -> [Float] in
        let logit = location.isOutside(size) ? padding : Float(l * 37 % 86) / 86
        return [logit, logit - 0.005]
      }
    }
    let count = sizes.count * locations.count
    let centerness = (0..<count).map { Float($0 * 53 % 101) / 101 }
    return DetectionOutput(
      logits: try Tensor(logits, shape: [sizes.count, locations.count, classCount]),
      distances: try Tensor.full([sizes.count, locations.count, 4], 14),
      centerness: try Tensor(centerness, shape: [sizes.count, locations.count]), grid: grid)
  }
}
