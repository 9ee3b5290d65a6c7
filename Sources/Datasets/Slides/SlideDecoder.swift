import Imaging

/// Opens a record that is a whole slide, with the labels of its places.
struct SlideDecoder: Sendable {
  let description: TaskDescription

  /// - Throws: `ImageError` naming the slide, also where its resolution is unknown; `DataError` for labels.
  func open(_ record: SampleRecord) throws -> OpenedSlide {
    try CaseChannels.require(record, description)
    let slide = try Slide(record.imagePaths[0], micrometresPerPixel: record.overrides.micrometresPerPixel)
    // Asked for whatever patches are read at: pixels of unknown size cannot be compared with those of other slides.
    let resolution = try Self.resolution(slide, description)
    let scale = (description.patch?.micrometresPerPixel ?? resolution) / resolution
    if let region = record.region, !region.lies(within: slide) {
      throw DataError([RegionProblem.outside(record, region, width: slide.width, height: slide.height)])
    }
    return OpenedSlide(
      slide: slide, area: record.region ?? slide.bounds, scale: scale,
      tissue: record.region == nil ? try slide.tissueMask() : nil,
      labels: try labels(record, slide))
  }

  /// Micrometres a pixel of level 0: the table's or the slide's own, else the description's.
  /// - Throws: `ImageError` naming the slide where none of them says it, or where it says what no scanner does.
  static func resolution(_ slide: Slide, _ description: TaskDescription) throws -> Double {
    let found = try slide.micrometresPerPixel ?? description.micrometresPerPixel ?? slide.resolution()
    let allowed = TaskDescription.resolutions
    guard allowed.contains(found) else {
      throw ImageError(
        "says \(found) micrometres a pixel; allowed: \(allowed.lowerBound) to \(Int(allowed.upperBound)); "
          + "give the right number in the table's column mpp", path: slide.path)
    }
    return found
  }

  /// Memory of the opened record without opening it, labels from the size of their file.
  static func expectedBytes(_ record: SampleRecord) -> Int {
    let overview = 1 << 20
    guard let path = record.maskPath else { return OpenedSlide.tileCacheBytes + overview }
    if SlideAnnotations.isAnnotations(path) {
      return OpenedSlide.tileCacheBytes + overview + Int(FileStamp(path: path)?.byteCount ?? 0)
    }
    if SlideMask.isPyramid(path) { return 2 * OpenedSlide.tileCacheBytes + overview }
    let size = try? ImageReader.size(of: path, pixelLimit: .max)
    let maskBytes = size.map { 2 * $0.height * $0.width } ?? 0
    return OpenedSlide.tileCacheBytes + overview + maskBytes
  }

  private func labels(_ record: SampleRecord, _ slide: Slide) throws -> OpenedSlide.Labels {
    switch record.annotation {
    case .classIndex, .labels: return .whole
    case .boxes(let boxes): return .boxes(boxes, crowd: record.crowdBoxes)
    case .mask(let path):
      let background = UInt16(description.backgroundClass)
      if SlideAnnotations.isAnnotations(path) {
        let outlines = try SlideAnnotations.read(path, description).outlines.largestFirst
        let (x, y) = description.outlineOrigin == .scan ? (slide.bounds.x, slide.bounds.y) : (0, 0)
        return .outlines(
          SlideOutlines(outlines.map { $0.moved(x: Double(x), y: Double(y)) }, background: background))
      }
      if let mask = SlideMask(path, description) {
        return .pyramid(mask, scale: try scale(of: mask.size, record, slide))
      }
      let mask = try RecordDecoder(description: description).mask(path)
      let size = PixelSize(height: mask.height, width: mask.width)
      return .mask(mask, scale: try scale(of: size, record, slide))
    }
  }

  /// Level-0 pixels of the slide a pixel of its mask.
  private func scale(of mask: PixelSize, _ record: SampleRecord, _ slide: Slide) throws -> Double {
    let whole = PixelSize(height: slide.height, width: slide.width)
    if let problem = Self.maskProblem(record, mask: mask, slide: whole) { throw DataError([problem]) }
    return (Double(whole.width) / Double(mask.width) + Double(whole.height) / Double(mask.height)) / 2
  }

  /// Why a mask is no picture of its slide; nil where it is one.
  static func maskProblem(_ record: SampleRecord, mask: PixelSize, slide: PixelSize) -> Finding? {
    let (x, y) = (Double(slide.width) / Double(mask.width), Double(slide.height) / Double(mask.height))
    guard abs(x - y) > aspectTolerance * x else { return nil }
    let sizes = "\(mask.width) x \(mask.height) pixels, its slide \(slide.width) x \(slide.height)"
    return Finding(
      .error, .maskSize, at: record.maskPath ?? record.place, "the mask of \"\(record.id)\" is \(sizes)",
      allowed: "the same picture, at any resolution")
  }

  /// Rounded sizes of small masks differ by up to a pixel.
  private static let aspectTolerance = 0.02
}

extension PixelRegion {
  func lies(within slide: Slide) -> Bool {
    x >= 0 && y >= 0 && width <= slide.width - x && height <= slide.height - y
  }
}
