import CImaging

/// How an image file is to be read; the defaults suit ordinary 8- and 16-bit pictures.
public struct ReadOptions: Sendable {
  /// Page of a multi-page TIFF, and of DICOM the frame where `frame` names none, from 0.
  public var page: Int
  /// Frame of a DICOM file, from 0; other files have pages.
  public var frame: Int?
  /// Stored values that become 0 and 1; needed for floating-point and signed files, optional for 16-bit and gray ones.
  public var valueRange: ClosedRange<Double>?
  /// A JPEG may be decoded at a half, quarter or eighth as long as its longest edge keeps this many pixels.
  public var longestEdgeAtLeast: Int?
  /// DICOM: the window whose values become 0 and 1. Without it and `valueRange`, all that the stored bits can hold.
  public var window: WindowChoice?
  /// Pictures with more pixels are refused before memory is taken.
  public var pixelLimit: Int

  /// 200 million pixels: above every camera, below a slide.
  public static let defaultPixelLimit = 200_000_000

  /// Options; what is left out suits ordinary 8- and 16-bit pictures.
  public init(
    page: Int = 0, frame: Int? = nil, valueRange: ClosedRange<Double>? = nil, longestEdgeAtLeast: Int? = nil,
    window: WindowChoice? = nil, pixelLimit: Int = ReadOptions.defaultPixelLimit
  ) {
    self.page = page
    self.frame = frame
    self.valueRange = valueRange
    self.longestEdgeAtLeast = longestEdgeAtLeast
    self.window = window
    self.pixelLimit = pixelLimit
  }

  /// The options of a DICOM file, whose pages are frames.
  var forDicom: ReadOptions {
    var options = self
    options.page = frame ?? page
    return options
  }

  func forLibrary(labels: Bool) -> CImagingReadOptions {
    CImagingReadOptions(
      labels: labels ? 1 : 0, page: Int32(clamping: page),
      longest_edge_at_least: Int32(clamping: longestEdgeAtLeast ?? 0), has_range: valueRange == nil ? 0 : 1,
      range_low: valueRange?.lowerBound ?? 0, range_high: valueRange?.upperBound ?? 0, pixel_limit: Int64(pixelLimit))
  }
}
