import Torch

/// A tensor that belongs to a module: what `Module.entries()` finds.
public protocol ModuleSlot: AnyObject {
  /// The tensor, or nil where the layer was built without it.
  var tensor: Tensor? { get }
  /// Whether it is trained.
  var isParameter: Bool { get }
  /// Whether it is part of the state dict.
  var isPersistent: Bool { get }
}
