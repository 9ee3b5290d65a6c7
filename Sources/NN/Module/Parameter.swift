import Torch

/// A trainable tensor of a module.
@propertyWrapper
public final class Parameter: ModuleSlot {
  private let value: Tensor

  /// - Parameter wrappedValue: the start value, a floating-point tensor that was not computed under gradients.
  public init(wrappedValue: Tensor) {
    value = wrappedValue
    value.markTrainable(true)
  }

  /// Assigned once, in the layer's initialiser; optimisers hold on to the tensor.
  public var wrappedValue: Tensor {
    get { value }
    set { preconditionFailure("a parameter is assigned once: copy \(newValue.shape) into it instead") }
  }

  /// The tensor.
  public var tensor: Tensor? { value }
  /// True: trainable.
  public var isParameter: Bool { true }
  /// True: part of the state dict.
  public var isPersistent: Bool { true }
}
