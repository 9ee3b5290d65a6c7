import CImaging

/// What one augmentation changes together: an image, and the mask and boxes that follow its geometry.
public struct AugmentationSample: Sendable {
  public var image: Raster
  /// Labels of the image's size, or none.
  public var mask: LabelMap?
  /// Boxes in pixels of the image; empty for tasks without boxes.
  public var boxes: [LabelledBox]

  public init(image: Raster, mask: LabelMap? = nil, boxes: [LabelledBox] = []) {
    (self.image, self.mask, self.boxes) = (image, mask, boxes)
  }
}

/// One operation with all its numbers fixed; nothing random is left in it.
public protocol AugmentationOperation: Sendable {
  /// Changes the sample in place.
  /// - Throws: `ImageError` when the picture is empty or of a kind that the operation does not know.
  func apply(to sample: inout AugmentationSample) throws
}

extension AugmentationSample {
  /// Cuts the boxes to the image and drops those of which too little is left.
  mutating func clipBoxes() {
    let (height, width) = (image.height, image.width)
    boxes = boxes.compactMap { $0.clipped(height: height, width: width) }
  }
}
