/// A child that may be replaced after building, such as the norm of a foreign encoder.
@propertyWrapper
public final class Child<Value>: ReplaceableChild {
  /// The child; its type is that of the property, such as `any UnaryLayer`, and its class a `Module`.
  public var wrappedValue: Value

  /// A child that holds its module from the start.
  /// - Parameter wrappedValue: the child that the model is built with.
  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  package var module: Module {
    guard let module = wrappedValue as? Module else {
      preconditionFailure("@Child holds a \(Value.self), not a Module")
    }
    return module
  }

  package func replace(with module: Module) -> Bool {
    guard let value = module as? Value else { return false }
    wrappedValue = value
    return true
  }
}

/// A `@Child` as the module walk sees it, whatever its property's type.
package protocol ReplaceableChild: AnyObject {
  /// The child as it is now.
  var module: Module { get }
  /// Puts `module` in its place; false if the property's type does not allow `module`.
  func replace(with module: Module) -> Bool
}
