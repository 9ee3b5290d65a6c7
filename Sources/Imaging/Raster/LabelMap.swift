/// A label image: `[H, W]`, one class index (or instance number) a pixel.
public struct LabelMap: Sendable, Equatable {
  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int
  /// `[H, W]`, row by row.
  public var values: [UInt16]

  /// The class index that losses and metrics leave out. Among stored values, which a map turns to class indices, it is
  /// a value like any other.
  public static let ignore: UInt16 = .max

  /// How far a stored value may lie beside the label that it stands for: what a scale, or arithmetic, rounds away.
  public static let tolerance: Float = 0.01

  /// The label that a stored value stands for, 0 to 65535; nil for values that are none.
  public static func label(_ value: Float) -> UInt16? {
    let whole = value.rounded()
    guard abs(value - whole) <= tolerance, whole >= 0, whole <= Float(UInt16.max) else { return nil }
    return UInt16(whole)
  }

  /// A label image from `height * width` values.
  public init(height: Int, width: Int, values: [UInt16]) {
    precondition(values.count == height * width, "the values are not [H, W]")
    (self.height, self.width, self.values) = (height, width, values)
  }

  /// A label image of one value.
  public init(height: Int, width: Int, filledWith value: UInt16 = 0) {
    self.init(height: height, width: width, values: [UInt16](repeating: value, count: height * width))
  }

  /// The value of a pixel.
  public subscript(row: Int, column: Int) -> UInt16 {
    get { values[row * width + column] }
    set { values[row * width + column] = newValue }
  }

  /// How often each value occurs.
  public var histogram: [UInt16: Int] {
    var counts = [Int](repeating: 0, count: Int(UInt16.max) + 1)
    for value in values { counts[Int(value)] += 1 }
    return Dictionary(uniqueKeysWithValues: counts.indices.filter { counts[$0] > 0 }.map { (UInt16($0), counts[$0]) })
  }
}
