/// NIfTI, Analyze, MetaImage and NRRD.
public struct VolumeInspector: FormatInspector {
  /// A look at volumes.
  public init() {}

  /// By the first bytes, unpacked where they are gzip.
  public func claims(_ path: String, head: [UInt8]) -> Bool {
    if VolumeFormat.claims(path, head: head) { return true }
    guard NiftiLayout.isGzip(head), let start = try? NiftiLayout.beginning(head) else { return false }
    return NiftiHeader.claims(start)
  }

  /// By the first bytes; nil where they are damaged.
  public func format(_ path: String, head: [UInt8]) -> String? {
    if NrrdLayout.claims(head) { return "NRRD" }
    if MetaLayout.claims(head) { return "MetaImage" }
    let start = (try? NiftiLayout.beginning(head)) ?? []
    return try? NiftiHeader(start, allowsAnalyze: path.contains(".hdr")).name
  }

  /// Decodes every frame.
  /// - Throws: `ImageError` with the reason for a refusal.
  public func inspect(_ path: String) throws -> Inspection {
    let layout = try VolumeFormat.layout(path, VolumeReadOptions())
    let bytes = try VolumeBytes(layout, frame: nil)
    var sum = IntensitySum()
    let end = bytes.offset + layout.elementCount * layout.type.byteCount
    VoxelValues.forEach(layout.type, bytes.bytes, from: bytes.offset, to: end) { sum.add($0) }
    var found = Inspection(path: path)
    found.format = layout.format
    found.codec = layout.codec.rawValue
    found.frames = layout.frameCount
    found.shape = layout.shape
    found.dtype = layout.type.rawValue
    found.stored = sum.intensities
    found.values = Self.values(layout, bytes, stored: sum.intensities)
    found.spacingMm = layout.geometry.spacing
    found.orientation = layout.geometry.orientation
    found.notes = layout.notes
    if layout.frameCount > 1 {
      found.notes.append("\(layout.frameCount) frames: the first is read unless another is chosen")
    }
    if let note = layout.type.note { found.notes.append(note) }
    found.notes.append("\(Self.scaleNote), unless quantiles, value_range or window says otherwise")
    if let odd = sum.intensities.oddNote { found.notes.append(odd) }
    if let note = Self.nameNote(path, layout) { found.notes.append(note) }
    return found
  }

  /// How the values of a volume become 0...1 where a task asks for nothing else.
  static let scaleNote = "as a volume, its minimum to maximum (of MRI its 2.5 to 97.5 % quantiles) become 0...1"

  /// Magnitudes of complex values do not follow from those of the stored ones.
  private static func values(_ layout: VolumeLayout, _ bytes: VolumeBytes, stored: Intensities) -> Intensities {
    let isComplex = [.complex64, .complex128].contains(layout.type)
    guard isComplex else { return stored.scaled(slope: layout.slope, intercept: layout.intercept) }
    var sum = IntensitySum()
    let end = bytes.offset + layout.elementCount * layout.type.byteCount
    VoxelValues.forEach(
      layout.type, bytes.bytes, from: bytes.offset, to: end, complexScale: (layout.slope, layout.intercept)
    ) { sum.add($0) }
    return sum.intensities
  }

  /// Here the first bytes tell a volume; in a data set its name does.
  private static func nameNote(_ path: String, _ layout: VolumeLayout) -> String? {
    // Without first bytes only the name can claim.
    guard !VolumeFormat.claims(path, head: []) else { return nil }
    return "a data set takes it for a picture, by its name; rename it to \(ending(of: layout, path))"
  }

  private static func ending(of layout: VolumeLayout, _ path: String) -> String {
    let isDetached = layout.dataPath != path
    return switch layout.format {
    case "NRRD": isDetached ? ".nhdr" : ".nrrd"
    case "MetaImage": isDetached ? ".mhd" : ".mha"
    default: layout.codec == .gzip ? ".nii.gz" : ".nii"
    }
  }
}

extension Intensities {
  /// A sentence about values that are no numbers.
  var oddNote: String? {
    let infinite = nPosInf + nNegInf
    return nNan + infinite == 0
      ? nil : "\(nNan) values are NaN and \(infinite) infinite: they become 0, and statistics leave them out"
  }
}
