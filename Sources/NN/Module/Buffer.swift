import Torch

/// A tensor that moves with the module and is not trained.
@propertyWrapper
public final class Buffer: ModuleSlot {
  private let value: Tensor
  /// Whether it is part of the state dict.
  public let isPersistent: Bool

  /// A buffer that holds its tensor from the start.
  /// - Parameters:
  ///   - wrappedValue: the value; no gradient is ever asked for.
  ///   - persistent: false for what the layer computes anew, such as an index.
  public init(wrappedValue: Tensor, persistent: Bool = true) {
    value = wrappedValue
    isPersistent = persistent
  }

  /// Assigned once, in the layer's initialiser.
  public var wrappedValue: Tensor {
    get { value }
    set { preconditionFailure("a buffer is assigned once: copy \(newValue.shape) into it instead") }
  }

  /// The tensor, never nil.
  public var tensor: Tensor? { value }
  /// Always false: a buffer is not trained.
  public var isParameter: Bool { false }
}
