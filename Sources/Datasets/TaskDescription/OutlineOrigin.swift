extension TaskDescription {
  /// Where coordinates of QuPath's outlines start on slides whose scan is smaller than their canvas (MRXS, SCN).
  public enum OutlineOrigin: String, Sendable, CaseIterable {
    /// At the corner of the scanned area: QuPath's own way.
    case scan
    /// At the corner of level 0: QuPath's way with `--no-crop`.
    case canvas
  }
}
