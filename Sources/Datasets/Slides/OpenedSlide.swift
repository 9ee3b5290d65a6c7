import Imaging

/// A whole slide with its labels: opened once, read patch by patch.
struct OpenedSlide: Sendable {
  /// What is known about places of the slide, besides the label of the whole.
  enum Labels: Sendable {
    case whole
    /// In level-0 pixels.
    case boxes([LabelledBox], crowd: [LabelledBox])
    /// Class indices; one pixel is `scale` level-0 pixels.
    case mask(LabelMap, scale: Double)
    /// Read with each patch; one pixel is `scale` level-0 pixels.
    case pyramid(SlideMask, scale: Double)
    case outlines(SlideOutlines)
  }

  let slide: Slide
  /// The part that patches are taken from, in level-0 pixels.
  let area: PixelRegion
  /// Level-0 pixels a pixel of a patch.
  let scale: Double
  /// nil where a person chose the area: all of it counts.
  let tissue: TissueMask?
  let labels: Labels

  /// Memory: OpenSlide's own cache of tiles, the tissue mask and the labels.
  var byteCount: Int {
    let labelBytes =
      switch labels {
      case .whole: 0
      case .boxes(let boxes, let crowd): (boxes.count + crowd.count) * 24
      case .mask(let mask, _): mask.values.count * 2
      case .pyramid: Self.tileCacheBytes
      case .outlines(let outlines): outlines.byteCount
      }
    let tissueBytes = tissue.map { $0.isTissue.count + $0.tissueCells.count * 8 } ?? 0
    return Self.tileCacheBytes + tissueBytes + labelBytes
  }

  /// What libopenslide 3.4 keeps of each open slide.
  static let tileCacheBytes = 32 << 20

  /// The square at a place, with its labels in its own pixels.
  /// - Parameter size: edge in pixels of the patch.
  /// - Throws: `ImageError` for a damaged slide.
  func patch(_ selection: PatchSelection, size: Int) throws -> DecodedSample {
    let image = try slide.region(x: selection.x, y: selection.y, width: size, height: size, scale: scale)
    var (boxes, crowd): ([LabelledBox], [LabelledBox]) = ([], [])
    if case .boxes(let all, let areas) = labels {
      boxes = moved(all, to: selection).compactMap { $0.clipped(height: size, width: size) }
      crowd = moved(areas, to: selection).compactMap { $0.cut(height: size, width: size) }
    }
    return DecodedSample(
      image: image, mask: try mask(selection, size: size), boxes: boxes, crowdBoxes: crowd, sourceHeight: size,
      sourceWidth: size)
  }

  /// Boxes in the patch's pixels.
  private func moved(_ boxes: [LabelledBox], to selection: PatchSelection) -> [LabelledBox] {
    let factor = Float(1 / scale)
    return boxes.map { $0.moved(left: Float(selection.x), top: Float(selection.y)).scaled(x: factor, y: factor) }
  }

  private func mask(_ selection: PatchSelection, size: Int) throws -> LabelMap? {
    switch labels {
    case .whole, .boxes: return nil
    case .mask(let mask, let maskScale):
      return patch(of: mask, left: 0, top: 0, maskScale, selection, size: size)
    case .pyramid(let mask, let maskScale):
      let first = { (start: Int) in Int((Double(start) / maskScale).rounded(.down)) }
      let (left, top) = (first(selection.x), first(selection.y))
      let edge = Int((Double(size) * scale / maskScale).rounded(.up)) + 1
      let part = try mask.classes(PixelRegion(x: left, y: top, width: edge, height: edge))
      return patch(of: part.map, left: part.left, top: part.top, maskScale, selection, size: size)
    case .outlines(let outlines): return outlines.mask(selection, scale: scale, size: size)
    }
  }

  /// The nearest class of each of the patch's pixels.
  /// - Parameters:
  ///   - mask: the mask, or the part of it that begins at `left`, `top` of its own pixels.
  ///   - maskScale: level-0 pixels a pixel of the mask.
  private func patch(
    of mask: LabelMap, left: Int, top: Int, _ maskScale: Double, _ selection: PatchSelection, size: Int
  ) -> LabelMap {
    var patch = LabelMap(height: size, width: size, filledWith: LabelMap.ignore)
    let place = { (pixel: Int, start: Int) in
      Int((((Double(pixel) + 0.5) * scale + Double(start)) / maskScale).rounded(.down))
    }
    let columns = (0..<size).map { place($0, selection.x) - left }
    for row in 0..<size {
      let y = place(row, selection.y) - top
      guard (0..<mask.height).contains(y) else { continue }
      for (column, x) in columns.enumerated() where (0..<mask.width).contains(x) { patch[row, column] = mask[y, x] }
    }
    return patch
  }
}

/// A square part of a slide.
public struct PatchSelection: Sendable, Hashable {
  /// Left edge in level-0 pixels; may lie outside the slide.
  public let x: Int
  /// Top edge in level-0 pixels; may lie outside the slide.
  public let y: Int

  /// The patch whose left top corner lies there.
  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }
}
