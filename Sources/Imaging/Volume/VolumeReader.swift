/// Reads NIfTI, Analyze, MetaImage and NRRD files, DICOM series (a folder) and DICOM files of several frames.
///
/// The format is told by the first bytes; axes are turned to RAS; slope and intercept are applied. What is to be
/// inverted (MONOCHROME1) is so when values come to 0...1. Of a DICOM segmentation, voxels hold the numbers of
/// segments.
public enum VolumeReader {
  /// Reads one volume.
  /// - Returns: The volume, and sentences for the log about what was chosen, assumed or left out.
  /// - Throws: `ImageError` naming the file: missing, of no known format, damaged, truncated, above the limit, or of a
  ///   geometry that cannot be trusted.
  public static func read(_ path: String, _ options: VolumeReadOptions = VolumeReadOptions()) throws -> (
    volume: Volume, notes: [String]
  ) {
    try ImageError.naming(path) {
      if let dicom = try DicomVolume.claiming(path, options) { return try dicom.read() }
      return try read(VolumeFormat.layout(path, options), options)
    }
  }

  /// Reads headers only; cheap for every format.
  /// - Throws: `ImageError` as `read` does for what headers show.
  public static func header(_ path: String, _ options: VolumeReadOptions = VolumeReadOptions()) throws -> VolumeHeader {
    try ImageError.naming(path) {
      if let dicom = try DicomVolume.claiming(path, options) { return dicom.header }
      let layout = try VolumeFormat.layout(path, options)
      return VolumeHeader(
        format: layout.format, geometry: AxisTurn(layout.geometry.direction).turned(layout.geometry),
        fileGeometry: layout.geometry, type: layout.type, frameCount: layout.frameCount, notes: layout.notes)
    }
  }

  private static func read(_ layout: VolumeLayout, _ options: VolumeReadOptions) throws -> (Volume, [String]) {
    var notes = layout.notes
    let frame = try chosenFrame(layout.frameCount, options, &notes)
    let stored = try VolumeBytes(layout, frame: frame)
    let turn = AxisTurn(layout.geometry.direction)
    var walk = turn.walk(size: layout.size, strides: layout.strides)
    walk = VoxelWalk(
      size: walk.size, start: walk.start + (frame - stored.firstFrame) * layout.frameStride, steps: walk.steps)
    let conversion = VoxelConversion(type: layout.type, slope: layout.slope, intercept: layout.intercept)
    let voxels = stored.bytes.withUnsafeBytes {
      conversion.gather(UnsafeRawBufferPointer(rebasing: $0[stored.offset...]), walk)
    }
    if let note = layout.type.note { notes.append(note) }
    if layout.type.isFloatingPoint { notes += nonFinite(voxels) }
    let isScaled = layout.slope != 1 || layout.intercept != 0
    if isScaled || layout.type.isFloatingPoint, isBesideLabels(voxels) { notes.append(besideLabelsNote) }
    return (
      Volume(
        geometry: turn.turned(layout.geometry), fileGeometry: layout.geometry, voxels: voxels,
        frameCount: layout.frameCount), notes
    )
  }

  static func chosenFrame(_ count: Int, _ options: VolumeReadOptions, _ notes: inout [String]) throws -> Int {
    let frame = count == 1 && options.areLabels ? 0 : options.frame ?? 0
    guard (0..<count).contains(frame) else {
      throw ImageError("has \(count) frame\(count == 1 ? "" : "s"); frame \(frame) was asked for (they count from 0)")
    }
    if count > 1 {
      notes.append("frame \(frame) of \(count) was read" + (options.frame == nil ? ", as none was asked for" : ""))
    }
    return frame
  }

  private static let besideLabelsNote =
    "all values lie within \(LabelMap.tolerance) of whole numbers, not all on them: as labels they are these numbers"

  /// Whether all values are labels, and some are so only by rounding.
  private static func isBesideLabels(_ voxels: [Float]) -> Bool {
    voxels.withUnsafeBufferPointer { buffer in
      var isBeside = false
      for value in buffer {
        guard let label = LabelMap.label(value) else { return false }
        if Float(label) != value { isBeside = true }
      }
      return isBeside
    }
  }

  private static func nonFinite(_ voxels: [Float]) -> [String] {
    let (nan, infinite) = voxels.withUnsafeBufferPointer { buffer in
      buffer.reduce(into: (0, 0)) { counts, value in
        if value - value != 0 {
          if value.isNaN { counts.0 += 1 } else { counts.1 += 1 }
        }
      }
    }
    return nan + infinite == 0 ? [] : ["\(nan) voxels are NaN and \(infinite) infinite"]
  }
}
