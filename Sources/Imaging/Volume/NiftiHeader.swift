// Source: nifti1.h and nifti2.h of the NIfTI-1.1 and NIfTI-2 standards; Analyze 7.5's dbh.h.

/// The fields of a NIfTI-1, NIfTI-2 or Analyze header that matter here, as found.
struct NiftiHeader {
  enum Version { case analyze, one, two }

  let version: Version
  /// The voxels follow in the same file.
  let isSingleFile: Bool
  let isBigEndian: Bool
  /// `dim[0]...dim[7]`.
  let dimensions: [Int]
  let datatype: Int
  let bitsPerVoxel: Int
  /// `pixdim[0]...pixdim[7]`.
  let pixelSizes: [Double]
  let voxelOffset: Double
  let slope: Double
  let intercept: Double
  let units: Int
  let qformCode: Int
  let sformCode: Int
  /// b, c, d and the offsets x, y, z.
  let quaternion: [Double]
  /// Three rows.
  let sform: [Double]
  /// Analyze: what SPM derives a scale from.
  let calibratedRange: (low: Double, high: Double)
  let storedRange: (low: Double, high: Double)
  /// Analyze: the voxel, counted from 1, that SPM puts at the origin; zeros for none.
  let originator: [Int]
  /// What is not as the standard has it, and was read all the same.
  private(set) var notes: [String] = []

  static let longestHeader = 540

  /// - Parameter bytes: the beginning of the file, inflated; up to 540 bytes.
  /// - Throws: `ImageError` when it is neither.
  init(_ bytes: [UInt8], allowsAnalyze: Bool) throws {
    guard bytes.count >= 4 else {
      throw ImageError("truncated NIfTI: the header needs 348 bytes, \(bytes.count) are there")
    }
    guard let (length, isBigEndian) = Self.length(bytes) else {
      guard Self.hasMagic(bytes) else { throw ImageError("is no NIfTI volume") }
      let found = ByteFields(bytes: bytes, isBigEndian: false).integer(0, as: Int32.self)
      throw ImageError("damaged NIfTI-1: sizeof_hdr is \(found); it must be 348")
    }
    guard bytes.count >= length else {
      throw ImageError("truncated NIfTI: the header needs \(length) bytes, \(bytes.count) are there")
    }
    let fields = ByteFields(bytes: bytes, isBigEndian: isBigEndian)
    if length == 540 { try self.init(two: fields) } else { try self.init(one: fields, allowsAnalyze: allowsAnalyze) }
  }

  /// Whether these bytes could begin such a header.
  static func claims(_ bytes: [UInt8]) -> Bool { bytes.count >= 4 && (length(bytes) != nil || hasMagic(bytes)) }

  private static func hasMagic(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 348 && ["n+1\0", "ni1\0"].contains { Array($0.utf8) == Array(bytes[344..<348]) }
  }

  private static func length(_ bytes: [UInt8]) -> (Int, Bool)? {
    for isBigEndian in [false, true] {
      let length = ByteFields(bytes: bytes, isBigEndian: isBigEndian).integer(0, as: Int32.self)
      if length == 348 || length == 540 { return (length, isBigEndian) }
    }
    return nil
  }

  private init(one fields: ByteFields, allowsAnalyze: Bool) throws {
    let magic = fields.text(344..<348)
    guard ["n+1", "ni1"].contains(magic) || allowsAnalyze else {
      throw ImageError("is no NIfTI volume: the header's magic is neither n+1 nor ni1")
    }
    version = ["n+1", "ni1"].contains(magic) ? .one : .analyze
    isSingleFile = magic == "n+1"
    isBigEndian = fields.isBigEndian
    dimensions = (0..<8).map { fields.integer(40 + $0 * 2, as: Int16.self) }
    (datatype, bitsPerVoxel) = (fields.integer(70, as: Int16.self), fields.integer(72, as: Int16.self))
    pixelSizes = (0..<8).map { fields.float(76 + $0 * 4) }
    (voxelOffset, slope, intercept) = (fields.float(108), fields.float(112), fields.float(116))
    units = Int(fields.bytes[123])
    // Analyze keeps orientation and originator there.
    let hasCodes = version != .analyze
    qformCode = hasCodes ? fields.integer(252, as: Int16.self) : 0
    sformCode = hasCodes ? fields.integer(254, as: Int16.self) : 0
    quaternion = (0..<6).map { fields.float(256 + $0 * 4) }
    sform = (0..<12).map { fields.float(280 + $0 * 4) }
    calibratedRange = (fields.float(128), fields.float(124))
    storedRange = (Double(fields.integer(144, as: Int32.self)), Double(fields.integer(140, as: Int32.self)))
    originator = hasCodes ? [0, 0, 0] : (0..<3).map { fields.integer(253 + $0 * 2, as: Int16.self) }
  }

  private init(two fields: ByteFields) throws {
    let magic = fields.text(4..<8)
    guard ["n+2", "ni2"].contains(magic) else { throw ImageError("is no NIfTI-2 volume: the magic is missing") }
    let lineEnds = Array(fields.bytes[8..<12])
    // Early writers left them out, which no transfer does.
    let areMissing = lineEnds == [0, 0, 0, 0]
    guard areMissing || lineEnds == [0x0D, 0x0A, 0x1A, 0x0A] else {
      throw ImageError("damaged NIfTI-2: the magic's line ends were changed, as a transfer as text does")
    }
    if areMissing { notes.append("the magic's line ends are zeros, which older programs write") }
    version = .two
    isSingleFile = magic == "n+2"
    isBigEndian = fields.isBigEndian
    (datatype, bitsPerVoxel) = (fields.integer(12, as: Int16.self), fields.integer(14, as: Int16.self))
    dimensions = (0..<8).map { fields.integer(16 + $0 * 8, as: Int64.self) }
    pixelSizes = (0..<8).map { fields.double(104 + $0 * 8) }
    voxelOffset = Double(fields.integer(168, as: Int64.self))
    (slope, intercept) = (fields.double(176), fields.double(184))
    (qformCode, sformCode) = (fields.integer(344, as: Int32.self), fields.integer(348, as: Int32.self))
    quaternion = (0..<6).map { fields.double(352 + $0 * 8) }
    sform = (0..<12).map { fields.double(400 + $0 * 8) }
    units = fields.integer(500, as: Int32.self)
    (calibratedRange, storedRange, originator) = ((0, 0), (0, 0), [0, 0, 0])
  }

  var name: String {
    switch version {
    case .analyze: "Analyze 7.5"
    case .one: "NIfTI-1"
    case .two: "NIfTI-2"
    }
  }

  /// - Throws: `ImageError` naming the code that is unknown or of no use here.
  func voxelType() throws -> VoxelType {
    let types: [Int: VoxelType] = [
      2: .uint8, 4: .int16, 8: .int32, 16: .float32, 32: .complex64, 64: .float64, 128: .rgb24, 256: .int8,
      512: .uint16, 768: .uint32, 1024: .int64, 1280: .uint64, 1792: .complex128, 2304: .rgba32,
    ]
    if let type = types[datatype] { return type }
    let names = [0: "unknown", 1: "1-bit", 1536: "128-bit floating-point", 2048: "256-bit complex"]
    throw ImageError(
      "voxels of datatype \(datatype)\(names[datatype].map { " (\($0))" } ?? "") are not supported; "
        + "integers of 8 to 64 bits, floats of 32 and 64, complex and RGB are")
  }

  /// Sizes of all axes that `dim` declares.
  func shape(limit: Int) throws -> [Int] {
    guard (1...7).contains(dimensions[0]) else {
      throw ImageError("damaged \(name): dim[0] is \(dimensions[0]); 1 to 7 axes are allowed")
    }
    let shape = Array(dimensions[1...dimensions[0]])
    try VolumeLayout.check(shape: shape, limit: limit)
    return shape
  }

  /// Bytes before the first voxel.
  func dataOffset() throws -> Int {
    let least = isSingleFile ? (version == .two ? 544.0 : 352) : 0
    guard voxelOffset.isFinite, voxelOffset == voxelOffset.rounded() else {
      throw ImageError("damaged \(name): vox_offset is \(voxelOffset), which is no whole number")
    }
    guard voxelOffset >= least else {
      throw ImageError("damaged \(name): the voxels begin at byte \(voxelOffset); at least \(Int(least)) is needed")
    }
    guard voxelOffset < 1e15 else {
      throw ImageError("damaged \(name): the voxels begin at byte \(voxelOffset), behind the end of every file")
    }
    return Int(voxelOffset)
  }
}
