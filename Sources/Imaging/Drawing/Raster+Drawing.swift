// Boxes and masks drawn on pictures, for reports and previews. Colours come from `Colour.ofClass`.

extension Raster {
  /// The picture with each box's outline, `thickness` pixels inwards, in its class's colour; `uint8`.
  public func drawing(_ boxes: [LabelledBox], thickness: Int = 2) -> Raster {
    var drawn = asBytes
    for box in boxes { drawn.outline(box, Colour.ofClass(box.label), thickness: thickness) }
    return drawn
  }

  /// The picture with each class's region tinted and outlined; background 0 and `ignore` stay as they are; `uint8`.
  /// - Parameters:
  ///   - labels: of the picture's size.
  ///   - opacity: 0...1, of the tint inside; outlines are opaque.
  ///   - showsIgnored: greys what is ignored.
  /// - Throws: `ImageError` when the sizes differ.
  public func drawing(_ labels: LabelMap, opacity: Double = 0.35, showsIgnored: Bool = false) throws -> Raster {
    guard (labels.height, labels.width) == (height, width) else {
      throw ImageError("a \(labels.width) x \(labels.height) mask does not fit a \(width) x \(height) picture")
    }
    var drawn = asBytes
    for row in 0..<height {
      for column in 0..<width {
        let label = labels[row, column]
        if label == LabelMap.ignore, showsIgnored { drawn.blend(row: row, column: column, Self.ignored, opacity: 0.6) }
        guard label != 0, label != LabelMap.ignore else { continue }
        let share = labels.isEdge(row: row, column: column) ? 1 : opacity
        drawn.blend(row: row, column: column, Colour.ofClass(Int(label) - 1), opacity: share)
      }
    }
    return drawn
  }

  private static let ignored = Colour(128, 128, 128)

  private mutating func outline(_ box: LabelledBox, _ colour: Colour, thickness: Int) {
    guard let box = box.whole(height: height, width: width) else { return }
    for row in box.rows {
      let isEdgeRow = row < box.rows.lowerBound + thickness || row >= box.rows.upperBound - thickness
      for column in box.columns {
        let isEdge =
          isEdgeRow || column < box.columns.lowerBound + thickness || column >= box.columns.upperBound - thickness
        if isEdge { blend(row: row, column: column, colour, opacity: 1) }
      }
    }
  }

  private mutating func blend(row: Int, column: Int, _ colour: Colour, opacity: Double) {
    let first = (row * width + column) * channels
    for (channel, value) in [colour.red, colour.green, colour.blue].prefix(channels).enumerated() {
      let mixed = Double(bytes[first + channel]) * (1 - opacity) + Double(value) * opacity
      bytes[first + channel] = UInt8(min(max(mixed.rounded(), 0), 255))
    }
  }
}

extension LabelMap {
  /// True when a neighbour above, below, left or right has another label.
  fileprivate func isEdge(row: Int, column: Int) -> Bool {
    let label = self[row, column]
    return (row > 0 && self[row - 1, column] != label) || (row + 1 < height && self[row + 1, column] != label)
      || (column > 0 && self[row, column - 1] != label) || (column + 1 < width && self[row, column + 1] != label)
  }
}

extension LabelledBox {
  /// Whole pixels that the box touches inside an image; nil when there are none.
  fileprivate func whole(height imageHeight: Int, width imageWidth: Int) -> (rows: Range<Int>, columns: Range<Int>)? {
    guard [x0, y0, x1, y1].allSatisfy(\.isFinite) else { return nil }
    let span = { (low: Float, high: Float, count: Int) -> Range<Int>? in
      let first = Int(min(max(low.rounded(.down), 0), Float(count)))
      let last = Int(min(max(high.rounded(.up), 0), Float(count)))
      return first < last ? first..<last : nil
    }
    guard let rows = span(y0, y1, imageHeight), let columns = span(x0, x1, imageWidth) else { return nil }
    return (rows, columns)
  }
}
