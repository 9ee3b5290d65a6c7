import Torch

/// A layer with one input and one output.
public protocol UnaryLayer: Module {
  /// The layer's output.
  /// - Parameter input: of the shape that the layer's own page names.
  /// - Throws: `TorchError` if the shape does not fit.
  func callAsFunction(_ input: Tensor) throws -> Tensor
}

extension UnaryLayer {
  /// The layer's output in float32, within `autocast` too: for what is ranked, thresholded or compared.
  /// - Throws: as the layer itself.
  public func inFloat32(_ input: Tensor) throws -> Tensor {
    try autocast(.float32, on: input.device) { try self(input.to(.float32)) }
  }
}
