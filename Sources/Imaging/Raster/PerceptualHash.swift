/// 256 bits that hardly change when a picture is resized, recompressed or brightened: near-copies differ in few of
/// them.
///
/// The picture is averaged down to 17 x 16 grey cells; a bit tells whether a cell is darker than its right neighbour
/// ("difference hash").
public struct PerceptualHash: Sendable, Hashable {
  /// Four words, the bits of the first row first.
  public let words: [UInt64]

  private static let rows = 16
  private static let columns = 17
  /// Cells that differ by less than this, 0...1, count as equal, so that flat areas do not flip with noise.
  private static let leastStep: Float = 1.5 / 255

  /// The hash of a picture.
  /// - Throws: `ImageError` for an empty picture.
  public init(_ raster: Raster) throws {
    let cells = try raster.resized(height: Self.rows, width: Self.columns, interpolation: .area).floats
    let channels = raster.channels
    let grey = (0..<Self.rows * Self.columns).map { cell in
      (0..<channels).reduce(Float(0)) { $0 + cells[cell * channels + $1] } / Float(channels)
    }
    var words = [UInt64](repeating: 0, count: 4)
    for row in 0..<Self.rows {
      for column in 0..<Self.columns - 1 {
        let place = row * Self.columns + column
        let bit = row * (Self.columns - 1) + column
        if grey[place + 1] > grey[place] + Self.leastStep { words[bit / 64] |= 1 << UInt64(bit % 64) }
      }
    }
    self.words = words
  }

  /// Four words of 64 bits, as they were kept.
  public init?(words: [UInt64]) {
    guard words.count == 4 else { return nil }
    self.words = words
  }

  /// Bits that differ, 0...256.
  public func distance(to other: PerceptualHash) -> Int {
    zip(words, other.words).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
  }

  /// True when there is hardly a step in the picture, so that its hash says nothing.
  public var isPlain: Bool { words.reduce(0) { $0 + $1.nonzeroBitCount } < 8 }
}
