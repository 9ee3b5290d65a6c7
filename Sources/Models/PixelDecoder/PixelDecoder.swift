// B batch, H W height and width.

import NN
import Torch

/// The shared decoder for segmentation: a U-Net from the coarsest map to a 16-channel embedding of every pixel.
///
/// Blocks of 96, 64 and 32 channels up to stride 4 with the encoder's maps as skips, then one step to full size and a
/// block of 16. Source: Methods, "Segmentation"; the widths are ours, since the paper names none.
public final class PixelDecoder: Module {
  let blocks: [PixelBlock]
  let embedding: Convolution

  /// Channels of the pixel embedding.
  public static let embeddingChannels = 16
  private static let widths = [96, 64, 32, 16]

  /// A decoder with its start values.
  /// - Parameters:
  ///   - channels: those of the encoder's four maps, fine to coarse.
  ///   - norm: every block's norms.
  /// - Throws: `TorchError`.
  public init(channels: [Int], norm: Norm) throws {
    precondition(channels.count == 4, "the pixel decoder takes four maps, not \(channels.count)")
    let skips = [channels[2], channels[1], channels[0], 0]
    let inputs = [channels[3]] + Self.widths.dropLast()
    blocks = try Self.widths.indices.map { i in
      try PixelBlock(inputs[i] + skips[i], Self.widths[i], norm: norm)
    }
    embedding = try Convolution(Self.widths[3], Self.embeddingChannels, kernel: 3, padding: 1)
  }

  /// The embedding of every pixel.
  /// - Parameters:
  ///   - pyramid: the encoder's four maps.
  ///   - size: the input image's.
  /// - Returns: `[B, 16, H, W]` of that size.
  /// - Throws: `TorchError`.
  public func callAsFunction(_ pyramid: Pyramid, size: Extent) throws -> Tensor {
    var x = try pyramid.last()
    for (block, level) in zip(blocks, [2, 1, 0]) { x = try block(x, pyramid.map(level), size) }
    x = try blocks[3](x, nil, size)
    return try embedding(x)
  }
}

/// Nearest up to the skip (or the image), concatenate, two convolutions with norm and ReLU.
final class PixelBlock: Module {
  let conv1: Convolution
  let norm1: GroupNorm
  let conv2: Convolution
  let norm2: GroupNorm

  init(_ inputs: Int, _ outputs: Int, norm: Norm) throws {
    conv1 = try Convolution(inputs, outputs, kernel: 3, padding: 1, hasBias: false)
    norm1 = try norm.image(outputs)
    conv2 = try Convolution(outputs, outputs, kernel: 3, padding: 1, hasBias: false)
    norm2 = try norm.image(outputs)
  }

  func callAsFunction(_ input: Tensor, _ skip: Tensor?, _ imageSize: Extent) throws -> Tensor {
    let size = skip?.extent ?? imageSize
    var x = try input.upsampledNearest(height: size.height, width: size.width)
    if let skip { x = try Tensor.cat([x, skip.to(x.dtype)], 1) }
    x = try norm1.relu(conv1(x))
    return try norm2.relu(conv2(x))
  }
}
