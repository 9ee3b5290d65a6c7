import Torch

/// A tensor that belongs to a module: what `Module.entries()` finds.
public protocol ModuleSlot: AnyObject {
  /// The tensor, or nil where the layer was built without it.
  var tensor: Tensor? { get }
  var isParameter: Bool { get }
  /// Part of the state dict.
  var isPersistent: Bool { get }
}

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

  public var tensor: Tensor? { value }
  public var isParameter: Bool { true }
  public var isPersistent: Bool { true }
}

/// A trainable tensor that a layer may be built without, such as a bias.
@propertyWrapper
public final class OptionalParameter: ModuleSlot {
  private let value: Tensor?

  public init(wrappedValue: Tensor?) {
    value = wrappedValue
    value?.markTrainable(true)
  }

  /// Assigned once, in the layer's initialiser.
  public var wrappedValue: Tensor? {
    get { value }
    set { preconditionFailure("a parameter is assigned once, not again with \(newValue?.shape ?? [])") }
  }

  public var tensor: Tensor? { value }
  public var isParameter: Bool { true }
  public var isPersistent: Bool { true }
}

/// A tensor that moves with the module and is not trained.
@propertyWrapper
public final class Buffer: ModuleSlot {
  private let value: Tensor
  public let isPersistent: Bool

  public init(wrappedValue: Tensor, persistent: Bool = true) {
    value = wrappedValue
    isPersistent = persistent
  }

  /// Assigned once, in the layer's initialiser.
  public var wrappedValue: Tensor {
    get { value }
    set { preconditionFailure("a buffer is assigned once: copy \(newValue.shape) into it instead") }
  }

  public var tensor: Tensor? { value }
  public var isParameter: Bool { false }
}
