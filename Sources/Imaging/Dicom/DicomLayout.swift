/// What a file's pixels are, checked against each other before any memory is taken.
struct DicomLayout: Sendable, Equatable {
  enum Colour: String, Sendable {
    case whiteIsZero = "MONOCHROME1"
    case blackIsZero = "MONOCHROME2"
    case palette = "PALETTE COLOR"
    case rgb = "RGB"
    case ybrFull = "YBR_FULL"
    case ybrFull422 = "YBR_FULL_422"
    case ybrReversible = "YBR_RCT"
    case ybrIrreversible = "YBR_ICT"

    /// Decoded pixels are RGB: JPEG 2000 alone has the last two inside, and turns them itself.
    var isRgb: Bool { [.rgb, .ybrReversible, .ybrIrreversible].contains(self) }
  }

  let rows: Int
  let columns: Int
  /// Values a pixel: 1 or 3.
  let samples: Int
  private(set) var frames: Int
  /// What the header says of their number.
  let toldFrames: String
  let bitsAllocated: Int
  let bitsStored: Int
  let highBit: Int
  let isSigned: Bool
  let isFloatingPoint: Bool
  /// Colours lie one plane after the other.
  let isPlanar: Bool
  let colour: Colour
  /// Attributes that had to be mended.
  private(set) var notes: [String] = []

  /// - Throws: `ImageError` naming the attribute that is missing, impossible or not supported.
  init(_ file: DicomFile) throws {
    try file.requirePixels()
    let data = file.data
    isFloatingPoint = data.elements[DicomTag.pixels] == nil
    rows = try Self.number(data, DicomTag.rows, "Rows", 1...65535)
    columns = try Self.number(data, DicomTag.columns, "Columns", 1...65535)
    samples = data.short(DicomTag.samples) ?? 1
    guard samples == 1 || samples == 3 else {
      throw ImageError("has \(samples) samples a pixel (SamplesPerPixel); 1 and 3 are supported")
    }
    let told = try Self.frames(data)
    toldFrames = "NumberOfFrames (0028,0008) " + (told.map { "says \($0)" } ?? "is missing")
    frames = max(told ?? 1, 1)
    bitsAllocated = try Self.number(data, DicomTag.bitsAllocated, "BitsAllocated", 1...64)
    guard [1, 8, 16, 32, 64].contains(bitsAllocated), bitsAllocated != 64 || isFloatingPoint else {
      throw ImageError("BitsAllocated is \(bitsAllocated); 1, 8, 16 and 32 are supported")
    }
    let stored = isFloatingPoint ? bitsAllocated : data.short(DicomTag.bitsStored) ?? bitsAllocated
    guard (1...bitsAllocated).contains(stored) else {
      throw ImageError("damaged DICOM: BitsStored is \(stored), with \(bitsAllocated) bits allocated")
    }
    bitsStored = stored
    let high = isFloatingPoint ? stored - 1 : data.short(DicomTag.highBit) ?? stored - 1
    let isPossible = high >= stored - 1 && high < bitsAllocated
    highBit = isPossible ? high : stored - 1
    isSigned = !isFloatingPoint && data.short(DicomTag.pixelRepresentation) == 1
    isPlanar = samples == 3 && data.short(DicomTag.planarConfiguration) == 1
    colour = try Self.colour(data, samples: samples)
    if !isPossible { notes.append("HighBit \(high) is impossible with \(stored) bits stored: taken as \(stored - 1)") }
    if told == 0 { notes.append("NumberOfFrames is 0: taken as 1") }
    notes += missing(data)
    if colour.isRgb, colour != .rgb, file.syntax.codec != .jpeg2000 {
      notes.append("\(colour.rawValue) without JPEG 2000: taken as RGB")
    }
    if colour == .ybrFull422, columns % 2 != 0, file.syntax.codec == .native {
      throw ImageError("YBR_FULL_422 needs an even number of columns; found \(columns)")
    }
    try requireDepth(data, file.syntax)
    if colour == .ybrFull422, bitsAllocated != 8, file.syntax.codec == .native {
      throw ImageError("YBR_FULL_422 with \(bitsAllocated) bits a sample is not supported; 8 are")
    }
  }

  /// Counts all frames that the pixels hold, as in pydicom.
  mutating func take(frames found: Int) {
    notes.append("\(toldFrames), the pixels hold \(found): as pictures all count")
    frames = found
  }

  /// One bit and floating point are allowed as the standard has them, and in no other combination.
  private func requireDepth(_ data: DicomDataSet, _ syntax: TransferSyntax) throws {
    guard isFloatingPoint else {
      guard bitsAllocated > 1 || samples == 1 && !isSigned else {
        throw ImageError(
          "damaged DICOM: BitsAllocated is 1 with \(samples) \(isSigned ? "signed " : "")samples a pixel; "
            + "one unsigned sample is allowed")
      }
      return
    }
    let isDouble = data.elements[DicomTag.floatPixels] == nil
    let (name, bits) = isDouble ? ("DoubleFloatPixelData", 64) : ("FloatPixelData", 32)
    guard bitsAllocated == bits else {
      throw ImageError("damaged DICOM: BitsAllocated is \(bitsAllocated); \(name) needs \(bits)")
    }
    guard samples == 1, colour != .palette, syntax.codec == .native else {
      throw ImageError(
        "damaged DICOM: \(name) with \(samples) samples a pixel, \(colour.rawValue), \(syntax.name); "
          + "one gray sample without compression is allowed")
    }
  }

  private static func number(_ data: DicomDataSet, _ tag: UInt32, _ name: String, _ allowed: ClosedRange<Int>) throws
    -> Int
  {
    guard let value = data.short(tag) else { throw ImageError("\(name) \(DicomTag.text(tag)) is missing") }
    guard allowed.contains(value) else {
      throw ImageError("damaged DICOM: \(name) is \(value); \(allowed.lowerBound) to \(allowed.upperBound) are allowed")
    }
    return value
  }

  private static func frames(_ data: DicomDataSet) throws -> Int? {
    guard let value = try data.decimal(DicomTag.frames) else { return nil }
    guard value >= 0, value <= 1e9, value == value.rounded() else {
      throw ImageError("damaged DICOM: NumberOfFrames is \(value)")
    }
    return Int(value)
  }

  /// Attributes that every image has to have, where what is likely was taken in their place.
  private func missing(_ data: DicomDataSet) -> [String] {
    let assumed: [(tag: UInt32, name: String, value: String)] = [
      (DicomTag.samples, "SamplesPerPixel (0028,0002)", "\(samples)"),
      (DicomTag.photometric, "PhotometricInterpretation (0028,0004)", colour.rawValue),
      (DicomTag.bitsStored, "BitsStored (0028,0101)", "\(bitsStored)"),
      (DicomTag.pixelRepresentation, "PixelRepresentation (0028,0103)", "unsigned"),
    ]
    return assumed.filter { $0.tag < DicomTag.bitsStored || !isFloatingPoint }
      .filter { data.elements[$0.tag] == nil }.map { "\($0.name) is missing: taken as \($0.value)" }
  }

  private static func colour(_ data: DicomDataSet, samples: Int) throws -> Colour {
    guard let name = data.text(DicomTag.photometric) else {
      guard samples == 1 else { throw ImageError("PhotometricInterpretation (0028,0004) is missing") }
      return .blackIsZero
    }
    guard let colour = Colour(rawValue: name) else {
      throw ImageError("the photometric interpretation \(name.prefix(20)) is not supported")
    }
    let isGray = [.whiteIsZero, .blackIsZero, .palette].contains(colour)
    guard isGray == (samples == 1) else {
      throw ImageError("damaged DICOM: \(name) with \(samples) samples a pixel")
    }
    return colour
  }

  /// Pixels of a frame.
  var pixels: Int { rows * columns }

  /// Samples of a frame after decoding.
  var frameSamples: Int { pixels * samples }

  /// Planes of bytes in a frame of run lengths.
  var bytePlanes: Int { samples * max(bitsAllocated / 8, 1) }

  /// Bits of one frame as stored without compression.
  var frameBits: Int {
    colour == .ybrFull422 ? pixels * 2 * bitsAllocated : frameSamples * bitsAllocated
  }

  /// The type of one decoded sample.
  var type: VoxelType {
    if isFloatingPoint { return bitsAllocated == 64 ? .float64 : .float32 }
    switch bitsAllocated {
    case 16: return isSigned ? .int16 : .uint16
    case 32: return isSigned ? .int32 : .uint32
    default: return isSigned ? .int8 : .uint8
    }
  }

  /// The least and greatest value that fit into the stored bits.
  var fullScale: ClosedRange<Double> {
    let span = Double(sign: .plus, exponent: bitsStored, significand: 1)
    return isSigned ? -span / 2...span / 2 - 1 : 0...span - 1
  }

  /// Samples are bytes of which all bits count; YBR of other depths is not turned to RGB.
  var hasFullBytes: Bool { type == .uint8 && bitsStored == 8 }

  /// What the stored bits can hold is a scale for pictures.
  var hasFullScale: Bool { !isFloatingPoint && bitsStored <= 16 }

  /// What pictures and volumes say of MONOCHROME1.
  static let inversionNote = "inverted (MONOCHROME1: 0 is white)"
}
