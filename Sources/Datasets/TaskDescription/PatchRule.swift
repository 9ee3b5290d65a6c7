extension TaskDescription {
  /// Which patches of a whole slide are samples; all take the label of their slide, or the mask below them.
  public struct PatchRule: Sendable, Equatable {
    /// Micrometres a pixel that patches are read at; nil means the slide's own.
    public let micrometresPerPixel: Double?
    /// The least share of a patch that is tissue, in 0...1.
    public let tissue: Double

    /// Half of a patch is tissue.
    public static let standardTissue = 0.5

    /// A rule; what is left out takes patches at the slide's own resolution, with half of each tissue.
    public init(micrometresPerPixel: Double? = nil, tissue: Double = PatchRule.standardTissue) {
      self.micrometresPerPixel = micrometresPerPixel
      self.tissue = tissue
    }
  }
}
