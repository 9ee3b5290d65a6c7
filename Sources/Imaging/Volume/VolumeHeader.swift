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
