import CImaging

/// One resolution of a slide's pyramid.
public struct SlideLevel: Sendable, Equatable {
  /// Rows of pixels.
  public let height: Int
  /// Columns of pixels.
  public let width: Int
  /// Level-0 pixels a pixel of this level; 1 for level 0.
  public let downsample: Double

  /// Whether it has more pixels, however many a damaged header claims.
  func exceeds(pixels limit: Int) -> Bool {
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    return overflow || pixels > limit
  }
}

/// A whole slide, opened through OpenSlide; regions are read when they are asked for, from any thread.
///
/// Pixels are RGB on white: what was not scanned, or lies outside, is white. Colour profiles are not applied.
public final class Slide: @unchecked Sendable {
  // Unchecked: OpenSlide's handle may be read by several threads at once, and nothing here changes.
  /// The file.
  public let path: String
  /// Finest first.
  public let levels: [SlideLevel]
  /// Micrometres a pixel of level 0: as given, else as the file says; nil where neither does.
  public let micrometresPerPixel: Double?
  /// The objective's magnification, where the file says it.
  public let objectivePower: Double?
  /// OpenSlide's word for the format, such as `aperio`.
  public let vendor: String
  /// The scanned area, in level-0 pixels.
  public let bounds: PixelRegion
  /// Sentences about what was left out or is not as usual.
  public let notes: [String]
  private let table: CImagingTable
  private let handle: OpaquePointer

  /// How the names of scanners' files end. Slides may be TIFF too, which only a look inside tells.
  public static let fileExtensions: Set<String> = ["svs", "ndpi", "mrxs", "scn", "vms", "vmu", "bif"]

  /// Opens a slide and reads its header.
  /// - Parameter micrometresPerPixel: what to take instead of the file's own value.
  /// - Throws: `ImageError` naming the file: missing, damaged, or no slide.
  public init(_ path: String, micrometresPerPixel given: Double? = nil) throws {
    let table = try ImagingDoor.shared()
    var header = CImagingSlideHeader()
    var opened: OpaquePointer?
    try table.slide_open(path, &opened, &header).check(path)
    guard let opened else { throw ImageError("cannot be opened", path: path) }
    (self.path, self.table, handle) = (path, table, opened)
    levels = Self.levels(header)
    let (x, y) = (header.mpp_x, header.mpp_y)
    micrometresPerPixel = given ?? (x > 0 && y > 0 ? (x * y).squareRoot() : nil)
    objectivePower = header.objective_power > 0 ? header.objective_power : nil
    vendor = textOfTuple(header.vendor)
    bounds = PixelRegion(
      x: Int(header.bounds.0), y: Int(header.bounds.1), width: Int(header.bounds.2), height: Int(header.bounds.3))
    notes = Self.notes(header, given: given)
  }

  deinit { table.slide_close(handle) }

  /// Pixels of level 0 along x.
  public var width: Int { levels[0].width }
  /// Pixels of level 0 along y.
  public var height: Int { levels[0].height }

  /// Whether level 0 has more pixels.
  package func exceeds(pixels limit: Int) -> Bool { levels[0].exceeds(pixels: limit) }

  /// A region in the pixels of one level.
  /// - Parameters:
  ///   - x: left edge in level-0 pixels; may lie outside.
  ///   - y: top edge in level-0 pixels.
  /// - Throws: `ImageError` for a level that does not exist, an empty region, or a damaged file.
  public func region(level: Int, x: Int, y: Int, width: Int, height: Int) throws -> Raster {
    guard width > 0, height > 0, width <= Self.longestEdge, height <= Self.longestEdge else {
      throw ImageError("a region of \(width) x \(height) pixels; allowed: 1 to \(Self.longestEdge)", path: path)
    }
    return try Raster(uninitialisedHeight: height, width: width, channels: 3, depth: .uint8) { view in
      try table.slide_read(handle, Int32(clamping: level), Int64(x), Int64(y), view).check(path)
    }
  }

  /// A region at a wanted resolution: read from the level that is just fine enough, then averaged down.
  /// - Parameters:
  ///   - x: left edge in level-0 pixels.
  ///   - y: top edge in level-0 pixels.
  ///   - scale: level-0 pixels a pixel of the result, above 0; see `scale(at:)`.
  /// - Throws: `ImageError` for an empty or too large region, or a damaged file.
  public func region(x: Int, y: Int, width: Int, height: Int, scale: Double) throws -> Raster {
    let level = level(for: scale)
    let ratio = scale / levels[level].downsample
    let (readWidth, readHeight) = (Self.scaled(width, ratio), Self.scaled(height, ratio))
    let stored = try region(level: level, x: x, y: y, width: readWidth, height: readHeight)
    return try stored.resized(height: height, width: width)
  }

  /// Micrometres a pixel of level 0.
  /// - Throws: `ImageError` naming the setting where neither the caller nor the file says it.
  public func resolution() throws -> Double {
    if let micrometresPerPixel { return micrometresPerPixel }
    throw ImageError(
      "does not say how many micrometres a pixel has; give it in the task description, such as mpp: 0.25, "
        + "or in the table's column mpp", path: path)
  }

  /// Level-0 pixels a pixel at the wanted micrometres a pixel.
  /// - Throws: `ImageError` naming the setting where the slide's own resolution is unknown.
  public func scale(at wanted: Double) throws -> Double { try wanted / resolution() }

  /// The coarsest level that is at least as fine as `scale`; the finest when none is.
  func level(for scale: Double) -> Int {
    levels.lastIndex { $0.downsample <= scale * Self.downsampleTolerance } ?? 0
  }

  /// Downsamples such as 4.0001 come from rounded level sizes.
  private static let downsampleTolerance = 1.01
  private static let longestEdge = 16_384

  /// At least 1; above the longest edge, which `region` refuses, where a file's resolution is absurd.
  private static func scaled(_ edge: Int, _ ratio: Double) -> Int {
    let size = (Double(edge) * ratio).rounded()
    return size <= Double(longestEdge) ? Int(max(size, 1)) : longestEdge + 1
  }

  private static func levels(_ header: CImagingSlideHeader) -> [SlideLevel] {
    let widths = elements(header.width, as: Int64.self)
    let heights = elements(header.height, as: Int64.self)
    let downsamples = elements(header.downsample, as: Double.self)
    return (0..<Int(header.levels)).map {
      SlideLevel(height: Int(heights[$0]), width: Int(widths[$0]), downsample: downsamples[$0])
    }
  }

  private static func notes(_ header: CImagingSlideHeader, given: Double?) -> [String] {
    var notes: [String] = []
    let (x, y) = (header.mpp_x, header.mpp_y)
    if let given, x > 0 { notes.append("the file's \(x) um a pixel is overridden by \(given)") }
    if given == nil, x > 0, y > 0, abs(x - y) > 0.01 * x {
      notes.append("pixels are not square: \(x) x \(y) um; their geometric mean is taken")
    }
    if header.has_profile != 0 { notes.append("the colour profile is not applied") }
    return notes
  }
}

/// The elements of a C array, which Swift sees as a tuple.
func elements<Tuple, Element>(_ tuple: Tuple, as type: Element.Type) -> [Element] {
  withUnsafeBytes(of: tuple) { [Element]($0.bindMemory(to: type)) }
}
