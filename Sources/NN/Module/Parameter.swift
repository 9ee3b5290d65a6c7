import Torch

/// A trainable tensor of a module.
@propertyWrapper
public final class Parameter: ModuleSlot {
  private let value: Tensor

  /// A parameter, whose tensor becomes a trainable leaf.
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

  /// The tensor, never nil.
  public var tensor: Tensor? { value }
  /// Always true: a parameter is trained.
  public var isParameter: Bool { true }
  /// Always true: a parameter is part of the state dict.
  public var isPersistent: Bool { true }
}
