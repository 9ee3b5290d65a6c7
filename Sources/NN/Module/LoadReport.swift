/// What `Module.load` did with a file's tensors.
public struct LoadReport: Sendable {
  /// Keys that both have with one shape.
  public var loaded: [String] = []
  /// Keys of the model that the file lacks.
  public var missing: [String] = []
  /// Keys of the file that the model lacks.
  public var unused: [String] = []
  /// Keys whose shapes differ.
  public var reshaped: [Mismatch] = []

  /// A tensor whose shape in the model is another than in the file.
  public struct Mismatch: Sendable {
    /// The model's key.
    public let key: String
    /// Its shape in the model.
    public let inModel: [Int]
    /// Its shape in the file.
    public let inFile: [Int]
  }

  /// A report in which nothing was loaded yet.
  public init(missing: [String] = [], unused: [String] = []) {
    self.missing = missing
    self.unused = unused
  }

  /// Whether file and model have the same keys and shapes.
  public var isComplete: Bool { missing.isEmpty && unused.isEmpty && reshaped.isEmpty }
}
