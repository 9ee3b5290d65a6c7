import Torch

/// A child that may be replaced after building, such as the norm of a foreign encoder.
@propertyWrapper
public final class Child<Value>: ReplaceableChild {
  public var wrappedValue: Value

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

/// A layer with one input and one output.
public protocol UnaryLayer: Module {
  func callAsFunction(_ input: Tensor) throws -> Tensor
}
