import Torch

/// A square convolution of images: `[B, inputs, H, W] -> [B, outputs, H', W']`.
public final class Convolution: Module, UnaryLayer {
  /// The kernels, `[outputs, inputs, kernel, kernel]`.
  @Parameter public var weight: Tensor
  /// What is added to each output, `[outputs]`; nil without.
  @OptionalParameter public var bias: Tensor?
  let stride: Int
  let padding: Int

  /// Weights start as in He et al. 2015 for ReLU (normal, fan in), the bias at 0.
  /// - Throws: `TorchError` for sizes below 0.
  public init(_ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, hasBias: Bool = true)
    throws
  {
    self.stride = stride
    self.padding = padding
    weight = try Initializer.kaimingNormal.tensor([outputs, inputs, kernel, kernel])
    bias = hasBias ? try Tensor.zeros([outputs]) : nil
  }

  /// The convolved images, `[B, inputs, H, W] -> [B, outputs, H', W']` with H' = (H + 2 padding - kernel) / stride + 1,
  /// rounded down.
  /// - Throws: `TorchError` if the channels differ or the image is smaller than the kernel.
  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try needsFloat32(input)
      ? inFloat32(input) : input.conv2d(weight, bias, stride: stride, padding: padding)
  }

  /// Whether libtorch 2.13 gives the weight a wrong gradient in bfloat16, on CPUs that have it in hardware: for images
  /// one pixel wide, the places of a strided kernel that lie in the padding keep what the memory held before.
  private func needsFloat32(_ input: Tensor) throws -> Bool {
    try stride > 1 && input.size(3) == 1 && input.device == .cpu && isAutocasting(on: .cpu)
  }
}
