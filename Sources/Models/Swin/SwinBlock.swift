// B batch, H W height and width in tokens, C channels, nW windows an image, N tokens a window.

import NN
import Torch

/// `x + attention(norm(x))`, then `x + mlp(norm(x))`, on `[B, H, W, C]`.
final class SwinBlock: Module {
  let norm1: LayerNorm
  let attention: WindowAttention
  let norm2: LayerNorm
  let mlp: SwinMLP
  let dropPath: DropPath
  let isShifted: Bool

  init(_ channels: Int, heads: Int, isShifted: Bool, dropPath: Double, norm: Norm) throws {
    norm1 = try norm.tokens(channels)
    attention = try WindowAttention(channels, heads: heads)
    norm2 = try norm.tokens(channels)
    mlp = try SwinMLP(channels, ratio: SwinConfiguration.mlpRatio)
    self.dropPath = DropPath(dropPath)
    self.isShifted = isShifted
  }

  func callAsFunction(_ input: Tensor) throws -> Tensor {
    let grid = WindowGrid(Extent(height: input.size(1), width: input.size(2)), isShifted: isShifted)
    var x = try join(input, attention(norm1(input), grid), attention.projection)
    x = try join(x, mlp(norm2(x)), mlp.fc2)
    return x
  }

  /// The residual sum in one pass with the bias of the branch's last layer and stochastic depth.
  private func join(_ x: Tensor, _ branch: Tensor, _ last: Linear) throws -> Tensor {
    let factors = try dropPath.factors(batch: x.size(0), on: x.device)
    return try x.joined(branch, bias: last.bias, scale: factors)
  }
}

/// Two linear layers with GELU between them; the second one's bias is left to the block.
final class SwinMLP: Module {
  let fc1: Linear
  let fc2: Linear

  init(_ channels: Int, ratio: Int) throws {
    fc1 = try Linear(channels, ratio * channels)
    fc2 = try Linear(ratio * channels, channels)
  }

  func callAsFunction(_ input: Tensor) throws -> Tensor {
    try fc2.product(fc1.product(input).fusedGelu(bias: fc1.bias))
  }
}
