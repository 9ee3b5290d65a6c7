/// A label image: `[H, W]`, one class index (or instance number) a pixel.
public struct LabelMap: Sendable, Equatable {
  public let height: Int
  public let width: Int
  public var values: [UInt16]

  /// The value that losses and metrics leave out.
  public static let ignore: UInt16 = .max

  /// A label image from `height * width` values.
  public init(height: Int, width: Int, values: [UInt16]) {
    precondition(values.count == height * width, "the values are not [H, W]")
    (self.height, self.width, self.values) = (height, width, values)
  }

  /// A label image of one value.
  public init(height: Int, width: Int, filledWith value: UInt16 = 0) {
    self.init(height: height, width: width, values: [UInt16](repeating: value, count: height * width))
  }

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
