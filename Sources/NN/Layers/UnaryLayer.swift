import Torch

/// A layer with one input and one output.
public protocol UnaryLayer: Module {
  /// The layer's output.
  /// - Parameter input: of the shape that the layer's own page names.
  /// - Throws: `TorchError` if the shape does not fit.
  func callAsFunction(_ input: Tensor) throws -> Tensor
}
