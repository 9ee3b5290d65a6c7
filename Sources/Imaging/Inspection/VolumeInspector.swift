/// NIfTI, Analyze, MetaImage and NRRD.
public struct VolumeInspector: FormatInspector {
  public init() {}

  public func claims(_ path: String, head: [UInt8]) -> Bool { VolumeFormat.claims(path, head: head) }

  public func format(_ path: String, head: [UInt8]) -> String? {
    if NrrdLayout.claims(head) { return "NRRD" }
    if MetaLayout.claims(head) { return "MetaImage" }
    let start = (try? NiftiLayout.beginning(head)) ?? []
    return try? NiftiHeader(start, allowsAnalyze: path.contains(".hdr")).name
  }

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
    found.values = sum.intensities.scaled(slope: layout.slope, intercept: layout.intercept)
    found.spacingMm = layout.geometry.spacing
    found.orientation = layout.geometry.orientation
    found.notes = layout.notes
    if layout.frameCount > 1 {
      found.notes.append("\(layout.frameCount) frames: the first is read unless another is chosen")
    }
    if let note = layout.type.note { found.notes.append(note) }
    if let odd = sum.intensities.oddNote { found.notes.append(odd) }
    return found
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
