/// What a table says about how the files of one sample are read.
public struct FileOverrides: Sendable, Hashable {
  /// Micrometres a pixel of a slide, whatever it says itself; nil takes the slide's own, else the description's.
  public var micrometresPerPixel: Double?
  /// The SeriesInstanceUID that is taken of a DICOM folder with several.
  public var series: String?

  /// Overrides; what is left out is as the file says.
  public init(micrometresPerPixel: Double? = nil, series: String? = nil) {
    self.micrometresPerPixel = micrometresPerPixel
    self.series = series
  }

  /// For fingerprints and keys of caches; empty where nothing is overridden.
  var text: String {
    (micrometresPerPixel.map { " mpp \($0)" } ?? "") + (series.map { " series \($0)" } ?? "")
  }
}
