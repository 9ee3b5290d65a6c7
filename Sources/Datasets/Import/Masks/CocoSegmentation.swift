/// The `segmentation` of a COCO annotation: polygons, or run lengths as list or text.
enum CocoSegmentation: Decodable {
  case polygons([[Double]])
  case counts([Int], height: Int, width: Int)
  case compressed(String, height: Int, width: Int)

  private struct Runs: Decodable {
    let counts: Counts
    /// Height, width.
    let size: [Int]
  }

  private enum Counts: Decodable {
    case list([Int])
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let list = try? container.decode([Int].self) {
        self = .list(list)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let polygons = try? container.decode([[Double]].self) {
      self = .polygons(polygons)
      return
    }
    let runs = try container.decode(Runs.self)
    guard runs.size.count == 2 else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "size is not [height, width]")
    }
    switch runs.counts {
    case .list(let list): self = .counts(list, height: runs.size[0], width: runs.size[1])
    case .text(let text): self = .compressed(text, height: runs.size[0], width: runs.size[1])
    }
  }

  /// Polygons that enclose nothing; they are not drawn.
  var emptyPolygonCount: Int {
    if case .polygons(let polygons) = self { polygons.count { Self.ring($0).count < 3 } } else { 0 }
  }

  /// What is drawn for the object: each polygon of its own, because parts of one object may overlap.
  func shapes(in size: PixelSize) throws(RunLength.Problem) -> [MaskDrawing.Shape] {
    switch self {
    case .polygons(let polygons):
      guard polygons.allSatisfy({ $0.count.isMultiple(of: 2) }) else {
        throw RunLength.Problem(text: "an outline of an odd number of coordinates")
      }
      let rings = polygons.map(Self.ring).filter { $0.count >= 3 }
      if rings.isEmpty { throw RunLength.Problem(text: "an outline of fewer than three points") }
      return rings.map { .rings([$0]) }
    case .counts(let counts, let height, let width):
      return [.runs(try Self.runs(counts, height, width, size))]
    case .compressed(let text, let height, let width):
      return [.runs(try Self.runs(try RunLength.cocoCounts(text), height, width, size))]
    }
  }

  private static func runs(
    _ counts: [Int], _ height: Int, _ width: Int, _ size: PixelSize
  ) throws(RunLength.Problem) -> [Range<Int>] {
    guard (height, width) == (size.height, size.width) else {
      throw RunLength.Problem(text: "run lengths of another size than their image")
    }
    return try RunLength.cocoRuns(counts, count: height * width)
  }

  private static func ring(_ numbers: [Double]) -> MaskDrawing.Ring {
    stride(from: 0, to: numbers.count - 1, by: 2).map { MaskDrawing.Point(x: numbers[$0], y: numbers[$0 + 1]) }
      .filter { $0.x.isFinite && $0.y.isFinite }
  }
}
