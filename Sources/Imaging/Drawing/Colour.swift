/// An 8-bit RGB colour.
public struct Colour: Sendable, Equatable, Hashable {
  /// 0...255.
  public var red: UInt8
  /// 0...255.
  public var green: UInt8
  /// 0...255.
  public var blue: UInt8

  /// A colour of three levels.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  /// Colours for classes, told apart also with colour blindness (Okabe and Ito 2008), then repeated.
  public static func ofClass(_ index: Int) -> Colour {
    palette[((index % palette.count) + palette.count) % palette.count]
  }

  /// The fixed colours of `ofClass`.
  public static let palette: [Colour] = [
    Colour(230, 159, 0), Colour(86, 180, 233), Colour(0, 158, 115), Colour(240, 228, 66),
    Colour(0, 114, 178), Colour(213, 94, 0), Colour(204, 121, 167), Colour(153, 153, 153),
  ]
}
