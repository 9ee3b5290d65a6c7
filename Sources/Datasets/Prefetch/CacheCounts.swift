/// How a cache has served.
public struct CacheCounts: Sendable, Equatable {
  /// Reads that found their value.
  public var hits = 0
  /// Reads that had to make it.
  public var misses = 0
  /// Values that made way for others.
  public var evictions = 0
  /// Bytes that the cache holds.
  public var bytes = 0
  /// The most bytes that it ever held.
  public var peakBytes = 0

  /// The share of reads that found their value; nil before the first.
  public var hitRate: Double? { hits + misses > 0 ? Double(hits) / Double(hits + misses) : nil }
}
