/// How a volume is to be read.
public struct VolumeReadOptions: Sendable, Equatable {
  /// Which frame of a file with several (time points, channels), from 0; nil takes the first and says so.
  public var frame: Int?
  /// Labels: those of one frame are taken whichever is asked for, as their image may have several; values that were cut
  /// to the stored bits are refused, for they would be other labels.
  public var areLabels = false
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
