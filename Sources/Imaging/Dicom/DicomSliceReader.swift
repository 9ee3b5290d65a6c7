/// Decodes slices and keeps the last file open, as its frames follow each other.
struct DicomSliceReader {
  private let areLabels: Bool
  private var frames: DicomFrames?
  private(set) var notes: [String] = []

  /// - Parameter areLabels: refuses values that were cut, as of a segmentation in any case.
  init(areLabels: Bool) { self.areLabels = areLabels }

  /// Values after rescale; of a segmentation the numbers of its segments, and 0 where there is none.
  /// - Throws: `ImageError` naming two segments that overlap.
  mutating func values(_ slice: DicomSlice) throws -> [Float] {
    guard slice.segment != nil else { return try rescaled(slice) }
    var values = [Float](repeating: 0, count: slice.layout.pixels)
    for layer in slice.layers {
      try ImageError.naming(layer.path) { try draw(layer, into: &values, slice) }
    }
    return values
  }

  private mutating func rescaled(_ slice: DicomSlice) throws -> [Float] {
    let frames = try opened(slice)
    let rescale = try DicomRescale(frames, frame: slice.frame)
    let frame = try frames.frame(slice.frame)
    if areLabels || slice.isSegmentation { try frame.requireLabels() }
    for note in [rescale.note, frame.cutNote] { add(note) }
    var values = [Float]()
    values.reserveCapacity(slice.layout.pixels)
    VoxelValues.forEach(slice.layout.type, frame.bytes) { values.append(Float(rescale($0))) }
    try Self.requireAll(values.count, slice)
    return values
  }

  private static let mostNotes = 8

  private mutating func add(_ note: String?) {
    guard let note, !notes.contains(note), notes.count < Self.mostNotes else { return }
    notes.append(note)
  }

  /// The pixels of one segment, which no other may hold.
  private mutating func draw(_ layer: DicomSlice, into values: inout [Float], _ slice: DicomSlice) throws {
    guard let segment = layer.segment else { return }
    let frame = try opened(layer).frame(layer.frame)
    try frame.requireLabels()
    var (place, taken) = (0, Float(0))
    VoxelValues.forEach(layer.layout.type, frame.bytes) { stored in
      if stored != 0, place < values.count {
        if values[place] != 0 { taken = values[place] }
        values[place] = Float(segment.number)
      }
      place += 1
    }
    try Self.requireAll(place, layer)
    guard taken == 0 else {
      let other = slice.layers.compactMap(\.segment).first { Float($0.number) == taken }
      throw ImageError(
        "\(other?.text ?? "another segment") and \(segment.text) overlap in \(layer.name), and a voxel has one label; "
          + "export them without overlap, or one a file")
    }
  }

  private mutating func opened(_ slice: DicomSlice) throws -> DicomFrames {
    if frames?.file.path != slice.path {
      frames = try DicomFrames(DicomFile.read(slice.path))
      add(frames?.excessNote)
    }
    guard let frames else { throw ImageError("holds no pixels") }
    guard frames.header == slice.layout else { throw ImageError("changed while it was read") }
    return frames
  }

  private static func requireAll(_ count: Int, _ slice: DicomSlice) throws {
    guard count == slice.layout.pixels else {
      throw ImageError(
        "damaged DICOM: \(count) values for \(slice.layout.columns) x \(slice.layout.rows) pixels")
    }
  }
}
