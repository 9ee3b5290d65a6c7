/// Overlapping tiles that cover an image at full resolution, row by row from the top left.
///
/// Neighbours share at least a quarter of the tile's edge; starts are spread evenly, and the last tile ends at the
/// image's edge. An image smaller than a tile has one, of its own size, which is padded before the network.
struct TileGrid: Equatable {
  /// One tile: a window of the image.
  struct Tile: Equatable {
    let top: Int
    let left: Int
    let height: Int
    let width: Int
    /// The rows and columns that no other tile sees more centrally: the grid's owned parts cover the image once.
    let ownedRows: Range<Int>
    let ownedColumns: Range<Int>
  }

  let tiles: [Tile]

  /// Share of the edge that neighbouring tiles have in common, at least.
  static let overlapShare = 0.25

  init(height: Int, width: Int, size: Int) {
    let rows = Span.cover(height, size: size)
    let columns = Span.cover(width, size: size)
    tiles = rows.flatMap { row in
      columns.map { column in
        Tile(
          top: row.start, left: column.start, height: row.length, width: column.length, ownedRows: row.owned,
          ownedColumns: column.owned)
      }
    }
  }

  /// One tile that is the whole image.
  init(whole height: Int, width: Int) { self.init(height: height, width: width, size: max(height, width)) }
}

/// A tile along one axis.
private struct Span {
  let start: Int
  let length: Int
  let owned: Range<Int>

  static func cover(_ length: Int, size: Int) -> [Span] {
    guard length > size else { return [Span(start: 0, length: length, owned: 0..<length)] }
    let step = max(1, size - Int((Double(size) * TileGrid.overlapShare).rounded(.up)))
    let gaps = (length - size + step - 1) / step
    let starts = (0...gaps).map { $0 * (length - size) / gaps }
    return starts.indices.map { i in
      // The middle of what two neighbours share parts them.
      let lower = i == 0 ? 0 : (starts[i] + starts[i - 1] + size) / 2
      let upper = i == gaps ? length : (starts[i + 1] + starts[i] + size) / 2
      return Span(start: starts[i], length: size, owned: lower..<upper)
    }
  }
}
