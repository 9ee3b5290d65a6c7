import CImaging

/// What one augmentation changes together: an image, and the mask and boxes that follow its geometry.
public struct AugmentationSample: Sendable {
  /// The picture, three channels in 0...255 or 0...1.
  public var image: Raster
  /// Whether each channel is a grey picture of its own, a neighbouring slice or another image of the case, rather than
  /// red, green or blue: what is done to colours is then done to each alone, and none takes another's place.
  public var hasSeparateChannels: Bool
  /// Labels of the image's size, or none.
  public var mask: LabelMap?
  /// Boxes in pixels of the image; empty for tasks without boxes.
  public var boxes: [LabelledBox]

  /// A sample; without a mask and boxes only the image is changed.
  public init(
    image: Raster, mask: LabelMap? = nil, boxes: [LabelledBox] = [], hasSeparateChannels: Bool = false
  ) {
    (self.image, self.mask, self.boxes) = (image, mask, boxes)
    self.hasSeparateChannels = hasSeparateChannels
  }
}

/// One operation with all its numbers fixed; nothing random is left in it.
public protocol AugmentationOperation: Sendable {
  /// Changes the sample in place.
  /// - Throws: `ImageError` when the picture is empty or of a kind that the operation does not know.
  func apply(to sample: inout AugmentationSample) throws
}

extension AugmentationSample {
  /// Changes the image by an operation on colours, which leaves grey pictures grey: as a whole, or each channel as the
  /// grey picture that it is.
  mutating func changeColours(_ operation: (CImagingView) throws -> Void) throws {
    guard hasSeparateChannels else { return try image.withMutableView(operation) }
    var changed = image
    for channel in 0..<image.channels {
      var grey = image.grey(channel: channel)
      try grey.withMutableView(operation)
      changed.copy(channel: channel, of: grey, to: channel)
    }
    image = changed
  }

  /// Cuts the boxes to the image and drops those of which too little is left.
  mutating func clipBoxes() {
    let (height, width) = (image.height, image.width)
    boxes = boxes.compactMap { $0.clipped(height: height, width: width) }
  }
}

extension Raster {
  /// A picture all of whose channels are one of this.
  fileprivate func grey(channel: Int) -> Raster {
    var grey = self
    for other in 0..<channels { grey.copy(channel: channel, of: self, to: other) }
    return grey
  }

  /// Takes over one channel of a picture of the same size, channels and depth.
  fileprivate mutating func copy(channel: Int, of other: Raster, to target: Int) {
    let size = depth.byteCount
    let (pixelBytes, from, to) = (channels * size, channel * size, target * size)
    bytes.withUnsafeMutableBytes { changed in
      other.bytes.withUnsafeBytes { source in
        for pixel in stride(from: 0, to: source.count, by: pixelBytes) {
          for byte in 0..<size { changed[pixel + to + byte] = source[pixel + from + byte] }
        }
      }
    }
  }
}
