import Torch

/// A trainable tensor that a layer may be built without, such as a bias.
@propertyWrapper
public final class OptionalParameter: ModuleSlot {
  private let value: Tensor?

  /// A parameter, whose tensor becomes a trainable leaf, or none.
  /// - Parameter wrappedValue: the start value, as of a `Parameter`; nil leaves it out of the state dict too.
  public init(wrappedValue: Tensor?) {
    value = wrappedValue
    value?.markTrainable(true)
  }

  /// Assigned once, in the layer's initialiser.
  public var wrappedValue: Tensor? {
    get { value }
    set { preconditionFailure("a parameter is assigned once, not again with \(newValue?.shape ?? [])") }
  }

  /// The tensor; nil where the layer was built without it.
  public var tensor: Tensor? { value }
  /// Always true: a parameter is trained.
  public var isParameter: Bool { true }
  /// Always true: a parameter is part of the state dict.
  public var isPersistent: Bool { true }
}
