import Torch

/// A part of a model: parameters, buffers and child modules, found by one walk over its stored properties.
///
/// Keys of the state dict are property names in snake_case; arrays count (`blocks.0`), dictionaries are sorted by key.
/// The walk runs at set-up and checkpoints, never in a step.
open class Module {
  /// Whether drop path and the like are active; set for a whole tree by `setTraining`.
  public private(set) var isTraining = true
  /// A frozen subtree has no gradients and stays in evaluation mode.
  public private(set) var isFrozen = false

  /// A module in training mode.
  public init() {}

  /// One tensor of the tree with its key.
  public struct Entry {
    /// Its key in the state dict, from the root of the tree.
    public let key: String
    /// The property wrapper that holds it.
    public let slot: any ModuleSlot
    /// The tensor itself; copying into it changes the model.
    public let tensor: Tensor
  }

  /// All tensors of the tree in the order of their properties; one that is reachable twice is listed once.
  public func entries() -> [Entry] {
    var walk = ModuleWalk()
    walk.visit(self, prefix: "")
    return walk.entries
  }

  /// The trainable tensors with their keys.
  public func parameters() -> [Entry] { entries().filter { $0.slot.isParameter } }

  /// Elements of all trainable tensors.
  public var parameterCount: Int { parameters().reduce(0) { $0 + $1.tensor.elementCount } }

  /// This module and all below it, parents first, with their key prefixes.
  public func modules() -> [(key: String, module: Module)] {
    var walk = ModuleWalk()
    walk.visit(self, prefix: "")
    return walk.modules
  }

  /// Sets training or evaluation mode for the tree; frozen parts stay in evaluation mode.
  public func setTraining(_ value: Bool) {
    for (_, module) in modules() { module.isTraining = value && !module.isFrozen }
  }

  /// Runs `body` in evaluation mode and restores every flag as it was found.
  public func evaluating<R>(_ body: () throws -> R) rethrows -> R {
    let found = modules().map { (module: $0.module, wasTraining: $0.module.isTraining) }
    for (module, _) in found { module.isTraining = false }
    defer { for (module, wasTraining) in found { module.isTraining = wasTraining } }
    return try body()
  }

  /// Ends training of this tree: no gradients, evaluation mode, and `setTraining` above it leaves it alone.
  public func freeze() { setFrozen(true) }

  /// Undoes `freeze` for this tree: gradients again, training mode.
  public func unfreeze() { setFrozen(false) }

  private func setFrozen(_ value: Bool) {
    for (_, module) in modules() {
      module.isFrozen = value
      module.isTraining = !value
    }
    for entry in parameters() {
      entry.tensor.markTrainable(!value)
      entry.tensor.gradient = nil
    }
  }

  /// Moves parameters and buffers in place, so that optimisers stay valid.
  /// - Throws: `TorchError` where the device has no room.
  public func move(to device: Device) throws {
    for entry in entries() { try entry.tensor.setData(entry.tensor.detach().to(device)) }
  }

  /// Replaces every `@Child` for which `replacement` gives a module of the property's type; returns how many.
  @discardableResult
  public func replaceChildren(_ replacement: (Module) throws -> Module?) rethrows -> Int {
    var walk = ModuleWalk()
    walk.visit(self, prefix: "")
    var count = 0
    for child in walk.replaceable {
      guard let module = try replacement(child.module) else { continue }
      precondition(child.replace(with: module), "\(type(of: module)) does not fit the property that holds it")
      count += 1
    }
    return count
  }
}
