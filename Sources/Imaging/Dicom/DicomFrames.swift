import CImaging

/// Decodes the frames of one file.
struct DicomFrames {
  let file: DicomFile
  let layout: DicomLayout
  /// As the header has it: without frames that are there beyond those that it claims.
  let header: DicomLayout
  let groups: DicomFrameGroups
  private let pixels: DicomPixelData

  /// One frame: interleaved samples of `layout.type`, native byte order.
  struct Frame {
    let bytes: [UInt8]
    /// The colours are RGB, whatever the header's interpretation says.
    let isRgb: Bool
    /// That values were cut, which only decoding shows; nil where none was.
    var cutNote: String?
  }

  /// - Throws: `ImageError` when the pixels that are there cannot be those that the header claims.
  init(_ file: DicomFile, pixelLimit: Int = ReadOptions.defaultPixelLimit) throws {
    self.file = file
    var layout = try DicomLayout(file)
    header = layout
    guard layout.pixels <= pixelLimit else {
      throw ImageError(
        "claims \(layout.columns) x \(layout.rows) pixels, above the limit of \(pixelLimit); "
          + "if this is right, raise pixel_limit in the task description")
    }
    guard file.syntax.codec != .unsupported else {
      throw ImageError("the transfer syntax \(file.syntax.text) is not supported")
    }
    pixels = try DicomPixelData(file, layout)
    if pixels.frameCount > layout.frames { layout.take(frames: pixels.frameCount) }
    self.layout = layout
    groups = try DicomFrameGroups(file)
  }

  /// What a volume says, whose slices are those of the header; nil where that has all.
  var excessNote: String? {
    guard layout.frames > header.frames else { return nil }
    return "\(header.toldFrames), the pixels hold \(layout.frames): further ones were left out; correct NumberOfFrames "
      + "if they belong to the volume"
  }

  /// Decodes one frame.
  func frame(_ index: Int) throws -> Frame {
    guard (0..<layout.frames).contains(index) else {
      let text = layout.frames == 1 ? "1 frame" : "\(layout.frames) frames"
      throw ImageError("has \(text); frame \(index) was asked for (they count from 0)")
    }
    if file.syntax.codec == .native { return Frame(bytes: native(index), isRgb: layout.colour.isRgb) }
    let stream = try pixels.compressed(index)
    guard file.syntax.codec == .runLength else { return try coded(stream) }
    return Frame(bytes: try runLength(stream), isRgb: layout.colour.isRgb)
  }

  // MARK: without compression

  private func native(_ index: Int) -> [UInt8] {
    let source = pixels.source.bytes
    if layout.bitsAllocated == 1 { return unpackedBits(source, first: pixels.start * 8 + index * layout.frameBits) }
    let count = layout.frameBits / 8
    let start = pixels.start + index * count
    let isSwapped = file.syntax.hasBigEndianPixels
    var bytes = isSwapped ? swapped(source, start, count) : Array(source[start..<start + count])
    if layout.colour == .ybrFull422 { bytes = upsampled(bytes) }
    if layout.isPlanar { bytes = interleaved(bytes) }
    bits(of: layout.bitsAllocated).clean(&bytes)
    return bytes
  }

  private func swapped(_ source: [UInt8], _ start: Int, _ count: Int) -> [UInt8] {
    guard layout.bitsAllocated == 8, pixels.vr == "OW", file.syntax.coding.isBigEndian else {
      var bytes = Array(source[start..<start + count])
      bytes.withUnsafeMutableBytes { layout.type.swapBytes($0) }
      return bytes
    }
    // Bytes lie in words of two; the last word may be padded.
    return (0..<count).map { index in
      let place = start - pixels.start + index
      let other = pixels.start + (place ^ 1)
      return other < source.count ? source[other] : 0
    }
  }

  private func unpackedBits(_ source: [UInt8], first: Int) -> [UInt8] {
    (0..<layout.frameSamples).map { source[(first + $0) >> 3] >> UInt8((first + $0) & 7) & 1 }
  }

  /// Y0 Y1 B R becomes Y0 B R Y1 B R.
  private func upsampled(_ bytes: [UInt8]) -> [UInt8] {
    var output = [UInt8]()
    output.reserveCapacity(layout.frameSamples)
    for first in stride(from: 0, to: bytes.count - 3, by: 4) {
      let (blue, red) = (bytes[first + 2], bytes[first + 3])
      output += [bytes[first], blue, red, bytes[first + 1], blue, red]
    }
    return output
  }

  /// Planes of samples to pixels of samples.
  private func interleaved(_ bytes: [UInt8]) -> [UInt8] {
    let size = layout.bitsAllocated / 8
    let plane = layout.pixels * size
    var output = [UInt8](repeating: 0, count: bytes.count)
    for channel in 0..<layout.samples {
      for pixel in 0..<layout.pixels {
        let target = (pixel * layout.samples + channel) * size
        let source = channel * plane + pixel * size
        for byte in 0..<size { output[target + byte] = bytes[source + byte] }
      }
    }
    return output
  }

  /// The value's bits in samples of `allocated` bits, which need not be those that the header allocates.
  /// - Parameter precision: bits of a codec's stream, which lie at the bottom of its samples.
  private func bits(of allocated: Int, atMost most: Int = .max, precision: Int = .max) -> DicomBits {
    let stored = min(layout.bitsStored, most, allocated)
    // A stream that ends below the high bit holds the value alone.
    let below = precision > layout.highBit ? layout.highBit + 1 - layout.bitsStored : 0
    // A sign that stands above what the samples hold is 0.
    return DicomBits(
      allocated: allocated, stored: stored, shift: min(below, allocated - stored),
      isSigned: layout.isSigned && min(layout.bitsStored, most) <= allocated)
  }

  // MARK: compressed

  private func runLength(_ stream: ArraySlice<UInt8>) throws -> [UInt8] {
    if layout.bitsAllocated == 1 {
      let packed = try DicomRunLength.planes(stream, planeCount: 1, planeBytes: (layout.pixels + 7) / 8)
      return unpackedBits(packed, first: 0)
    }
    let size = layout.bitsAllocated / 8
    let planes = try DicomRunLength.planes(stream, planeCount: layout.bytePlanes, planeBytes: layout.pixels)
    var bytes = [UInt8](repeating: 0, count: planes.count)
    for plane in 0..<layout.bytePlanes {
      let (channel, byte) = (plane / size, size - 1 - plane % size)
      let first = channel * size + byte
      for pixel in 0..<layout.pixels {
        bytes[pixel * layout.samples * size + first] = planes[plane * layout.pixels + pixel]
      }
    }
    bits(of: layout.bitsAllocated).clean(&bytes)
    return bytes
  }

  private func coded(_ stream: ArraySlice<UInt8>) throws -> Frame {
    let header = try CodestreamHeader(stream, file.syntax.codec)
    try require(header, stream)
    // Codecs write samples as wide as their stream, whatever the header allocates.
    let width = header.precision <= 8 ? 8 : 16
    var (bytes, isRgb) = try decoded(stream, header, width: width)
    // JPEG-LS knows no sign: it is the highest bit of the stream.
    let endsWithStream = file.syntax.codec == .jpeg2000 || file.syntax.codec == .jpegLS && layout.isSigned
    let valueBits = bits(
      of: width, atMost: endsWithStream ? header.precision : .max, precision: header.precision)
    let note = try cut(&bytes, to: valueBits, header)
    valueBits.clean(&bytes)
    let allocated = max(layout.bitsAllocated, 8)
    if width < allocated { bytes = Self.widened(bytes, from: width, to: allocated, isSigned: valueBits.isSigned) }
    return Frame(bytes: bytes, isRgb: isRgb || layout.colour.isRgb, cutNote: note)
  }

  /// - Throws: `ImageError` where the stream is cut, of a kind that is not read, or not what the file's header says.
  private func require(_ header: CodestreamHeader, _ stream: ArraySlice<UInt8>) throws {
    // Decoders fill what is missing with gray and say nothing.
    guard CodestreamHeader.hasEnd(stream, isJpeg2000: file.syntax.codec == .jpeg2000) else {
      throw ImageError("truncated DICOM: the compressed frame has no end mark")
    }
    guard header.width == layout.columns, header.height == layout.rows, header.samples == layout.samples else {
      throw ImageError(
        "damaged DICOM: the compressed frame has \(header.width) x \(header.height) pixels of \(header.samples) "
          + "samples, the header says \(layout.columns) x \(layout.rows) of \(layout.samples)")
    }
    try header.requireKnownKind()
    guard header.precision <= 16 else {
      throw ImageError("its compressed samples have \(header.precision) bits; up to 16 are read")
    }
    // Bits of one become bytes.
    let allocated = max(layout.bitsAllocated, 8)
    guard header.precision > 0, header.precision <= allocated else {
      throw ImageError("damaged DICOM: the compressed frame has \(header.precision) bits, \(allocated) are allocated")
    }
  }

  /// Cuts what a lossy codec has made of the stored bits' greatest values.
  /// - Returns: What was done; nil where nothing was.
  /// - Throws: `ImageError` where values lie above the stored bits otherwise.
  private func cut(_ bytes: inout [UInt8], to valueBits: DicomBits, _ header: CodestreamHeader) throws -> String? {
    guard !valueBits.hold(bytes, precision: header.precision) else { return nil }
    guard header.isLossy || isLossyJpeg2000, valueBits.saturate(&bytes, precision: header.precision) else {
      throw ImageError(
        "damaged DICOM: the compressed frame has values above the \(layout.bitsStored) bits of BitsStored (0028,0101), "
          + "its stream has \(header.precision) bits; correct BitsStored and HighBit")
    }
    return "values beyond the \(layout.bitsStored) bits of BitsStored, as lossy codecs make beside edges, were cut"
  }

  /// JPEG 2000 may leave out the last bits of its reversible wavelet, too, which its stream does not say.
  private var isLossyJpeg2000: Bool {
    file.syntax.codec == .jpeg2000 && file.data.text(DicomTag.lossyCompression) == "01"
  }

  /// Samples of 8 or 16 bits as those of 16 or 32, in native byte order.
  private static func widened(_ bytes: [UInt8], from width: Int, to allocated: Int, isSigned: Bool) -> [UInt8] {
    let values = bytes.withUnsafeBytes { buffer -> [UInt32] in
      width == 8
        ? buffer.map { isSigned ? UInt32(bitPattern: Int32(Int8(bitPattern: $0))) : UInt32($0) }
        : buffer.bindMemory(to: UInt16.self).map {
          isSigned ? UInt32(bitPattern: Int32(Int16(bitPattern: $0))) : UInt32($0)
        }
    }
    if allocated == 16 { return values.map { UInt16(truncatingIfNeeded: $0) }.withUnsafeBytes(Array.init) }
    return values.withUnsafeBytes(Array.init)
  }

  private func decoded(_ stream: ArraySlice<UInt8>, _ header: CodestreamHeader, width: Int) throws -> ([UInt8], Bool) {
    let isJpeg8 = header.isDiscreteCosine && header.precision == 8
    var frame = CImagingFrame()
    frame.width = Int32(layout.columns)
    frame.height = Int32(layout.rows)
    frame.samples = Int32(layout.samples)
    frame.bits_allocated = Int32(width)
    // JPEG-LS and lossless JPEG know no sign; it is put back by `DicomBits`.
    let isJpeg2000 = file.syntax.codec == .jpeg2000
    let stored = isJpeg2000 || layout.bitsAllocated == 1 ? width : max(header.precision, layout.bitsStored)
    frame.bits_stored = Int32(min(stored, width))
    frame.is_signed = layout.isSigned && isJpeg2000 ? 1 : 0
    frame.told_rgb = layout.colour.isRgb ? 1 : 0
    frame.codec = Int32(isJpeg8 ? CIMAGING_FRAME_JPEG8 : CIMAGING_FRAME_GDCM)
    withUnsafeMutableBytes(of: &frame.transfer_syntax) { target in
      target.copyBytes(from: Array(file.syntax.uidForLibrary.utf8.prefix(64)))
    }
    let isJpegOfGdcm = !isJpeg8 && [.jpeg, .jpegLossless].contains(file.syntax.codec)
    let input = isJpegOfGdcm ? try CodestreamHeader.withoutRemarks(stream) : Array(stream)
    var isRgb: Int32 = 0
    // Zeros, so that a decoder that leaves something out shows no other memory.
    var bytes = [UInt8](repeating: 0, count: layout.frameSamples * width / 8)
    let table = try ImagingDoor.shared()
    try bytes.withUnsafeMutableBufferPointer { output in
      try input.withUnsafeBufferPointer { input in
        guard let start = input.baseAddress, let target = output.baseAddress else { return }
        try table.frame_decode(start, input.count, &frame, target, output.count, &isRgb).check()
      }
    }
    return (bytes, isRgb == 1)
  }
}
