import CImaging

/// PNG, JPEG, TIFF, BMP and GIF.
public struct RasterInspector: FormatInspector {
  /// A look at pictures.
  public init() {}

  /// Every file, so that what is no picture is refused with a reason.
  public func claims(_ path: String, head: [UInt8]) -> Bool { true }

  /// By the first bytes.
  public func format(_ path: String, head: [UInt8]) -> String? {
    let magic: [(String, [UInt8])] = [
      ("PNG", [0x89, 0x50, 0x4E, 0x47]), ("JPEG", [0xFF, 0xD8, 0xFF]), ("TIFF", [0x49, 0x49]), ("TIFF", [0x4D, 0x4D]),
      ("BMP", [0x42, 0x4D]), ("GIF", [0x47, 0x49, 0x46]),
    ]
    return magic.first { head.starts(with: $0.1) }?.0
  }

  /// Decodes the first page.
  /// - Throws: `ImageError` with the reason for a refusal.
  public func inspect(_ path: String) throws -> Inspection {
    let bytes = try FileBytes.read(path)
    var options = ReadOptions().forLibrary(labels: true)
    var stored = CImagingStored()
    let table = try ImagingDoor.shared()
    try bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { throw ImageError("the file is empty (0 bytes)") }
      try table.image_stored(start, buffer.count, &options, &stored).check()
    }
    var found = Inspection(path: path)
    found.format = textOfTuple(stored.format)
    found.codec = textOfTuple(stored.codec)
    found.frames = Int(stored.pages)
    let (height, width, samples) = (Int(stored.height), Int(stored.width), Int(stored.samples))
    found.shape = samples == 1 ? [height, width] : [height, width, samples]
    found.dtype = textOfTuple(stored.type)
    found.stored = Self.intensities(stored)
    found.values = found.stored
    found.notes = textOfTuple(stored.notes).split(separator: "\n").map(String.init)
    return found
  }

  private static func intensities(_ stored: CImagingStored) -> Intensities {
    let isFinite = stored.least.isFinite
    return Intensities(
      min: isFinite ? stored.least : nil, max: isFinite ? stored.greatest : nil, mean: isFinite ? stored.mean : nil,
      nNan: Int(stored.nan_count), nPosInf: Int(stored.positive_infinity_count),
      nNegInf: Int(stored.negative_infinity_count))
  }
}
