import Imaging

extension PixelRegion {
  /// Reads `x y width height`; nil if the text is anything else or the rectangle is empty.
  public init?(_ text: String) {
    let numbers = text.split(separator: " ").map { Int($0) }
    guard numbers.count == 4, let x = numbers[0], let y = numbers[1], let width = numbers[2], let height = numbers[3],
      x >= 0, y >= 0, width > 0, height > 0
    else { return nil }
    self.init(x: x, y: y, width: width, height: height)
  }

  /// As tables hold it.
  public var text: String { "\(x) \(y) \(width) \(height)" }
}
