import Torch

/// A square convolution of images: `[B, inputs, H, W] -> [B, outputs, H', W']`.
public final class Convolution: Module, UnaryLayer {
  @Parameter public var weight: Tensor  // [outputs, inputs, kernel, kernel]
  @OptionalParameter public var bias: Tensor?  // [outputs]
  let stride: Int
  let padding: Int

  /// Weights start as in He et al. 2015 for ReLU (normal, fan in), the bias at 0.
  public init(_ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, hasBias: Bool = true)
    throws
  {
    self.stride = stride
    self.padding = padding
    weight = try Initializer.kaimingNormal.tensor([outputs, inputs, kernel, kernel])
    bias = hasBias ? try Tensor.zeros([outputs]) : nil
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try input.conv2d(weight, bias, stride: stride, padding: padding)
  }
}
