/// One plane of a DICOM volume: which frame of which file it is, and where it lies (LPS millimetres).
struct DicomSlice: Sendable {
  let path: String
  let frame: Int
  let position: [Double]?
  /// Directions of a row and of a column.
  let orientation: [Double]?
  /// Between rows, between columns.
  let pixelSpacing: [Double]?
  let layout: DicomLayout
  /// The SOPInstanceUID; empty where there is none.
  let instance: String
  /// The InstanceNumber.
  let number: Double?
  /// Of a segmentation, also of a label map.
  let isSegmentation: Bool
  /// Of a segmentation: the segment that this frame shows.
  let segment: DicomSegment?
  /// Of a segmentation: the frames at the same place that show other segments.
  var further: [DicomSlice] = []

  /// The file's name, for messages.
  var name: String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return layout.frames > 1 ? "\(file), frame \(frame)" : file
  }

  /// Every frame of a file.
  /// - Throws: `ImageError` when it holds no gray pixels, or its attributes are damaged.
  static func all(_ file: DicomFile) throws -> [DicomSlice] {
    let layout = try DicomLayout(file)
    guard layout.samples == 1 else {
      throw ImageError("is a colour picture (\(layout.colour.rawValue)); volumes hold one value a voxel")
    }
    guard layout.frames <= 100_000 else { throw ImageError("claims \(layout.frames) frames; 100000 are allowed") }
    let groups = try DicomFrameGroups(file)
    let offsets = try file.data.decimals(DicomTag.doseFrameOffsets)
    let instance = file.data.text(DicomTag.instance) ?? ""
    // What cannot be read is as good as absent: it counts only where places are missing.
    let number = try? file.data.decimal(DicomTag.instanceNumber)
    let segments = try DicomSegments(file, groups)
    let isSegmentation = DicomSegments.areIn(file)
    return try (0..<layout.frames).map { frame in
      let orientation = try groups.numbers(DicomTag.planeOrientations, DicomTag.orientation, frame, count: 6)
      var position = try groups.numbers(DicomTag.planePositions, DicomTag.position, frame, count: 3)
      if layout.frames > 1, !groups.hasPositions {
        position = moved(position, orientation, offsets, frame)
      }
      return DicomSlice(
        path: file.path, frame: frame, position: position, orientation: orientation,
        pixelSpacing: try groups.numbers(DicomTag.pixelMeasures, DicomTag.pixelSpacing, frame, count: 2),
        layout: layout, instance: instance, number: number, isSegmentation: isSegmentation,
        segment: try segments?.segment(of: frame))
    }
  }

  /// Frames of a segmentation that lie at one place as layers of one slice; other slices as they are.
  /// - Throws: `ImageError` for a segmentation whose values are no labels.
  static func layered(_ slices: [DicomSlice]) throws -> [DicomSlice] {
    guard slices.contains(where: { $0.segment != nil }), let orientation = slices.first?.orientation else {
      return slices
    }
    try slices.forEach { try $0.segment?.requireBinary() }
    // What has no place is told with the stack.
    guard slices.allSatisfy({ $0.position != nil }) else { return slices }
    let normal = Vector.cross(Array(orientation[0..<3]), Array(orientation[3..<6]))
    let along = slices.map { Vector.dot($0.position ?? [0, 0, 0], normal) }
    let order = slices.indices.sorted { (along[$0], $0) < (along[$1], $1) }
    var layered: [DicomSlice] = []
    for slice in order.map({ slices[$0] }) {
      if let last = layered.indices.last, layered[last].takes(slice) {
        layered[last].further.append(slice)
      } else {
        layered.append(slice)
      }
    }
    return layered
  }

  /// Whether another frame lies here and shows a segment that no layer shows yet.
  private func takes(_ other: DicomSlice) -> Bool {
    guard let position, let there = other.position, orientation == other.orientation else { return false }
    guard (layout.rows, layout.columns) == (other.layout.rows, other.layout.columns) else { return false }
    let distance = Vector.norm(Vector.difference(position, there))
    return distance < DicomStack.samePlace(pixelSpacing) && lacks(other)
  }

  /// This frame and the further ones.
  var layers: [DicomSlice] { [self] + further }

  /// Whether no layer shows a segment of the other's.
  func lacks(_ other: DicomSlice) -> Bool {
    let shown = layers.map { $0.segment?.number }
    return !other.layers.contains { shown.contains($0.segment?.number) }
  }

  /// Dose grids give one position and an offset a frame; without offsets frames have no place.
  private static func moved(_ position: [Double]?, _ orientation: [Double]?, _ offsets: [Double]?, _ frame: Int)
    -> [Double]?
  {
    guard let position, let orientation, let offsets, frame < offsets.count else { return nil }
    let normal = Vector.cross(Array(orientation[0..<3]), Array(orientation[3..<6]))
    // Offsets may count from the origin; only their differences matter.
    return zip(position, normal).map { $0 + $1 * (offsets[frame] - offsets[0]) }
  }
}

/// The functional groups of a file, read once for all frames.
struct DicomFrameGroups {
  private let file: DicomFile
  private let frames: [DicomDataSet]
  private let shared: DicomDataSet?
  let hasPositions: Bool

  init(_ file: DicomFile) throws {
    self.file = file
    frames = try file.data.items(DicomTag.frameGroups)
    shared = try file.data.items(DicomTag.sharedGroups).first
    hasPositions = try frames.first.map { try !$0.items(DicomTag.planePositions).isEmpty } ?? false
  }

  /// The item of a functional group for one frame: the frame's own, else the shared one.
  func group(_ tag: UInt32, _ frame: Int) throws -> DicomDataSet? {
    if frame < frames.count, let own = try frames[frame].items(tag).first { return own }
    return try shared?.items(tag).first
  }

  /// The numbers of a frame's group, of the shared group, or of the file itself.
  func numbers(_ group: UInt32, _ tag: UInt32, _ frame: Int, count: Int) throws -> [Double]? {
    guard let found = try self.group(group, frame)?.decimals(tag) ?? file.data.decimals(tag) else { return nil }
    guard found.count == count else {
      throw ImageError("the attribute \(DicomTag.text(tag)) has \(found.count) numbers, \(count) are needed")
    }
    return found
  }
}
