import Torch

/// One pass over a module tree by reflection.
struct ModuleWalk {
  private(set) var entries: [Module.Entry] = []
  private(set) var modules: [(key: String, module: Module)] = []
  private(set) var replaceable: [any ReplaceableChild] = []
  private var seenModules: Set<ObjectIdentifier> = []
  private var seenSlots: Set<ObjectIdentifier> = []
  private var keys: Set<String> = []

  mutating func visit(_ module: Module, prefix: String) {
    guard seenModules.insert(ObjectIdentifier(module)).inserted else { return }
    modules.append((prefix, module))
    var mirror: Mirror? = Mirror(reflecting: module)
    var levels: [Mirror] = []
    while let level = mirror, level.subjectType != Module.self {
      levels.append(level)
      mirror = level.superclassMirror
    }
    for level in levels.reversed() {
      for case (let label?, let value) in level.children {
        visit(value, key: prefix.appending(key: Self.snakeCase(label)), property: "\(level.subjectType).\(label)")
      }
    }
  }

  private mutating func visit(_ value: Any, key: String, property: String) {
    switch value {
    case let slot as any ModuleSlot: add(slot, key)
    case let child as any ReplaceableChild:
      replaceable.append(child)
      visit(child.module, prefix: key)
    case let module as Module: visit(module, prefix: key)
    case let modules as [Module]:
      for (i, module) in modules.enumerated() { visit(module, prefix: "\(key).\(i)") }
    case let modules as [String: Module]:
      for name in modules.keys.sorted() { visit(modules[name]!, prefix: "\(key).\(name)") }
    case let optional as Module?: if let module = optional { visit(module, prefix: key) }
    case is Tensor, is [Tensor]:
      preconditionFailure("\(property) is a bare tensor: write @Parameter var or @Buffer var")
    default: break  // settings: numbers, flags, enums
    }
  }

  private mutating func add(_ slot: any ModuleSlot, _ key: String) {
    guard let tensor = slot.tensor, seenSlots.insert(ObjectIdentifier(slot)).inserted else { return }
    guard !entries.contains(where: { $0.slot !== slot && $0.tensor === tensor }) else { return }
    precondition(keys.insert(key).inserted, "two tensors have the key \(key): rename one property")
    entries.append(Module.Entry(key: key, slot: slot, tensor: tensor))
  }

  /// `relativePositionBiasTable` -> `relative_position_bias_table`; a wrapper's leading underscore goes.
  private static func snakeCase(_ label: String) -> String {
    var result = ""
    for character in label.drop(while: { $0 == "_" }) {
      if character.isUppercase { result += "_" }
      result += character.lowercased()
    }
    return result
  }
}

extension String {
  fileprivate func appending(key: String) -> String { isEmpty ? key : self + "." + key }
}
