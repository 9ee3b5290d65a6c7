extension PerceptualHash {
  /// Of a volume in RAS order, so that one that was stored with other axes or spacing gives the same bits.
  ///
  /// The volume is averaged down to 9 x 8 x 4 cells (x, y, z); a bit tells whether a cell is darker than the next one
  /// to the right. Steps below 2 % of the range of the cells count as none.
  public init(_ volume: Volume) {
    let cells = Self.cells(volume)
    let (low, high) = (cells.min() ?? 0, cells.max() ?? 0)
    let leastStep = Self.leastShare * (high - low)
    var bits = [UInt64](repeating: 0, count: 4)
    let (columns, steps) = (Self.grid[0], Self.grid[0] - 1)
    for row in 0..<Self.grid[1] * Self.grid[2] {
      for column in 0..<steps where cells[row * columns + column + 1] > cells[row * columns + column] + leastStep {
        let bit = row * steps + column
        bits[bit / 64] |= 1 << UInt64(bit % 64)
      }
    }
    words = bits
  }

  private static let grid = [9, 8, 4]
  private static let leastShare: Float = 0.02

  /// Means of the finite voxels of each cell, x fastest; 0 for a cell without any. Bright is high.
  private static func cells(_ volume: Volume) -> [Float] {
    let sign = volume.isInverted ? -1.0 : 1
    let parts = (0..<3).map { axis in (0..<grid[axis]).map { part($0, of: grid[axis], length: volume.size[axis]) } }
    return volume.voxels.withUnsafeBufferPointer { voxels in
      parts[2].flatMap { z in
        parts[1].flatMap { y in
          parts[0].map { x in
            var (sum, count) = (0.0, 0)
            for plane in z {
              for row in y {
                let start = (plane * volume.size[1] + row) * volume.size[0]
                for value in voxels[start + x.lowerBound..<start + x.upperBound] where value.isFinite {
                  sum += Double(value)
                  count += 1
                }
              }
            }
            return Float(sign * sum / Double(max(1, count)))
          }
        }
      }
    }
  }

  /// The voxels of a cell along one axis, one at least.
  private static func part(_ cell: Int, of count: Int, length: Int) -> Range<Int> {
    let start = cell * length / count
    return start..<max(start + 1, (cell + 1) * length / count)
  }
}
