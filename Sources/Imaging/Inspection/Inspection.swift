/// What one file is, and what a reader here makes of it.
public struct Inspection: Sendable, Encodable, Equatable {
  /// Whether the file can be read here.
  public enum Status: String, Sendable, Encodable { case ok, refused }

  /// The file.
  public let path: String
  /// `refused` comes with `reason`.
  public var status = Status.ok
  /// Why it was refused.
  public var reason: String?
  /// `PNG`, `NIfTI-1`, `DICOM` and so on.
  public var format: String?
  /// How the pixels are compressed: a codec's name, of DICOM the transfer syntax with its UID.
  public var codec: String?
  /// Frames, pages or time points.
  public var frames: Int?
  /// Rows, columns[, channels] of pictures: of DICOM frames first where there are several, of other files those of the
  /// first page or picture, which may differ from the others'; i, j, k[, t] of volumes as stored.
  public var shape: [Int]?
  /// NumPy's name of the stored type.
  public var dtype: String?
  /// As in the file: palette indices, no rescale.
  public var stored: Intensities?
  /// After rescale, or slope and intercept.
  public var values: Intensities?
  /// Of volumes along i, j, k; of DICOM pictures between rows and between columns, between frames first.
  public var spacingMm: [Double]?
  /// Letters for i, j, k, such as LPS.
  public var orientation: String?
  /// Micrometres a pixel of a slide.
  public var mpp: Double?
  /// Rows and columns of a slide's levels.
  public var levels: [[Int]]?
  /// What was applied, assumed or left out.
  public var notes: [String] = []

  /// A file of which nothing is known yet.
  public init(path: String) { self.path = path }

  private enum Key: String, CodingKey {
    case path, status, reason, format, codec, frames, shape, dtype, stored, values, spacingMm, orientation, mpp, levels
    case notes
  }

  /// Every key is there, null where it does not apply.
  /// - Throws: the encoder's error.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(path, forKey: .path)
    try container.encode(status, forKey: .status)
    try container.encode(reason, forKey: .reason)
    try container.encode(format, forKey: .format)
    try container.encode(codec, forKey: .codec)
    try container.encode(frames, forKey: .frames)
    try container.encode(shape, forKey: .shape)
    try container.encode(dtype, forKey: .dtype)
    try container.encode(stored, forKey: .stored)
    try container.encode(values, forKey: .values)
    try container.encode(spacingMm, forKey: .spacingMm)
    try container.encode(orientation, forKey: .orientation)
    try container.encode(mpp, forKey: .mpp)
    try container.encode(levels, forKey: .levels)
    try container.encode(notes, forKey: .notes)
  }
}

/// Least, greatest and mean value over the finite ones, and how many are not.
public struct Intensities: Sendable, Encodable, Equatable {
  /// The least; nil without a finite value.
  public var min: Double?
  /// The greatest; nil without a finite value.
  public var max: Double?
  /// The mean; nil without a finite value.
  public var mean: Double?
  /// Values that are no number.
  public var nNan = 0
  /// Values of plus infinity.
  public var nPosInf = 0
  /// Values of minus infinity.
  public var nNegInf = 0

  private enum CodingKeys: String, CodingKey { case min, max, mean, nNan, nPosInf, nNegInf }

  /// Every key is written; the first three are null where they are no finite number, which JSON does not have.
  /// - Throws: the encoder's error.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    for (key, value) in [(CodingKeys.min, min), (.max, max), (.mean, mean)] {
      try container.encode(value.flatMap { $0.isFinite ? $0 : nil }, forKey: key)
    }
    try container.encode(nNan, forKey: .nNan)
    try container.encode(nPosInf, forKey: .nPosInf)
    try container.encode(nNegInf, forKey: .nNegInf)
  }

  /// The same after `value * slope + intercept`.
  func scaled(slope: Double, intercept: Double) -> Intensities {
    let ends = [min, max].compactMap { $0 }.map { $0 * slope + intercept }
    return Intensities(
      min: ends.min(), max: ends.max(), mean: mean.map { $0 * slope + intercept }, nNan: nNan,
      nPosInf: slope < 0 ? nNegInf : nPosInf, nNegInf: slope < 0 ? nPosInf : nNegInf)
  }
}
