/// One frame of a DICOM file as a picture: rescale, window if asked, MONOCHROME1 inverted, once.
struct DicomPicture {
  private let frames: DicomFrames
  private let index: Int
  private let options: ReadOptions
  private(set) var notes: [String]

  private var layout: DicomLayout { frames.layout }

  /// - Throws: `ImageError` when the file holds no pixels, or those that it claims cannot be there.
  init(_ file: DicomFile, _ options: ReadOptions) throws {
    frames = try DicomFrames(file, pixelLimit: options.pixelLimit)
    (self.options, index) = (options, options.page)
    notes = file.notes + frames.layout.notes
    if frames.layout.frames > 1 { notes.append("has \(frames.layout.frames) frames; frame \(index) was read") }
    if file.hasOverlays { notes.append("overlay planes were left out") }
  }

  var height: Int { layout.rows }
  var width: Int { layout.columns }

  /// RGB, `uint8` or `float32` in 0...1.
  mutating func raster() throws -> Raster {
    let frame = try frames.frame(index)
    if let note = frame.cutNote { notes.append(note) }
    switch layout.colour {
    case .blackIsZero, .whiteIsZero: return try gray(frame)
    case .palette: return try palette(frame)
    default: return try colours(frame)
    }
  }

  /// Stored values or palette indices; of a segmentation the number of its segment.
  /// - Throws: `ImageError` for colours, for values that are no labels or were cut, for segmentations of several
  ///   segments, and for their frames beyond those that the header has.
  func labels() throws -> LabelMap {
    guard layout.samples == 1 else {
      throw ImageError(
        "is a colour picture (\(layout.colour.rawValue)), not a mask; masks have one channel or a palette")
    }
    let segment = try DicomSegments(frames.file, frames.groups)?.only(of: frames.header.frames)
    let frame = try frames.frame(index)
    try frame.requireLabels()
    guard segment == nil || index < frames.header.frames else {
      throw ImageError(
        "\(frames.header.toldFrames), and nothing says which segment frame \(index) shows "
          + "(they count from 0); ask for one of these, or export the segmentation again")
    }
    var values = [UInt16]()
    values.reserveCapacity(layout.pixels)
    var odd: Double?
    VoxelValues.forEach(layout.type, frame.bytes) { value in
      let isLabel = value >= 0 && value <= 65535 && value == value.rounded()
      if !isLabel { odd = odd ?? value }
      values.append(isLabel ? UInt16(value) : 0)
    }
    if let odd {
      throw ImageError("holds the value \(odd); a label is a whole number from 0 to 65535, so store one a class")
    }
    if let segment { values = values.map { $0 == 0 ? 0 : UInt16(segment.number) } }
    return LabelMap(height: layout.rows, width: layout.columns, values: values)
  }

  // MARK: gray

  private mutating func gray(_ frame: DicomFrames.Frame) throws -> Raster {
    let rescale = try DicomRescale(frames, frame: index)
    if let note = rescale.note { notes.append(note) }
    let isInverted = layout.colour == .whiteIsZero
    if isInverted { notes.append(DicomLayout.inversionNote) }
    let isBytes = layout.hasFullBytes && rescale == .identity
    if isBytes, options.valueRange == nil, options.window == nil {
      let flip: UInt8 = isInverted ? 255 : 0
      let bytes = frame.bytes.flatMap { [$0 ^ flip, $0 ^ flip, $0 ^ flip] }
      return Raster(height: height, width: width, bytes: bytes)
    }
    let unit = try unitMap(rescale)
    var floats = [Float]()
    floats.reserveCapacity(layout.pixels * 3)
    let table = lookup(rescale, unit, isInverted: isInverted)
    VoxelValues.forEach(layout.type, frame.bytes) { stored in
      let value = table.map { $0.values[Int(stored) - $0.first] } ?? Self.shade(rescale(stored), unit, isInverted)
      floats.append(value)
      floats.append(value)
      floats.append(value)
    }
    return Raster(height: height, width: width, floats: floats)
  }

  /// What is no number, or infinite, becomes 0, as in volumes.
  private static func shade(_ value: Double, _ unit: (Double) -> Double, _ isInverted: Bool) -> Float {
    guard value.isFinite else { return 0 }
    return Float(isInverted ? 1 - unit(value) : unit(value))
  }

  /// Every stored value's shade, where there are few.
  private func lookup(_ rescale: DicomRescale, _ unit: (Double) -> Double, isInverted: Bool) -> (
    first: Int, values: [Float]
  )? {
    guard layout.hasFullScale else { return nil }
    let first = Int(layout.fullScale.lowerBound)
    let values = (first...Int(layout.fullScale.upperBound)).map {
      Self.shade(rescale(Double($0)), unit, isInverted)
    }
    return (first, values)
  }

  /// What brings values to 0...1: the given range, the window, or all that the stored bits can hold.
  private mutating func unitMap(_ rescale: DicomRescale) throws -> (Double) -> Double {
    if let range = options.valueRange { return try linear(range.lowerBound, range.upperBound) }
    if let ends = options.window?.ends {
      notes.append("the window \(Geometry.text(ends.low)) to \(Geometry.text(ends.high)) became 0...1")
      return try linear(ends.low, ends.high)
    }
    if options.window == .file {
      let window = try DicomWindow(frames, frame: index)
      notes.append(window.note)
      return { window($0) }
    }
    guard layout.hasFullScale else {
      throw ImageError("holds \(layout.type.rawValue) values; say their range with value_range: [low, high]")
    }
    guard let range = rescale.range(layout.fullScale) else {
      throw ImageError(
        "RescaleSlope (0028,1053) is 0, so all values are one; correct it, or give value_range: [low, high]")
    }
    let (low, high) = (range.lowerBound, range.upperBound)
    notes.append(
      "the full range of \(layout.bitsStored) bits, \(Geometry.text(low)) to \(Geometry.text(high)), became 0...1")
    return try linear(low, high)
  }

  private func linear(_ low: Double, _ high: Double) throws -> (Double) -> Double {
    guard high > low else { throw ImageError("the value range \(low) to \(high) is empty; low must be below high") }
    return { min(max(($0 - low) / (high - low), 0), 1) }
  }

  // MARK: colour

  private mutating func palette(_ frame: DicomFrames.Frame) throws -> Raster {
    let data = frames.file.data
    guard data.elements[DicomTag.segmentedPalette] == nil else {
      throw ImageError("a segmented palette is not supported; save it with a plain one")
    }
    let tables = try zip(DicomTag.paletteDescriptors, DicomTag.paletteTables).map { descriptor, entries in
      try DicomTable(data, descriptor, entries, isSigned: layout.isSigned)
    }
    // Some writers store bytes in entries of 16 bits.
    let isWide = tables.contains { $0.bits > 8 && $0.values.contains { $0 > 255 } }
    notes.append("palette colours")
    var bytes = [UInt8]()
    bytes.reserveCapacity(layout.pixels * 3)
    VoxelValues.forEach(layout.type, frame.bytes) { value in
      for table in tables {
        let entry = table.values[min(max(Int(value) - table.first, 0), table.values.count - 1)]
        bytes.append(UInt8(truncatingIfNeeded: isWide ? entry >> 8 : entry))
      }
    }
    return Raster(height: height, width: width, bytes: bytes)
  }

  private mutating func colours(_ frame: DicomFrames.Frame) throws -> Raster {
    guard layout.hasFullBytes else { return try wideColours(frame) }
    guard !frame.isRgb else { return Raster(height: height, width: width, bytes: frame.bytes) }
    notes.append("\(layout.colour.rawValue) was turned to RGB")
    return Raster(height: height, width: width, bytes: Self.rgb(frame.bytes))
  }

  private func wideColours(_ frame: DicomFrames.Frame) throws -> Raster {
    guard frame.isRgb else {
      throw ImageError("\(layout.colour.rawValue) with \(layout.bitsStored) bits is not supported; 8 are")
    }
    let (low, high) = (layout.fullScale.lowerBound, layout.fullScale.upperBound)
    let unit = try linear(options.valueRange?.lowerBound ?? low, options.valueRange?.upperBound ?? high)
    var floats = [Float]()
    floats.reserveCapacity(layout.frameSamples)
    VoxelValues.forEach(layout.type, frame.bytes) { floats.append(Float(unit($0))) }
    return Raster(height: height, width: width, floats: floats)
  }

  /// Source: DICOM PS3.3, C.7.6.3.1.2 (ITU-R BT.601, full range).
  static func rgb(_ ybr: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: ybr.count)
    let byte = { (value: Float) in UInt8(min(max(value, 0), 255).rounded()) }
    for first in stride(from: 0, to: ybr.count - 2, by: 3) {
      let (y, blue, red) = (Float(ybr[first]), Float(ybr[first + 1]) - 128, Float(ybr[first + 2]) - 128)
      output[first] = byte(y + 1.402 * red)
      output[first + 1] = byte(y - 0.344136 * blue - 0.714136 * red)
      output[first + 2] = byte(y + 1.772 * blue)
    }
    return output
  }
}

extension DicomFrames.Frame {
  /// - Throws: `ImageError` where values were cut: these would be other labels.
  func requireLabels() throws {
    guard let cutNote else { return }
    throw ImageError("is no mask: \(cutNote), which makes other labels of them; export it without loss")
  }
}

extension DicomFile {
  /// Overlay planes: groups 6000 to 60FF.
  var hasOverlays: Bool { data.elements.keys.contains { ($0 >> 24) == 0x60 && ($0 & 0xFFFF) == 0x3000 } }
}
