/// A slide or its mask as large as Panda's: a tiled TIFF of 4,096 x 4,096 pixels of 0.5 micrometres, and levels of a
/// quarter and a sixteenth of its edges. The left half has a pattern, the right half one colour, so that few tiles
/// differ and each lies in the file once.
struct PyramidTiff {
  typealias Pixel = (UInt8, UInt8, UInt8)

  /// By row and column of a tile.
  let left: (_ row: Int, _ column: Int) -> Pixel
  let right: () -> Pixel

  private static let edges = [4096, 1024, 256]
  private static let tile = 256

  init(left: @escaping (_ row: Int, _ column: Int) -> Pixel, right: @escaping () -> Pixel) {
    (self.left, self.right) = (left, right)
  }

  var bytes: [UInt8] {
    var file: [UInt8] = [0x49, 0x49, 42, 0, 0, 0, 0, 0]
    let pattern = append(columns: Self.tile, to: &file)
    let plain = append(columns: 0, to: &file)
    let split = append(columns: Self.tile / 2, to: &file)
    var link = 4
    for edge in Self.edges {
      let across = edge / Self.tile
      let row = across == 1 ? [split] : (0..<across).map { $0 < across / 2 ? pattern : plain }
      let tiles = [[Int]](repeating: row, count: across).flatMap { $0 }
      let entries = entries(edge, tiles, &file)
      file.replaceSubrange(link..<link + 4, with: Self.number(file.count, 4))
      file += Self.number(entries.count, 2)
      for entry in entries {
        file += Self.number(entry.tag, 2) + Self.number(entry.type, 2) + Self.number(entry.count, 4)
        file += Self.number(entry.value, 4)
      }
      link = file.count
      file += [0, 0, 0, 0]
    }
    return file
  }

  /// A tile whose first columns have the pattern; returns where it lies.
  private func append(columns: Int, to file: inout [UInt8]) -> Int {
    let offset = file.count
    for row in 0..<Self.tile {
      for column in 0..<Self.tile {
        let pixel = column < columns ? left(row, column) : right()
        file.append(pixel.0)
        file.append(pixel.1)
        file.append(pixel.2)
      }
    }
    return offset
  }

  /// Type 3 is a short, 4 a long, 5 a rational; several values lie at an offset.
  private func entries(
    _ edge: Int, _ tiles: [Int], _ file: inout [UInt8]
  ) -> [(tag: Int, type: Int, count: Int, value: Int)] {
    func several(_ values: [Int], width: Int) -> Int {
      if values.count == 1 { return values[0] }
      let offset = file.count
      file += values.flatMap { Self.number($0, width) }
      return offset
    }
    let tileBytes = Self.tile * Self.tile * 3
    let resolution = several([20_000, 1], width: 4)
    return [
      (254, 4, 1, edge == Self.edges[0] ? 0 : 1), (256, 4, 1, edge), (257, 4, 1, edge),
      (258, 3, 3, several([8, 8, 8, 0], width: 2)), (259, 3, 1, 1), (262, 3, 1, 2), (277, 3, 1, 3),
      (282, 5, 1, resolution), (283, 5, 1, resolution), (284, 3, 1, 1), (296, 3, 1, 3), (322, 4, 1, Self.tile),
      (323, 4, 1, Self.tile), (324, 4, tiles.count, several(tiles, width: 4)),
      (325, 4, tiles.count, several(tiles.map { _ in tileBytes }, width: 4)),
    ]
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(value >> (8 * $0) & 255) }
  }
}
