import Imaging

// Axes: B samples, H height, W width, C channels.

/// One batch of one task in the computer's memory.
public struct HostBatch: Sendable {
  /// Updates done before this batch.
  public let step: Int
  /// The task's name.
  public let task: String
  /// One a sample; slices of volumes carry their number.
  public let ids: [String]
  /// H, the task's size.
  public let height: Int
  /// W, the task's size.
  public let width: Int
  /// The element type of `images`: float32 as soon as one image of the batch is.
  public let depth: PixelDepth
  /// `[B, H, W, 3]`, elements of `depth`; images lie top-left, the rest is 0.
  public let images: [UInt8]
  /// Rows and columns of each image that are not padding.
  public let validSizes: [(height: Int, width: Int)]
  /// Masks are `[H, W]` with `LabelMap.ignore` in the padding.
  public let targets: [Target]

  /// Samples in the batch.
  public var count: Int { ids.count }

  /// Lays samples into one block; if one is float, all become float.
  init(_ samples: [TrainingSample], step: Int, task: String, size: Int) {
    let fits = samples.allSatisfy { $0.image.height <= size && $0.image.width <= size && $0.image.channels == 3 }
    precondition(fits, "the images of a batch have three channels and are no larger than its size")
    let depth: PixelDepth = samples.contains { $0.image.depth == .float32 } ? .float32 : .uint8
    self.step = step
    self.task = task
    self.depth = depth
    ids = samples.map(\.id)
    (height, width) = (size, size)
    validSizes = samples.map { ($0.image.height, $0.image.width) }
    images = Self.laid(samples.map { depth == .uint8 ? $0.image : $0.image.asFloats }, size: size, depth: depth)
    targets = samples.map { sample in
      guard case .mask(let mask) = sample.target else { return sample.target }
      return .mask(mask.padded(height: size, width: size))
    }
  }

  private static func laid(_ images: [Raster], size: Int, depth: PixelDepth) -> [UInt8] {
    let rowBytes = size * 3 * depth.byteCount
    var block = [UInt8](repeating: 0, count: images.count * size * rowBytes)
    block.withUnsafeMutableBytes { block in
      for (number, image) in images.enumerated() {
        image.bytes.withUnsafeBytes { source in
          for row in 0..<image.height {
            let to = (number * size + row) * rowBytes
            let from = row * image.rowBytes
            block[to..<to + image.rowBytes].copyBytes(from: source[from..<from + image.rowBytes])
          }
        }
      }
    }
    return block
  }
}
