import Imaging

/// A mask that is drawn from outlines or runs: later shapes lie above earlier ones, what nothing covers is
/// `background`.
struct MaskDrawing: Sendable {
  enum Shape: Sendable {
    /// Outlines of one object in pixels; a point is inside where it is inside an odd number of them, so that inner
    /// rings are holes.
    case rings([Ring])
    /// Runs of pixels, counted down the columns.
    case runs([Range<Int>])
  }

  struct Item: Sendable {
    let shape: Shape
    let value: UInt16
  }

  typealias Ring = [Point]
  typealias Bounds = (x0: Double, y0: Double, x1: Double, y1: Double)

  struct Point: Sendable, Equatable {
    let x: Double
    let y: Double

    /// False for what is no number, and so far out that sums of it would be none.
    fileprivate var isDrawable: Bool { abs(x) <= 1e9 && abs(y) <= 1e9 }
  }

  let size: PixelSize
  /// What nothing covers.
  var background: UInt16 = 0
  var items: [Item] = []

  /// What `add` did not take.
  struct Undrawn {
    /// Items wholly outside of the mask.
    var outsideCount = 0
    /// Items on it that cover the centre of no pixel, such as a line.
    var emptyCount = 0
  }

  /// Adds what draws at least one pixel.
  mutating func add(_ new: [Item]) -> Undrawn {
    var undrawn = Undrawn()
    for item in new {
      if item.shape.lies(outside: size) {
        undrawn.outsideCount += 1
      } else if !item.shape.draws(on: size) {
        undrawn.emptyCount += 1
      } else {
        items.append(item)
      }
    }
    return undrawn
  }

  /// The mask `[H, W]`; a pixel belongs to an outline when its centre is inside.
  func drawn() -> LabelMap {
    var mask = LabelMap(height: size.height, width: size.width, filledWith: background)
    for item in items {
      switch item.shape {
      case .rings(let rings): Self.fill(rings, item.value, &mask)
      case .runs(let runs): Self.fill(runs, item.value, &mask)
      }
    }
    return mask
  }

  private static func fill(_ runs: [Range<Int>], _ value: UInt16, _ mask: inout LabelMap) {
    for run in runs {
      for place in run { mask[place % mask.height, place / mask.height] = value }
    }
  }

  private static func fill(_ rings: [Ring], _ value: UInt16, _ mask: inout LabelMap) {
    for (row, columns) in spans(rings, on: PixelSize(height: mask.height, width: mask.width)) {
      for column in columns { mask[row, column] = value }
    }
  }

  /// The columns whose centres are inside, by row.
  fileprivate static func spans(_ rings: [Ring], on size: PixelSize) -> [(row: Int, columns: Range<Int>)] {
    crossings(rings, height: size.height).flatMap { row, places in
      stride(from: 0, to: places.count - 1, by: 2).compactMap { pair in
        let first = pixel(places[pair], limit: size.width)
        let end = pixel(places[pair + 1], limit: size.width)
        return first < end ? (row, first..<end) : nil
      }
    }
  }

  /// The first pixel whose centre is at or after `x`, in `0...limit`.
  private static func pixel(_ x: Double, limit: Int) -> Int {
    Int(min(max((x - 0.5).rounded(.up), 0), Double(limit)))
  }

  /// Where the outlines cross the middle of each row, ascending.
  private static func crossings(_ rings: [Ring], height: Int) -> [Int: [Double]] {
    var found: [Int: [Double]] = [:]
    for ring in rings.map({ $0.filter(\.isDrawable) }) {
      for (from, to) in zip(ring, ring.dropFirst() + ring.prefix(1)) where from.y != to.y {
        let (upper, lower) = from.y < to.y ? (from, to) : (to, from)
        let first = pixel(upper.y, limit: height)
        let end = pixel(lower.y, limit: height)
        for row in first..<max(first, end) {
          let share = (Double(row) + 0.5 - upper.y) / (lower.y - upper.y)
          found[row, default: []].append(upper.x + share * (lower.x - upper.x))
        }
      }
    }
    return found.mapValues { $0.sorted() }
  }
}

extension MaskDrawing.Shape {
  /// Pixels, roughly; what is drawn first is what covers most.
  var area: Double {
    switch self {
    case .runs(let runs): Double(runs.reduce(0) { $0 + $1.count })
    case .rings(let rings): abs(rings.reduce(0) { $0 + abs(Self.area($1)) })
    }
  }

  private static func area(_ ring: MaskDrawing.Ring) -> Double {
    zip(ring, ring.dropFirst() + ring.prefix(1)).reduce(0) { $0 + ($1.0.x * $1.1.y - $1.1.x * $1.0.y) } / 2
  }

  /// Whether no part of an outline can be on an image; runs always are.
  func lies(outside size: PixelSize) -> Bool {
    guard case .rings(let rings) = self, let box = Self.bounds(rings) else { return false }
    let isLeftOrAbove = box.x1 <= 0 || box.y1 <= 0
    return isLeftOrAbove || box.x0 >= Double(size.width) || box.y0 >= Double(size.height)
  }

  /// Whether it covers a pixel.
  func draws(on size: PixelSize) -> Bool {
    switch self {
    case .runs(let runs): runs.contains { !$0.isEmpty }
    case .rings(let rings): !MaskDrawing.spans(rings, on: size).isEmpty
    }
  }

  /// The smallest box around an outline: x0, y0, x1, y1; nil without a point.
  static func bounds(_ rings: [MaskDrawing.Ring]) -> MaskDrawing.Bounds? {
    let points = rings.flatMap { $0 }
    guard let first = points.first else { return nil }
    return points.reduce((first.x, first.y, first.x, first.y)) {
      (min($0.0, $1.x), min($0.1, $1.y), max($0.2, $1.x), max($0.3, $1.y))
    }
  }
}

extension [MaskDrawing.Item] {
  /// Large objects first, so that small ones on them stay visible; equal ones in the source's order.
  var largestFirst: [MaskDrawing.Item] {
    enumerated().map { ($0.offset, $0.element, $0.element.shape.area) }
      .sorted { ($1.2, $0.0) < ($0.2, $1.0) }.map(\.1)
  }
}
