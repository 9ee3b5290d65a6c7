/// How the loader of a run works.
public struct BatchStreamOptions: Sendable {
  /// Loader threads; 0 loads in the calling thread.
  public var threads: Int
  /// Bytes of everything that the loader holds for all tasks together: batches that are being made or wait, opened
  /// volumes and the one that is being opened, decoded pictures and, as a tenth of it, those that are being decoded.
  public var budgetBytes: Int
  /// Batches that are made ahead at most, so that the number of tasks does not decide how much waits.
  public var batchesAhead: Int
  /// False decodes every picture anew each time.
  public var keepsPictures: Bool
  /// Where decoded records are kept between runs; nil keeps none.
  public var diskCache: DiskCache?

  /// Options; what is left out is that of a run whose settings say nothing.
  public init(
    threads: Int = 1, budgetBytes: Int = 512 << 20, batchesAhead: Int = 8, keepsPictures: Bool = true,
    diskCache: DiskCache? = nil
  ) {
    self.threads = threads
    self.budgetBytes = budgetBytes
    self.batchesAhead = batchesAhead
    self.keepsPictures = keepsPictures
    self.diskCache = diskCache
  }
}
