import Imaging

/// What is known about a file after it was decoded once.
public struct FileVerdict: Sendable, Equatable {
  /// What was seen in a file that could be read. Which of it a file has depends on its kind: each kind has an
  /// initialiser of its own.
  public struct Facts: Sendable, Equatable {
    /// Rows of a picture or mask, pixels of a slide's level 0, voxels along y of a volume; 0 for outlines.
    public var height = 0
    /// Columns of a picture or mask, pixels of a slide's level 0, voxels along x of a volume; 0 for outlines.
    public var width = 0
    /// Planes of a volume (height and width are its y and x); 1 for a picture.
    public var planes = 1
    /// Frames of a volume's file, of which one was read.
    public var frames = 1
    /// Every pixel has the same value.
    public var isConstant: Bool
    /// For 16-bit PNG and TIFF read without a value range: the largest value of 0...65535; a file of 12 bits counts as
    /// if it were spread over them.
    public var largestStored: Int?
    /// For masks: the stored values, ascending, at most `FileVerdict.valueLimit` of them.
    public var values: [UInt16] = []
    /// Hash of the decoded pixels: equal for the same picture in another file or format.
    public var pixelHash: UInt64 = 0
    /// What near-copies are told by; nil for masks.
    public var appearance: PerceptualHash?
    /// Of an image; nil for masks.
    public var intensity: Intensity?
    /// Where the voxels of a volume lie; nil for others.
    public var geometry: Geometry?
    /// What was changed, assumed or left out on reading.
    public var notes: [String] = []
    /// The letters of a volume's own axes, such as LPS; empty for others.
    public var orientation = ""
    /// Of a slide: as given, else as the file says.
    public var micrometresPerPixel: Double?
    /// Of a picture: all channels of each pixel are equal.
    public var isGrey = true
    /// Of a slide's outlines: x0, y0, x1, y1 of the smallest box around them, as the file counts; nil without one.
    public var outlineBounds: [Double]?
  }

  /// Intensities as the model gets them before augmentation: 0...1 for pictures, as stored for volumes.
  public struct Intensity: Sendable, Equatable {
    /// The lowest finite value; 0 without any.
    public var lowest: Float
    /// The highest finite value; 0 without any.
    public var highest: Float
    /// The mean of the finite values; 0 without any.
    public var mean: Float
  }

  /// A mask of single objects may hold thousands of values; so many are kept.
  static let valueLimit = 300

  /// Of the file as it was looked at; `FileStamp.ofNoData` where it has to be looked at again the next time.
  public let stamp: FileStamp
  /// Hash of the file's bytes; 0 where they were not read.
  public let hash: UInt64
  /// Why it cannot be read, as a clause that follows the file's path; nil where it can.
  public let problem: String?
  /// What was seen; nil if it cannot be read.
  public let facts: Facts?
}
