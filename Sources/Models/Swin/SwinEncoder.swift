// B batch, H W height and width in tokens, C channels.

import NN
import Torch

/// Swin Transformer v1 as a pyramid of four maps (strides 4, 8, 16, 32; channels C, 2C, 4C, 8C).
///
/// Any image size: sides are padded at run time to what patches, windows and merging need; the window keeps its size.
/// Each map leaves through a norm, as in Swin's own dense models.
public final class SwinEncoder: Module, Encoder {
  let patchEmbedding: PatchEmbedding
  let stages: [SwinStage]
  let norms: [LayerNorm]
  /// The stride of each map in pixels: 4, 8, 16, 32.
  public let strides: [Int]
  /// The channels of each map: C, 2C, 4C, 8C.
  public let channels: [Int]
  /// The patch embedding's convolution.
  public var stem: Convolution { patchEmbedding.projection }

  /// An encoder with its start values.
  /// - Parameter norm: that of every block and every map.
  /// - Throws: `TorchError`.
  public init(_ configuration: SwinConfiguration, norm: Norm) throws {
    channels = configuration.depths.indices.map { configuration.channels << $0 }
    strides = configuration.depths.indices.map { SwinConfiguration.patch << $0 }
    patchEmbedding = try PatchEmbedding(configuration.channels, norm: norm)
    let blockCount = configuration.depths.reduce(0, +)
    let rise = configuration.dropPath / Double(max(1, blockCount - 1))
    var firstBlock = 0
    stages = try configuration.depths.enumerated().map { index, depth in
      defer { firstBlock += depth }
      return try SwinStage(
        index: index, channels: configuration.channels << index, heads: configuration.heads[index],
        dropPaths: (0..<depth).map { rise * Double(firstBlock + $0) }, norm: norm)
    }
    norms = try channels.map(norm.tokens)
  }

  /// The maps of a batch of images.
  /// - Parameter images: `[B, 3, H, W]`, 0...1, any H and W.
  /// - Returns: four maps, `[B, C << i, ceil(H / stride), ceil(W / stride)]`.
  /// - Throws: `TorchError`.
  public func callAsFunction(_ images: Tensor) throws -> Pyramid {
    precondition(images.rank == 4, "images are [B, 3, H, W], not \(images.shape)")
    var x = try patchEmbedding(images)  // [B, H, W, C]
    return Pyramid(
      try zip(stages, norms).map { stage, norm in
        x = try stage(x)
        let map = x
        return { try norm(map).permuted([0, 3, 1, 2]) }  // [B, C, H, W], a view
      })
  }
}

/// Patches of 4 x 4 pixels as tokens: `[B, 3, H, W] -> [B, ceil(H/4), ceil(W/4), C]`.
final class PatchEmbedding: Module {
  let projection: Convolution
  let norm: LayerNorm

  init(_ channels: Int, norm: Norm) throws {
    projection = try Convolution(3, channels, kernel: SwinConfiguration.patch, stride: SwinConfiguration.patch)
    try ImageScale.centred.fold(into: projection)
    self.norm = try norm.tokens(channels)
  }

  func callAsFunction(_ images: Tensor) throws -> Tensor {
    var x = try images.paddedRightBottom(toMultipleOf: SwinConfiguration.patch, heightAxis: 2)
    x = try projection(x).permuted([0, 2, 3, 1])  // [B, H/4, W/4, C]
    return try norm(x)
  }
}

/// Merging (but in the first stage), then blocks whose windows shift every second time.
final class SwinStage: Module {
  let merging: PatchMerging?
  let blocks: [SwinBlock]

  init(index: Int, channels: Int, heads: Int, dropPaths: [Double], norm: Norm) throws {
    merging = index > 0 ? try PatchMerging(channels / 2, norm: norm) : nil
    blocks = try dropPaths.enumerated().map { j, dropPath in
      try SwinBlock(channels, heads: heads, isShifted: j % 2 == 1, dropPath: dropPath, norm: norm)
    }
  }

  func callAsFunction(_ input: Tensor) throws -> Tensor {
    var x = try merging?(input) ?? input
    for block in blocks { x = try block(x) }
    return x
  }
}

/// Four neighbouring tokens become one with twice the channels: `[B, H, W, C] -> [B, ceil(H/2), ceil(W/2), 2C]`.
final class PatchMerging: Module {
  let norm: LayerNorm
  let reduction: Linear

  init(_ channels: Int, norm: Norm) throws {
    self.norm = try norm.tokens(4 * channels)
    reduction = try Linear(4 * channels, 2 * channels, hasBias: false)
  }

  func callAsFunction(_ input: Tensor) throws -> Tensor {
    let x = try input.paddedRightBottom(toMultipleOf: 2, heightAxis: 1)
    let (B, H, W, C) = (x.size(0), x.size(1) / 2, x.size(2) / 2, x.size(3))
    var merged = try x.reshaped([B, H, 2, W, 2, C]).permuted([0, 1, 3, 4, 2, 5])  // column before row, as in Swin
    merged = try merged.reshaped([B, H, W, 4 * C])
    return try reduction(norm(merged))
  }
}

extension Tensor {
  /// Zeros below and to the right, until height (axis `heightAxis`) and width (the next axis) are multiples.
  func paddedRightBottom(toMultipleOf multiple: Int, heightAxis: Int) throws -> Tensor {
    let shape = shape
    let missing = shape[heightAxis...(heightAxis + 1)].map { ($0 + multiple - 1) / multiple * multiple - $0 }
    if missing == [0, 0] { return self }
    let trailing = [Int](repeating: 0, count: 2 * (shape.count - heightAxis - 2))
    return try padded(trailing + [0, missing[1], 0, missing[0]])
  }
}
