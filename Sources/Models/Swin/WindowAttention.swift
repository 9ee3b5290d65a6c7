// B batch, H W height and width in tokens, C channels, nW windows an image, N tokens a window, d channels a head.

import NN
import Torch

/// Self-attention within windows, with a learned bias for each relative position.
final class WindowAttention: Module {
  let qkv: Linear
  let projection: Linear
  @Parameter var relativePositionBiasTable: Tensor  // [(2 * 7 - 1)^2, heads]
  @Buffer var relativePositionIndex: Tensor  // [N * N]
  let heads: Int
  private var masks: [MaskKey: Tensor] = [:]

  private struct MaskKey: Hashable {
    let grid: WindowGrid
    let device: String
  }

  init(_ channels: Int, heads: Int) throws {
    precondition(channels % heads == 0, "\(heads) heads do not divide \(channels) channels")
    self.heads = heads
    qkv = try Linear(channels, 3 * channels)
    projection = try Linear(channels, channels)
    let w = SwinConfiguration.window
    let positions = (2 * w - 1) * (2 * w - 1)
    relativePositionBiasTable = try Initializer.truncatedNormal(deviation: 0.02).tensor([positions, heads])
    _relativePositionIndex = Buffer(wrappedValue: try Self.positionIndex(window: w), persistent: false)
  }

  /// Attends within the windows of `grid`.
  /// - Parameter input: `[B, H, W, C]`, normalised.
  /// - Returns: `[B, H, W, C]` without the projection's bias, which the block adds with the residual.
  func callAsFunction(_ input: Tensor, _ grid: WindowGrid) throws -> Tensor {
    var x = try grid.partition(input)  // [B * nW, N, C]
    x = try qkv.product(x)  // [B * nW, N, 3C]
    x = try x.windowAttention(
      bias: bias(), mask: mask(grid, on: input.device), heads: heads, qkvBias: qkv.bias)  // [B * nW, N, C]
    x = try projection.product(x)
    return try grid.reverse(x)  // [B, H, W, C]
  }

  /// `[heads, N, N]`.
  private func bias() throws -> Tensor {
    let N = SwinConfiguration.window * SwinConfiguration.window
    return try relativePositionBiasTable.indexSelect(0, relativePositionIndex).reshaped([N, N, heads])
      .permuted([2, 0, 1])
  }

  private func mask(_ grid: WindowGrid, on device: Device) throws -> Tensor? {
    guard grid.isShifted else { return nil }
    let key = MaskKey(grid: grid, device: device.description)
    if let known = masks[key] { return known }
    masks[key] = try grid.mask(on: device)
    return masks[key]
  }

  /// Row of the bias table for every pair of tokens of a window, row-major.
  private static func positionIndex(window w: Int) throws -> Tensor {
    var index: [Int64] = []
    for a in 0..<w * w {
      for b in 0..<w * w {
        let (dy, dx) = (a / w - b / w + w - 1, a % w - b % w + w - 1)
        index.append(Int64(dy * (2 * w - 1) + dx))
      }
    }
    return try Tensor(index, shape: [index.count])
  }
}
