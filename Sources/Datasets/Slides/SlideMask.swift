import Imaging

/// A slide's mask that is as large as the slide, read place by place: whole, it would fill the memory (Panda).
///
/// Always from level 0, because coarser levels may hold averages, which are no classes.
struct SlideMask: Sendable {
  private let pyramid: Slide
  private let description: TaskDescription

  /// Masks of more pixels are read place by place where they are tiled TIFF.
  static let wholeLimit = 16_000_000

  /// nil for masks that are read as a whole: small ones, and what OpenSlide does not know.
  init?(_ path: String, _ description: TaskDescription, wholeLimit: Int = Self.wholeLimit) {
    guard let slide = Self.pyramid(path, wholeLimit) else { return nil }
    (pyramid, self.description) = (slide, description)
  }

  /// Whether a mask is read place by place.
  static func isPyramid(_ path: String) -> Bool { pyramid(path, wholeLimit) != nil }

  private static func pyramid(_ path: String, _ wholeLimit: Int) -> Slide? {
    guard ImageFiles.isTiff(path), let slide = try? Slide(path), slide.exceeds(pixels: wholeLimit) else { return nil }
    return slide
  }

  var path: String { pyramid.path }
  var size: PixelSize { PixelSize(height: pyramid.height, width: pyramid.width) }

  /// Class indices of the part of a rectangle that lies on the mask, and where that part begins.
  /// - Throws: `DataError` for colours and for values without a class.
  func classes(_ region: PixelRegion) throws -> (map: LabelMap, left: Int, top: Int) {
    let (left, top) = (max(0, region.x), max(0, region.y))
    let right = min(pyramid.width, region.x + region.width)
    let bottom = min(pyramid.height, region.y + region.height)
    guard right > left, bottom > top else { return (LabelMap(height: 0, width: 0, values: []), left, top) }
    let inside = PixelRegion(x: left, y: top, width: right - left, height: bottom - top)
    return (try description.classIndices(stored(inside), at: path), left, top)
  }

  /// The values that a grid of places holds, ascending: a look at a part of the mask.
  /// - Throws: `DataError` for colours.
  func sampledValues() throws -> [UInt16] {
    let across = Self.lookedAt
    let edge = min(Self.lookedAtEdge, pyramid.width, pyramid.height)
    var found: Set<UInt16> = []
    for row in 0..<across {
      for column in 0..<across {
        let place = PixelRegion(
          x: (pyramid.width - edge) * column / (across - 1), y: (pyramid.height - edge) * row / (across - 1),
          width: edge, height: edge)
        found.formUnion(try stored(place).values)
      }
    }
    return found.sorted()
  }

  private static let lookedAt = 8
  private static let lookedAtEdge = 256

  /// Values of a rectangle inside: grey, or in red alone.
  private func stored(_ region: PixelRegion) throws -> LabelMap {
    let pixels = try pyramid.region(level: 0, x: region.x, y: region.y, width: region.width, height: region.height)
    var map = LabelMap(height: region.height, width: region.width, filledWith: 0)
    for row in 0..<region.height {
      for column in 0..<region.width {
        let first = (row * region.width + column) * 3
        let (red, green, blue) = (pixels.bytes[first], pixels.bytes[first + 1], pixels.bytes[first + 2])
        guard green == blue, green == 0 || green == red else {
          throw DataError(
            .maskValues, at: path,
            "it has colours, such as \(red), \(green), \(blue) at x \(region.x + column), y \(region.y + row)",
            allowed: "one channel, or the value in red alone")
        }
        map[row, column] = UInt16(red)
      }
    }
    return map
  }
}
