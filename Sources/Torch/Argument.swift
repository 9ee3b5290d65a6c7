import CTorch

/// One argument of an operator. Literals read as in Python: `2`, `0.5`, `true`, `[1, 2]`, `nil`.
package enum Argument {
  case tensor(Tensor)
  case tensors([Tensor])
  /// Index lists: nil stands for a whole axis.
  case optionalTensors([Tensor?])
  case integer(Int)
  case double(Double)
  case bool(Bool)
  case string(String)
  case integers([Int])
  case doubles([Double])
  case bools([Bool])
  case device(Device)
  case none
  /// The default that the schema states.
  case standard

  package static func optional(_ tensor: Tensor?) -> Argument { tensor.map(Argument.tensor) ?? .none }
  package static func dtype(_ dtype: DType) -> Argument { .integer(Int(dtype.rawValue)) }
  package static func optional(_ dtype: DType?) -> Argument { dtype.map(Argument.dtype) ?? .none }

  /// The value for the door. Lists are copied into memory that `free` gives back.
  var value: um_value {
    switch self {
    case .tensor(let tensor): um_value(tag: UM_TENSOR, pointer: UnsafeRawPointer(tensor.handle))
    case .tensors(let tensors): list(UM_TENSOR_LIST, tensors.map { Optional($0.handle) })
    case .optionalTensors(let tensors): list(UM_OPTIONAL_TENSOR_LIST, tensors.map { $0?.handle })
    case .integer(let integer): um_value(tag: UM_INT, integer: Int64(integer))
    case .double(let number): um_value(tag: UM_DOUBLE, number: number)
    case .bool(let flag): um_value(tag: UM_BOOL, integer: flag ? 1 : 0)
    case .string(let text): list(UM_STRING, Array(text.utf8))
    case .integers(let integers): list(UM_INT_LIST, integers.map(Int64.init))
    case .doubles(let numbers): list(UM_DOUBLE_LIST, numbers)
    case .bools(let flags): list(UM_BOOL_LIST, flags)
    case .device(let device):
      um_value(tag: UM_DEVICE, integer: Int64(device.type.rawValue), count: Int64(device.index))
    case .none: um_value(tag: UM_NONE)
    case .standard: um_value(tag: UM_DEFAULT)
    }
  }

  func free(_ value: um_value) {
    switch self {
    case .tensors, .optionalTensors, .string, .integers, .doubles, .bools:
      UnsafeMutableRawPointer(mutating: value.pointer)?.deallocate()
    default: break
    }
  }

  /// For error messages: shapes, not contents.
  var summary: String {
    switch self {
    case .tensor(let tensor): tensor.summary
    case .tensors(let tensors): "[\(tensors.map(\.summary).joined(separator: ", "))]"
    case .optionalTensors(let tensors): "[\(tensors.map { $0?.summary ?? ":" }.joined(separator: ", "))]"
    case .integer(let integer): "\(integer)"
    case .double(let number): "\(number)"
    case .bool(let flag): "\(flag)"
    case .string(let text): "\"\(text)\""
    case .integers(let integers): "\(integers)"
    case .doubles(let numbers): "\(numbers)"
    case .bools(let flags): "\(flags)"
    case .device(let device): device.description
    case .none: "none"
    case .standard: "default"
    }
  }

  private func list<Element: BitwiseCopyable>(_ tag: um_tag, _ elements: [Element]) -> um_value {
    let copy = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(1, elements.count))
    _ = copy.initialize(from: elements)
    return um_value(tag: tag, pointer: UnsafeRawPointer(copy.baseAddress), count: Int64(elements.count))
  }
}

extension um_value {
  fileprivate init(
    tag: um_tag, integer: Int64 = 0, number: Double = 0, pointer: UnsafeRawPointer? = nil, count: Int64 = 0
  ) {
    self.init()
    self.tag = tag
    self.integer = integer
    self.number = number
    self.pointer = pointer
    self.count = count
  }
}

extension Argument: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByNilLiteral, ExpressibleByArrayLiteral
{
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .double(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(nilLiteral: ()) { self = .none }
  package init(arrayLiteral elements: Int...) { self = .integers(elements) }
}
