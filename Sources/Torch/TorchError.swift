import CTorch

/// What libtorch refused, where, and with which arguments.
public struct TorchError: Error, CustomStringConvertible {
  /// The operator, such as "aten::matmul".
  public let operation: String
  /// Shapes and values of the arguments.
  public let arguments: String
  /// libtorch's words, without its backtrace.
  public let message: String

  /// `operation(arguments): message`.
  public var description: String { "\(operation)(\(arguments)): \(message)" }
}

extension um_status {
  /// Throws the message, which the door owns until it is freed here.
  func check(_ operation: String, _ door: TorchLibrary.Door, _ arguments: @autoclosure () -> String = "") throws {
    guard let text = message else { return }
    defer { door.pointee.free_text(text) }
    throw TorchError(operation: operation, arguments: arguments(), message: String(cString: text))
  }
}
