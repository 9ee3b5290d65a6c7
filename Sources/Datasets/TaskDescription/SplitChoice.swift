extension TaskDescription {
  /// A stored split and what of it is used.
  public struct SplitChoice: Sendable, Equatable {
    /// The file that `umedpt split` wrote.
    public let path: String
    /// The fold that is validation, from 0; nil uses the stored splits.
    public let fold: Int?
    /// The share of the training samples in percent; nil uses all.
    public let percent: Double?
    /// Which of the nested random subsets, from 0.
    public let repetition: Int

    /// A choice; what is left out uses the stored splits whole.
    public init(path: String, fold: Int? = nil, percent: Double? = nil, repetition: Int = 0) {
      self.path = path
      self.fold = fold
      self.percent = percent
      self.repetition = repetition
    }
  }
}
