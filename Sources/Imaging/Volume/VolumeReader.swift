import CImaging
import Foundation

/// How a volume is to be read.
public struct VolumeReadOptions: Sendable, Equatable {
  /// Which frame of a file with several (time points, channels), from 0; nil takes the first and says so.
  public var frame: Int?
  /// Takes the only frame of a file with one, whichever is asked for: labels may have one where their image has several.
  public var takesOnlyFrame = false
  /// Volumes that claim more voxels, all frames together, are refused before memory is taken.
  public var voxelLimit: Int
  /// Takes what is refused by default: gaps and duplicate positions in a series, missing spacing or positions. Notes
  /// say what was assumed.
  public var acceptsIrregularGeometry: Bool
  /// Of labels, the grid of their image. The planes of a DICOM segmentation are put onto it, as its writers leave out
  /// those without a segment; other files are read as they lie.
  public var grid: ImageGrid?
  /// Which series of a DICOM folder with several: its SeriesInstanceUID.
  public var series: String?

  /// 512 million voxels, 2 GiB as float32.
  public static let defaultVoxelLimit = 1 << 29

  /// Options; what is left out suits ordinary files.
  public init(
    frame: Int? = nil, voxelLimit: Int = VolumeReadOptions.defaultVoxelLimit, acceptsIrregularGeometry: Bool = false,
    series: String? = nil
  ) {
    (self.frame, self.voxelLimit, self.series) = (frame, voxelLimit, series)
    self.acceptsIrregularGeometry = acceptsIrregularGeometry
  }
}

/// Where the voxels of an image lie.
public struct ImageGrid: Sendable, Equatable {
  /// Its axes run to right, front and head.
  public var geometry: Geometry
  /// Gaps or missing places were accepted: planes do not lie where their slices were.
  public var isAssumed: Bool

  /// A grid of a geometry.
  public init(_ geometry: Geometry, isAssumed: Bool = false) {
    (self.geometry, self.isAssumed) = (geometry, isAssumed)
  }
}

/// What a volume's header says, without its voxels.
public struct VolumeHeader: Sendable {
  /// `NIfTI-1`, `NIfTI-2`, `Analyze 7.5`, `MetaImage`, `NRRD` or `DICOM`.
  public let format: String
  /// On axes that run to right, front and head, as `read` gives it.
  public let geometry: Geometry
  /// On the file's own axes.
  public let fileGeometry: Geometry
  /// What one stored voxel is.
  public let type: VoxelType
  /// Frames of the file: time points or channels.
  public let frameCount: Int
  /// Sentences for the log about what was chosen, assumed or left out.
  public let notes: [String]
  var isAssumed = false

  /// For the labels of this image.
  public var grid: ImageGrid { ImageGrid(geometry, isAssumed: isAssumed) }
}

/// Reads NIfTI, Analyze, MetaImage and NRRD files, DICOM series (a folder) and DICOM files of several frames.
///
/// The format is told by the first bytes; axes are turned to RAS; slope and intercept are applied. What is to be
/// inverted (MONOCHROME1) is so when values come to 0...1. Of a DICOM segmentation, voxels hold the numbers of segments.
public enum VolumeReader {
  /// Reads one volume.
  /// - Returns: The volume, and sentences for the log about what was chosen, assumed or left out.
  /// - Throws: `ImageError` naming the file: missing, of no known format, damaged, truncated, above the limit, or of a
  ///   geometry that cannot be trusted.
  public static func read(_ path: String, _ options: VolumeReadOptions = VolumeReadOptions()) throws -> (
    volume: Volume, notes: [String]
  ) {
    try naming(path) {
      if let dicom = try DicomVolume.claiming(path, options) { return try dicom.read() }
      return try read(VolumeFormat.layout(path, options), options)
    }
  }

  /// Reads headers only; cheap for every format.
  /// - Throws: `ImageError` as `read` does for what headers show.
  public static func header(_ path: String, _ options: VolumeReadOptions = VolumeReadOptions()) throws -> VolumeHeader {
    try naming(path) {
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
    let frame = count == 1 && options.takesOnlyFrame ? 0 : options.frame ?? 0
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

  /// Puts the path into errors that have none.
  static func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ImageError where error.path == nil {
      throw ImageError(error.message, path: path)
    }
  }
}

/// The formats that keep a volume in one file or a pair.
enum VolumeFormat {
  private static let headBytes = 4096

  /// - Throws: `ImageError` when the first bytes belong to none of them.
  static func layout(_ path: String, _ options: VolumeReadOptions) throws -> VolumeLayout {
    let head = try FileBytes.read(path, atMost: headBytes)
    guard !head.isEmpty else { throw ImageError("the file is empty (0 bytes)") }
    if NrrdLayout.claims(head) { return try NrrdLayout.read(path, options) }
    if MetaLayout.claims(head) { return try MetaLayout.read(path, options) }
    return try NiftiLayout.read(path, head: head, options)
  }

  /// Of names, in small letters.
  static let endings = [".nii", ".nii.gz", ".hdr", ".img", ".hdr.gz", ".img.gz", ".mha", ".mhd", ".nrrd", ".nhdr"]

  /// Whether a file looks like a volume, by its first bytes or its name.
  static func claims(_ path: String, head: [UInt8]) -> Bool {
    if NrrdLayout.claims(head) || MetaLayout.claims(head) || NiftiHeader.claims(head) { return true }
    return endings.contains { path.lowercased().hasSuffix($0) }
  }
}
