/// Whole slides, through OpenSlide.
public struct SlideInspector: FormatInspector {
  /// A picture of more pixels is read in patches alone.
  private let pixelLimit: Int

  /// A look at slides.
  public init() { self.init(pixelLimit: ReadOptions.defaultPixelLimit) }

  init(pixelLimit: Int) { self.pixelLimit = pixelLimit }

  /// By the name's ending; a TIFF when it is a scanner's own, has several levels, or tiles of more pixels than a
  /// picture may have.
  public func claims(_ path: String, head: [UInt8]) -> Bool {
    if Slide.fileExtensions.contains(path.lowercased().split(separator: ".").last.map(String.init) ?? "") {
      return true
    }
    guard head.starts(with: [0x49, 0x49]) || head.starts(with: [0x4D, 0x4D]), let slide = try? Slide(path) else {
      return false
    }
    return slide.vendor != "generic-tiff" || slide.levels.count > 1 || slide.exceeds(pixels: pixelLimit)
  }

  /// `slide`; the vendor is known once it is opened.
  public func format(_ path: String, head: [UInt8]) -> String? { "slide" }

  /// Decodes an overview, not every tile.
  /// - Throws: `ImageError` with the reason for a refusal.
  public func inspect(_ path: String) throws -> Inspection {
    let slide = try Slide(path)
    let picture = try slide.overview().picture
    var sum = IntensitySum()
    for byte in picture.bytes { sum.add(Double(byte)) }
    var found = Inspection(path: path)
    found.format = "slide (\(slide.vendor))"
    found.codec = TiffDirectories.codec(of: path)
    found.frames = 1
    found.shape = [slide.height, slide.width, 3]
    found.dtype = "uint8"
    found.stored = sum.intensities
    found.values = sum.intensities
    found.mpp = slide.micrometresPerPixel
    found.levels = slide.levels.map { [$0.height, $0.width] }
    found.notes = slide.notes + ["intensities are those of an overview of \(picture.width) x \(picture.height) pixels"]
    found.notes.append("of its patches (patch: {}), 0 to 255 become 0...1")
    if slide.exceeds(pixels: pixelLimit) {
      found.notes.append("as a picture it is above the limit of \(pixelLimit) pixels")
    }
    if slide.micrometresPerPixel == nil {
      found.notes.append("the file does not say how many micrometres a pixel has: a task needs `mpp`")
    }
    if let power = slide.objectivePower { found.notes.append("objective \(Self.text(power: power))x") }
    return found
  }

  /// Without a needless fraction: 20, 2.5.
  static func text(power: Double) -> String { Int(exactly: power).map(String.init) ?? "\(power)" }
}
