import Torch

/// A tensor that belongs to a module: what `Module.entries()` finds.
public protocol ModuleSlot: AnyObject {
  /// The tensor, or nil where the layer was built without it.
  var tensor: Tensor? { get }
  /// Trainable.
  var isParameter: Bool { get }
  /// Part of the state dict.
  var isPersistent: Bool { get }
}
