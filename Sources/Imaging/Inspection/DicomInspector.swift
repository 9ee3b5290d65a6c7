/// DICOM files of one or several frames.
public struct DicomInspector: FormatInspector {
  /// A look at DICOM.
  public init() {}

  /// By the first bytes, or a name in `.dcm`.
  public func claims(_ path: String, head: [UInt8]) -> Bool {
    DicomFile.claims(head) || path.lowercased().hasSuffix(".dcm")
  }

  /// `DICOM`, where the first bytes say so.
  public func format(_ path: String, head: [UInt8]) -> String? { DicomFile.claims(head) ? "DICOM" : nil }

  /// Decodes every frame.
  /// - Throws: `ImageError` with the reason for a refusal.
  public func inspect(_ path: String) throws -> Inspection {
    let file = try DicomFile.read(path)
    let frames = try DicomFrames(file)
    let layout = frames.layout
    var found = Inspection(path: path)
    found.format = "DICOM"
    found.codec = file.syntax.text
    found.frames = layout.frames
    found.shape = (layout.frames > 1 ? [layout.frames] : []) + [layout.rows, layout.columns]
    if layout.samples > 1 { found.shape?.append(layout.samples) }
    found.dtype = layout.type.rawValue
    found.notes = file.notes + layout.notes
    let look = try measure(frames, &found)
    // Places are those of the header's frames.
    try place(file, frames.header, &found)
    explain(file, layout, isRgb: look.isRgb, &found)
    explain(scaleOf: layout, look.rules.first ?? .identity, isRgb: look.isRgb, file, &found)
    return found
  }

  /// What the decoded frames show: their rules of rescale, and whether their colours are RGB.
  private struct Look {
    var rules: [DicomRescale] = []
    var isRgb = true
    var notes: [String] = []
  }

  /// Above what a file of one kind needs.
  private static let mostRules = 4

  private func measure(_ frames: DicomFrames, _ found: inout Inspection) throws -> Look {
    let layout = frames.layout
    let isScaled = layout.samples == 1 && layout.colour != .palette
    var (stored, values) = (IntensitySum(), IntensitySum())
    var look = Look()
    for index in 0..<layout.frames {
      let frame = try frames.frame(index)
      look.isRgb = look.isRgb && frame.isRgb
      if let note = frame.cutNote, !look.notes.contains(note) { look.notes.append(note) }
      let rescale = isScaled ? try DicomRescale(frames, frame: index) : .identity
      if !look.rules.contains(rescale), look.rules.count < Self.mostRules { look.rules.append(rescale) }
      VoxelValues.forEach(layout.type, frame.bytes) { value in
        stored.add(value)
        values.add(rescale(value))
      }
    }
    found.stored = stored.intensities
    found.values = values.intensities
    found.notes += look.rules.compactMap(\.note) + look.notes
    if let odd = stored.intensities.oddNote { found.notes.append(odd) }
    return look
  }

  /// Spacing and orientation, of one slice or of the stack that the frames make.
  private func place(_ file: DicomFile, _ layout: DicomLayout, _ found: inout Inspection) throws {
    guard layout.samples == 1, let slices = try? DicomSlice.all(file), let first = slices.first else { return }
    if let spacing = first.pixelSpacing, spacing.allSatisfy({ $0 > 0 }) {
      found.spacingMm = spacing
    } else if let spacing = first.pixelSpacing {
      let text = spacing.map(Geometry.text).joined(separator: ", ")
      found.notes.append("the pixel spacing is not above 0 (\(text)): left out")
    }
    if let orientation = first.orientation {
      let (row, column) = (Array(orientation[0..<3]), Array(orientation[3..<6]))
      let normal = Vector.cross(row, column)
      let columns = [row, column, normal]
      found.orientation = try? Geometry.fromLPS(size: [1, 1, 1], columns: columns, origin: [0, 0, 0]).orientation
    }
    if let note = DicomSegment.note(slices.compactMap(\.segment)) { found.notes.append(note) }
    guard layout.frames > 1 else { return }
    do {
      let planes = try DicomSlice.layered(slices)
      let stack = try DicomStack(planes, VolumeReadOptions(), told: DicomSliceSpacing(file))
      let geometry = stack.geometry
      found.spacingMm = [geometry.spacing[2], geometry.spacing[1], geometry.spacing[0]]
      found.orientation = geometry.orientation
      found.notes += stack.notes
    } catch let error as ImageError {
      let isSegmentation = slices.contains(where: \.isSegmentation)
      found.notes.append(
        isSegmentation
          ? "alone its planes make no volume (\(error.message)); as labels they are put onto those of their image"
          : "its frames are pictures, no volume: \(error.message)")
    }
  }

  private func explain(_ file: DicomFile, _ layout: DicomLayout, isRgb: Bool, _ found: inout Inspection) {
    switch layout.colour {
    case .whiteIsZero: found.notes.append("MONOCHROME1: 0 is white; pictures and volumes are inverted, once")
    case .ybrFull, .ybrFull422:
      if isRgb { found.notes.append("\(layout.colour.rawValue), but the stream is RGB") }
      if !isRgb, layout.hasFullBytes { found.notes.append("\(layout.colour.rawValue): turned to RGB") }
    default: break
    }
    if layout.bitsStored != layout.bitsAllocated {
      found.notes.append("\(layout.bitsStored) of \(layout.bitsAllocated) bits are used")
    }
    if file.hasOverlays { found.notes.append("overlay planes are left out") }
    if file.data.elements[DicomTag.doseScaling] != nil {
      found.notes.append("DoseGridScaling is not applied: values are as stored")
    }
    if layout.samples == 1, file.data.elements[DicomTag.windowCenter] != nil {
      found.notes.append("the file names a window; it is used when asked for")
    }
  }

  /// How the values become 0...1 where a task asks for nothing else.
  private func explain(
    scaleOf layout: DicomLayout, _ rescale: DicomRescale, isRgb: Bool, _ file: DicomFile, _ found: inout Inspection
  ) {
    let (low, high) = (layout.fullScale.lowerBound, layout.fullScale.upperBound)
    switch layout.colour {
    case .palette:
      found.notes.append(
        file.data.elements[DicomTag.segmentedPalette] == nil
          ? "as a picture the palette's colours; as a mask its indices"
          : "a segmented palette: as a picture it is refused; as a mask its indices")
    case .whiteIsZero, .blackIsZero:
      let values = layout.hasFullScale ? rescale.range(low...high) : nil
      let picture =
        values.map { "as a picture, \(Geometry.text($0.lowerBound)) to \(Geometry.text($0.upperBound)) become 0...1" }
        ?? "as a picture, it needs value_range"
      found.notes.append("\(picture); \(VolumeInspector.scaleNote), unless value_range or window says otherwise")
    default:
      found.notes.append(
        !isRgb && !layout.hasFullBytes
          ? "\(layout.colour.rawValue) of \(layout.bitsStored) bits: as a picture it is refused"
          : "as a picture, \(Geometry.text(low)) to \(Geometry.text(high)) become 0...1")
    }
  }
}
