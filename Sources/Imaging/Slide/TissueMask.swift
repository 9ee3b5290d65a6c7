// Axes: rows and columns of cells.

/// Where a slide shows tissue, on a coarse grid of square cells.
///
/// Stained tissue is coloured, glass is not: a cell is tissue when its saturation lies above Otsu's threshold over the
/// slide (Otsu 1979), and is neither nearly grey nor nearly black (ink, the edge of the cover glass).
public struct TissueMask: Sendable, Equatable {
  /// Cells along y.
  public let rows: Int
  /// Cells along x.
  public let columns: Int
  /// Level-0 pixels along a cell's edge.
  public let cell: Double
  /// Row by row.
  public let isTissue: [Bool]

  /// The share of cells that are tissue, 0...1.
  public var share: Double { Double(tissueCells.count) / Double(max(1, isTissue.count)) }

  /// Indices of the tissue cells, ascending.
  public let tissueCells: [Int]

  /// Level-0 place of a cell's centre.
  public func center(ofCell index: Int) -> (x: Double, y: Double) {
    ((Double(index % columns) + 0.5) * cell, (Double(index / columns) + 0.5) * cell)
  }

  /// The mask of an overview picture, one pixel a cell.
  public init(overview: Raster, cell: Double) {
    (rows, columns, self.cell) = (overview.height, overview.width, cell)
    let colours = (0..<overview.height * overview.width).map { index in
      (0..<3).map { Int(overview.bytes[index * 3 + $0]) }
    }
    let saturations = colours.map(Self.saturation)
    let threshold = max(Self.leastSaturation, Self.otsuThreshold(saturations))
    isTissue = zip(colours, saturations).map { colour, saturation in
      saturation > threshold && (colour.max() ?? 0) > Self.darkest
    }
    tissueCells = isTissue.indices.filter { [isTissue] in isTissue[$0] }
  }

  /// Grey glass and JPEG noise stay below.
  private static let leastSaturation = 12
  /// Brightest channel of what counts as black.
  private static let darkest = 40

  /// Saturation of HSV, 0...255.
  private static func saturation(_ colour: [Int]) -> Int {
    let (high, low) = (colour.max() ?? 0, colour.min() ?? 0)
    return high == 0 ? 0 : (high - low) * 255 / high
  }

  /// The threshold that separates two classes of values in 0...255 with the largest variance between them; values above
  /// it are the upper class.
  static func otsuThreshold(_ values: [Int]) -> Int {
    var histogram = [Double](repeating: 0, count: 256)
    for value in values { histogram[value] += 1 }
    let total = Double(values.count)
    let sum = histogram.indices.reduce(0.0) { $0 + Double($1) * histogram[$1] }
    var (below, sumBelow, best, threshold) = (0.0, 0.0, -1.0, 0)
    for level in 0..<256 {
      below += histogram[level]
      sumBelow += Double(level) * histogram[level]
      guard below > 0, below < total else { continue }
      let gap = sumBelow / below - (sum - sumBelow) / (total - below)
      let variance = below * (total - below) * gap * gap
      if variance > best { (best, threshold) = (variance, level) }
    }
    return threshold
  }
}

extension Slide {
  /// The slide's tissue on a grid whose longest side has about `longestSide` cells.
  ///
  /// Read in tiles from the level that is just fine enough, so that slides without a pyramid need little memory too.
  /// - Throws: `ImageError` naming a slide that is damaged.
  public func tissueMask(longestSide: Int = 512) throws -> TissueMask {
    let (picture, cell) = try overview(longestSide: longestSide)
    return TissueMask(overview: picture, cell: cell)
  }

  /// The whole slide in one small picture, and the level-0 pixels that one of its pixels stands for.
  /// - Throws: `ImageError` naming a slide that is damaged.
  public func overview(longestSide: Int = 512) throws -> (picture: Raster, cell: Double) {
    let cell = max(1, Double(max(width, height)) / Double(longestSide))
    let rows = max(1, Int((Double(height) / cell).rounded(.up)))
    let columns = max(1, Int((Double(width) / cell).rounded(.up)))
    var overview = Raster(height: rows, width: columns)
    for top in stride(from: 0, to: rows, by: Self.tileCells) {
      for left in stride(from: 0, to: columns, by: Self.tileCells) {
        let tile = try region(
          x: Int(Double(left) * cell), y: Int(Double(top) * cell), width: min(Self.tileCells, columns - left),
          height: min(Self.tileCells, rows - top), scale: cell)
        overview.put(tile, top: top, left: left)
      }
    }
    return (overview, cell)
  }

  /// Cells along a tile's edge: few enough for tiles of the finest level to stay small.
  private static let tileCells = 32
}

extension Raster {
  /// Writes a smaller image of the same depth and channels into this one.
  public mutating func put(_ part: Raster, top: Int, left: Int) {
    precondition(part.depth == depth && part.channels == channels, "images of one kind")
    let pixelBytes = channels * depth.byteCount
    for row in 0..<part.height {
      let from = row * part.rowBytes
      let to = (top + row) * rowBytes + left * pixelBytes
      bytes.replaceSubrange(to..<to + part.rowBytes, with: part.bytes[from..<from + part.rowBytes])
    }
  }
}
