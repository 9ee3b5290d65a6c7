import Imaging

/// An image with its labels in the same frame, before anything random happened to it.
struct DecodedSample: Sendable {
  var image: Raster
  var mask: LabelMap?
  var boxes: [LabelledBox]
  /// Areas of many objects that were not told apart; only an evaluation asks for them.
  var crowdBoxes: [LabelledBox] = []
  /// Upright size of the file's picture; `image` may be smaller.
  let sourceHeight: Int
  let sourceWidth: Int

  /// Memory of image and mask.
  var byteCount: Int { image.bytes.count + (mask?.values.count ?? 0) * 2 + boxes.count * 24 }

  /// The sample with its longest edge at `size`; boxes follow, masks by nearest neighbour.
  ///
  /// Comes before any crop, because boxes and mask are then still in the file's own frame, also where `image` is
  /// smaller.
  func resized(longestEdge size: Int) throws -> DecodedSample {
    let image = try image.resized(longestEdge: size)
    let mask = try mask?.resized(height: image.height, width: image.width)
    let x = Float(image.width) / Float(sourceWidth)
    let y = Float(image.height) / Float(sourceHeight)
    return DecodedSample(
      image: image, mask: mask, boxes: boxes.map { $0.scaled(x: x, y: y) },
      crowdBoxes: crowdBoxes.map { $0.scaled(x: x, y: y) }, sourceHeight: sourceHeight,
      sourceWidth: sourceWidth)
  }

  /// The window at `top`, `left`; boxes are moved and cut, and left out where hardly anything of them remains. Of crowd
  /// areas any part counts.
  func cropped(top: Int, left: Int, height: Int, width: Int) -> DecodedSample {
    let moved = { (boxes: [LabelledBox]) in boxes.map { $0.moved(left: Float(left), top: Float(top)) } }
    return DecodedSample(
      image: image.cropped(top: top, left: left, height: height, width: width),
      mask: mask?.cropped(top: top, left: left, height: height, width: width),
      boxes: moved(boxes).compactMap { $0.clipped(height: height, width: width) },
      crowdBoxes: moved(crowdBoxes).compactMap { $0.cut(height: height, width: width) },
      sourceHeight: sourceHeight, sourceWidth: sourceWidth)
  }
}
