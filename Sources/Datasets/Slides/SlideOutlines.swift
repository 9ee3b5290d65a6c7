import Imaging

/// Outlines of classes on a slide, in level-0 pixels, with what every patch asks of them found once.
struct SlideOutlines: Sendable {
  /// The larger ones first.
  let items: [MaskDrawing.Item]
  /// The class where no outline lies.
  let background: UInt16
  /// Indices of the outlines of other classes.
  let foreground: [Int]
  private let bounds: [MaskDrawing.Bounds?]

  init(_ items: [MaskDrawing.Item], background: UInt16) {
    self.items = items
    self.background = background
    bounds = items.map { $0.rings.flatMap(MaskDrawing.Shape.bounds) }
    foreground = items.indices.filter { items[$0].value != background && items[$0].rings != nil }
  }

  /// Memory of the points.
  var byteCount: Int { items.reduce(0) { $0 + ($1.rings ?? []).reduce(0) { $0 + $1.count } * 16 } }

  /// The classes of a patch.
  /// - Parameters:
  ///   - scale: level-0 pixels a pixel of the patch.
  ///   - size: edge in pixels of the patch.
  func mask(_ selection: PatchSelection, scale: Double, size: Int) -> LabelMap {
    var drawing = MaskDrawing(size: PixelSize(height: size, width: size), background: background)
    let (left, top, edge) = (Double(selection.x), Double(selection.y), Double(size) * scale)
    for (item, bounds) in zip(items, bounds) {
      guard let bounds, bounds.x1 > left, bounds.y1 > top, bounds.x0 < left + edge, bounds.y0 < top + edge else {
        continue
      }
      drawing.items.append(item.mapped { MaskDrawing.Point(x: ($0.x - left) / scale, y: ($0.y - top) / scale) })
    }
    return drawing.drawn()
  }
}

extension MaskDrawing.Item {
  /// nil for a shape of another kind.
  var rings: [MaskDrawing.Ring]? { if case .rings(let rings) = shape { rings } else { nil } }

  /// The outlines from another origin.
  func moved(x: Double, y: Double) -> MaskDrawing.Item {
    x == 0 && y == 0 ? self : mapped { MaskDrawing.Point(x: $0.x + x, y: $0.y + y) }
  }

  fileprivate func mapped(_ move: (MaskDrawing.Point) -> MaskDrawing.Point) -> MaskDrawing.Item {
    guard let rings else { return self }
    return MaskDrawing.Item(shape: .rings(rings.map { $0.map(move) }), value: value)
  }
}
