/// A child that may be replaced after building, such as the norm of a foreign encoder.
@propertyWrapper
public final class Child<Value>: ReplaceableChild {
  /// The child; its type is that of the property, such as `any UnaryLayer`, and its class a `Module`.
  public var wrappedValue: Value

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

/// What the module walk knows of a `@Child`.
package protocol ReplaceableChild: AnyObject {
  var module: Module { get }
  /// False if the property's type does not allow `module`.
  func replace(with module: Module) -> Bool
}
