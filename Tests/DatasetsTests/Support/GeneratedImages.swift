import Foundation
import GoldenArrays
import Imaging
import Statistics

/// Pictures that tests make themselves.
enum GeneratedImages {
  /// Seeded noise, so that no two are alike.
  static func noise(height: Int, width: Int, seed: Int) -> Raster {
    var random = SampleRandom(seed: UInt64(seed), task: "noise")
    return Raster(
      height: height, width: width, bytes: (0..<height * width * 3).map { _ in UInt8(random.integer(in: 0..<256)) })
  }

  /// Soft discs of seeded places and greys, which keep their look when resized.
  static func blobs(height: Int, width: Int, seed: Int) -> Raster {
    var random = SampleRandom(seed: UInt64(seed), task: "blobs")
    let discs = (0..<12).map { _ in
      (
        random.uniform(in: 0...1), random.uniform(in: 0...1), random.uniform(in: 0.08...0.2),
        random.uniform(in: 0...255)
      )
    }
    var bytes: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width {
        let (y, x) = (Double(row) / Double(height), Double(column) / Double(width))
        let grey = discs.last { ($0.0 - y) * ($0.0 - y) + ($0.1 - x) * ($0.1 - x) < $0.2 * $0.2 }?.3 ?? 128
        bytes += [UInt8(grey), UInt8(grey), UInt8(grey)]
      }
    }
    return Raster(height: height, width: width, bytes: bytes)
  }

  /// Red counts the column, green the row: every pixel tells where it was.
  static func coordinates(height: Int, width: Int) -> Raster {
    var bytes: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width { bytes += [UInt8(column), UInt8(row), 7] }
    }
    return Raster(height: height, width: width, bytes: bytes)
  }

  /// A mask of `value` inside a rectangle and 0 elsewhere.
  static func mask(
    height: Int, width: Int, rows: Range<Int>, columns: Range<Int>, value: UInt16 = 1
  ) -> LabelMap {
    var mask = LabelMap(height: height, width: width, filledWith: 0)
    for row in rows { for column in columns { mask[row, column] = value } }
    return mask
  }
}

extension TemporaryFolder {
  @discardableResult
  func png(_ name: String, _ raster: Raster) throws -> String {
    try write(name, "")
    try ImageWriter.png(raster, to: path(name))
    return path(name)
  }

  @discardableResult
  func png(_ name: String, _ mask: LabelMap) throws -> String {
    try write(name, "")
    try ImageWriter.png(mask, to: path(name))
    return path(name)
  }

  @discardableResult
  func jpeg(_ name: String, _ raster: Raster) throws -> String {
    try write(name, "")
    try ImageWriter.jpeg(raster, to: path(name))
    return path(name)
  }
}
