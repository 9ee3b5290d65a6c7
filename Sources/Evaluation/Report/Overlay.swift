import Imaging

/// Labels drawn on pictures; colours are those of `Colour.ofClass`.
enum Overlay {
  /// Weight of the class colour.
  private static let opacity = 0.45

  /// Colours every pixel whose class is neither `background` nor ignored.
  static func mask(_ mask: LabelMap, on image: Raster, background: Int = 0) -> Raster {
    var result = image
    for (pixel, value) in mask.values.enumerated() where value != LabelMap.ignore && Int(value) != background {
      let colour = Colour.ofClass(Int(value))
      for (channel, part) in [colour.red, colour.green, colour.blue].enumerated() {
        let old = Double(result.bytes[pixel * 3 + channel])
        result.bytes[pixel * 3 + channel] = UInt8((old * (1 - opacity) + Double(part) * opacity).rounded())
      }
    }
    return result
  }

  /// Outlines two pixels wide, inside the image.
  static func boxes(_ boxes: [LabelledBox], on image: Raster) -> Raster {
    var result = image
    for box in boxes {
      let (left, right) = (Int(box.x0), max(Int(box.x0), Int(box.x1.rounded(.up)) - 1))
      let (top, bottom) = (Int(box.y0), max(Int(box.y0), Int(box.y1.rounded(.up)) - 1))
      let colour = Colour.ofClass(box.label)
      for inset in 0..<2 where left + inset <= right - inset && top + inset <= bottom - inset {
        for x in left + inset...right - inset {
          result.set(top + inset, x, colour)
          result.set(bottom - inset, x, colour)
        }
        for y in top + inset...bottom - inset {
          result.set(y, left + inset, colour)
          result.set(y, right - inset, colour)
        }
      }
    }
    return result
  }
}

extension Raster {
  /// Does nothing outside the image.
  fileprivate mutating func set(_ row: Int, _ column: Int, _ colour: Colour) {
    guard (0..<height).contains(row), (0..<width).contains(column) else { return }
    let first = (row * width + column) * 3
    (bytes[first], bytes[first + 1], bytes[first + 2]) = (colour.red, colour.green, colour.blue)
  }
}
