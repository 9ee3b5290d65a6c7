import CTorch
import Synchronization

/// One operator of libtorch, named by its full schema.
///
/// The schema is written once, here in the source; a test compares every one with the linked libtorch. The operator is
/// looked up at its first call and kept.
package final class Operator: Sendable {
  /// The full schema, such as `aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor`.
  package let schema: String
  private let resolved = Atomic<UInt>(0)

  package init(_ schema: String) { self.schema = schema }

  /// The qualified name with its overload, such as `aten::add.Tensor`.
  package var name: String { String(schema.prefix { $0 != "(" }) }

  /// Calls the operator and returns its tensors, lists flattened.
  /// - Throws: `TorchError` with the operator's name and the arguments' shapes.
  package func callAsFunction(_ arguments: Argument...) throws -> [Tensor] {
    let door = try TorchLibrary.door()
    let found = try resolve(door)
    return try withUnsafeTemporaryAllocation(of: um_value.self, capacity: arguments.count + Self.resultCapacity) {
      room in
      defer { for case (let argument, let value) in zip(arguments, room) { argument.free(value) } }
      for (i, argument) in arguments.enumerated() { room[i] = argument.value }
      let results = room.baseAddress! + arguments.count
      var count: Int64 = 0
      let status = door.pointee.call(
        found, room.baseAddress, Int64(arguments.count), results, Int64(Self.resultCapacity), &count)
      try status.check(name, door, arguments.map(\.summary).joined(separator: ", "))
      return (0..<Int(count)).flatMap { Self.tensors(results[$0], door) }
    }
  }

  /// Calls an operator that returns exactly one tensor.
  package func one(_ arguments: Argument...) throws -> Tensor {
    let door = try TorchLibrary.door()
    let found = try resolve(door)
    return try withUnsafeTemporaryAllocation(of: um_value.self, capacity: arguments.count + 1) { room in
      defer { for case (let argument, let value) in zip(arguments, room) { argument.free(value) } }
      for (i, argument) in arguments.enumerated() { room[i] = argument.value }
      let result = room.baseAddress! + arguments.count
      var count: Int64 = 0
      let status = door.pointee.call(found, room.baseAddress, Int64(arguments.count), result, 1, &count)
      try status.check(name, door, arguments.map(\.summary).joined(separator: ", "))
      precondition(count == 1 && result.pointee.tag == UM_TENSOR, "\(name) does not return one tensor")
      return Tensor(owning: UnsafeMutableRawPointer(mutating: result.pointee.pointer), door)
    }
  }

  /// The schema as the linked libtorch prints it.
  package func linkedSchema() throws -> String {
    let door = try TorchLibrary.door()
    var text: UnsafeMutablePointer<CChar>?
    try door.pointee.operator_schema(try resolve(door), &text).check(name, door)
    defer { door.pointee.free_text(text) }
    return String(cString: text!)
  }

  private static let resultCapacity = 8

  private func resolve(_ door: TorchLibrary.Door) throws -> um_operator {
    if let known = um_operator(bitPattern: resolved.load(ordering: .acquiring)) { return known }
    let parts = name.split(separator: ".", maxSplits: 1)
    var found: um_operator?
    let status = door.pointee.find_operator(String(parts[0]), parts.count > 1 ? String(parts[1]) : "", &found)
    try status.check(name, door)
    resolved.store(UInt(bitPattern: found), ordering: .releasing)
    return found!
  }

  private static func tensors(_ value: um_value, _ door: TorchLibrary.Door) -> [Tensor] {
    switch value.tag {
    case UM_TENSOR: return [Tensor(owning: UnsafeMutableRawPointer(mutating: value.pointer), door)]
    case UM_TENSOR_LIST:
      defer { door.pointee.free_list(value.pointer) }
      let handles = value.pointer.assumingMemoryBound(to: um_tensor.self)
      return (0..<Int(value.count)).map { Tensor(owning: handles[$0], door) }
    default: return []
    }
  }
}
