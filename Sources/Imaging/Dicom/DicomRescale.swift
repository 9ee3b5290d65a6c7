/// From stored values to the modality's own: Hounsfield units, optical density, and so on.
enum DicomRescale: Sendable, Equatable {
  case linear(slope: Double, intercept: Double)
  /// A table; values before and behind it take its ends.
  case table(first: Int, values: [Double])

  static let identity = DicomRescale.linear(slope: 1, intercept: 0)

  /// The rule for one frame: its functional group, the shared one, the file's table, the file's slope.
  /// - Throws: `ImageError` when the attributes are damaged.
  init(_ frames: DicomFrames, frame: Int) throws {
    let data = frames.file.data
    if let group = try frames.groups.group(DicomTag.pixelTransformations, frame),
      let found = try Self.linear(group)
    {
      self = found
    } else if let item = try data.items(DicomTag.modalityTable).first {
      self = try Self.table(item, isSigned: frames.layout.isSigned)
    } else {
      self = try Self.linear(data) ?? .identity
    }
  }

  private static func linear(_ data: DicomDataSet) throws -> DicomRescale? {
    let (slope, intercept) = (
      try data.decimal(DicomTag.rescaleSlope), try data.decimal(DicomTag.rescaleIntercept)
    )
    guard slope != nil || intercept != nil else { return nil }
    return .linear(slope: slope ?? 1, intercept: intercept ?? 0)
  }

  private static func table(_ item: DicomDataSet, isSigned: Bool) throws -> DicomRescale {
    let table = try DicomTable(item, DicomTag.tableDescriptor, DicomTag.tableData, isSigned: isSigned)
    return .table(first: table.first, values: table.values.map(Double.init))
  }

  func callAsFunction(_ stored: Double) -> Double {
    switch self {
    case .linear(let slope, let intercept): return stored * slope + intercept
    case .table(let first, let values):
      // What is no number takes the first entry.
      let index = stored.isNaN ? 0 : Int(max(min(stored, 1e9), -1e9)) - first
      return values[min(max(index, 0), values.count - 1)]
    }
  }

  /// The least and greatest value of stored ones in a range, of a table those of all its entries; nil when its slope
  /// is 0.
  func range(_ stored: ClosedRange<Double>) -> ClosedRange<Double>? {
    switch self {
    case .linear(slope: 0, intercept: _): return nil
    case .linear:
      let ends = [self(stored.lowerBound), self(stored.upperBound)]
      return min(ends[0], ends[1])...max(ends[0], ends[1])
    case .table(_, let values): return (values.min() ?? 0)...(values.max() ?? 1)
    }
  }

  /// The note for the log; nil when nothing changes.
  var note: String? {
    switch self {
    case .linear(1, 0): nil
    case .linear(let slope, let intercept): "values are stored * \(slope) + \(intercept)"
    case .table(_, let values): "values come from the modality table of \(values.count) entries"
    }
  }
}

/// A lookup table of DICOM: a descriptor of three numbers, and the entries.
struct DicomTable {
  /// The stored value that takes the first entry.
  let first: Int
  let bits: Int
  let values: [Int]

  /// - Throws: `ImageError` when descriptor and data do not agree.
  init(_ data: DicomDataSet, _ descriptor: UInt32, _ entries: UInt32, isSigned: Bool) throws {
    guard let shape = data.shorts(descriptor), shape.count >= 3 else {
      throw ImageError("damaged DICOM: the table's descriptor \(DicomTag.text(descriptor)) is missing")
    }
    let count = shape[0] == 0 ? 65536 : shape[0]
    first = isSigned && shape[1] >= 32768 ? shape[1] - 65536 : shape[1]
    bits = shape[2]
    guard let range = data.range(entries) else {
      throw ImageError("damaged DICOM: the table \(DicomTag.text(entries)) is missing")
    }
    guard (1...16).contains(bits) else {
      throw ImageError(
        "damaged DICOM: the table \(DicomTag.text(entries)) has \(bits) bits an entry; 1 to 16 are allowed")
    }
    if range.count >= count * 2 {
      values = Array((data.shorts(entries) ?? []).prefix(count))
    } else if bits <= 8, range.count >= count {
      values = data.source.bytes[range].prefix(count).map(Int.init)
    } else {
      throw ImageError(
        "damaged DICOM: the table \(DicomTag.text(entries)) has \(range.count) bytes for \(count) entries")
    }
  }
}
