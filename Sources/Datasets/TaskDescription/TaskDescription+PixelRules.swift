import Imaging

extension TaskDescription {
  /// The class of a name, by exact comparison.
  public func classIndex(_ name: String) -> Int? { classes.firstIndex(of: name) }

  /// The mask value map that is in force.
  public var maskValues: ValueMap { values ?? .identity(classCount: classes.count) }

  /// The class that is not foreground: the one named "background", else the first. Segmentation only.
  public var backgroundClass: Int { classIndex("background") ?? 0 }

  /// Everything that decides what the pixels of an image and a mask become.
  var decodingText: String {
    let bounds = { (range: ClosedRange<Double>?) in range.map { "\($0.lowerBound)...\($0.upperBound)" } ?? "-" }
    return "\(modality.rawValue) \(labelType.rawValue) \(classes.count) range \(bounds(valueRange)) "
      + "quantiles \(bounds(quantiles)) page \(page) \(readingText) values \(maskValues.text)"
  }

  /// Everything that decides which slices and patches are samples, and at which resolution, for fingerprints.
  var samplingText: String {
    let part = sliceRule.part
    let slices = "\(sliceRule.axis.rawValue) \(sliceRule.neighbours) \(part.lowerBound)...\(part.upperBound)"
    let resolution = { (value: Double?) in value.map { "\($0)" } ?? "-" }
    let patches = patch.map { "\(resolution($0.micrometresPerPixel)) \($0.tissue)" } ?? "-"
    return "slices \(slices) patches \(patches) mpp \(resolution(micrometresPerPixel))"
  }

  /// How medical files are read, for keys of caches.
  var readingText: String {
    "slices \(slice != nil) frame \(frame.map(String.init) ?? "-") window \(window.map { "\($0)" } ?? "-") "
      + "odd \(acceptsIrregularGeometry) limits \(pixelLimit ?? 0) \(voxelLimit ?? 0) origin \(outlineOrigin.rawValue)"
  }

  /// Masks hold 16 bits; the two largest values mark crowd regions and what is ignored.
  static let mostClasses = 65_533

  /// Micrometres a pixel that a slide can have.
  static let resolutions = 0.001...1000.0

  /// The slices that are samples, where files are volumes.
  var sliceRule: SliceRule { slice ?? SliceRule() }

  /// How pictures are read.
  func pictureOptions(longestEdgeAtLeast: Int? = nil) -> ReadOptions {
    ReadOptions(
      page: page, frame: frame, valueRange: valueRange, longestEdgeAtLeast: longestEdgeAtLeast, window: window,
      pixelLimit: pixels)
  }

  /// The most pixels of a picture or mask that are read.
  var pixels: Int { pixelLimit ?? ReadOptions.defaultPixelLimit }

  /// How volumes are read.
  func volumeOptions(_ overrides: FileOverrides = FileOverrides()) -> VolumeReadOptions {
    VolumeReadOptions(
      frame: frame, voxelLimit: voxelLimit ?? VolumeReadOptions.defaultVoxelLimit,
      acceptsIrregularGeometry: acceptsIrregularGeometry, series: overrides.series)
  }

  /// How labels of volumes are read: the frame that is asked for, or their only one.
  var labelOptions: VolumeReadOptions {
    var options = volumeOptions()
    options.areLabels = true
    return options
  }

  /// A file named in a table, from `root`.
  func resolved(_ file: String) -> String {
    file.hasPrefix("/") ? file : PathName.joined(root, file)
  }

  /// A mask named in a table, from `maskRoot`.
  func resolvedMask(_ file: String) -> String {
    file.hasPrefix("/") ? file : PathName.joined(maskRoot, file)
  }
}
