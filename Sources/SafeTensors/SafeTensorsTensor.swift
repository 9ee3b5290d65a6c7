/// One tensor to be written: its name, type, shape, and a closure that lends its bytes.
///
/// The bytes are asked for once, when their turn comes, so that a tensor on a device is copied over one at a time.
public struct SafeTensorsTensor {
  /// Lends the dense, row-major, little-endian bytes to the function passed in, once.
  public typealias Lender = (_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Void

  /// Its key in the file; each once, and not `__metadata__`.
  public let name: String
  /// Type of the elements.
  public let type: SafeTensorsType
  /// Sizes of the axes; empty for a scalar.
  public let shape: [Int]
  /// Lends as many bytes as type and shape take.
  public let withBytes: Lender

  /// What is wrong with it is told by the writer.
  public init(name: String, type: SafeTensorsType, shape: [Int], withBytes: @escaping Lender) {
    self.name = name
    self.type = type
    self.shape = shape
    self.withBytes = withBytes
  }

  /// Float32 values, row-major.
  public init(name: String, shape: [Int], floats: [Float]) {
    self.init(name: name, type: .float32, shape: shape) { body in try floats.withUnsafeBytes(body) }
  }

  /// Float64 values, row-major.
  public init(name: String, shape: [Int], doubles: [Double]) {
    self.init(name: name, type: .float64, shape: shape) { body in try doubles.withUnsafeBytes(body) }
  }

  /// Int64 values, row-major.
  public init(name: String, shape: [Int], integers: [Int64]) {
    self.init(name: name, type: .int64, shape: shape) { body in try integers.withUnsafeBytes(body) }
  }

  /// UInt8 values, row-major.
  public init(name: String, shape: [Int], bytes: [UInt8]) {
    self.init(name: name, type: .uint8, shape: shape) { body in try bytes.withUnsafeBytes(body) }
  }
}
