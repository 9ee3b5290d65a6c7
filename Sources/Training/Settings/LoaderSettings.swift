import Datasets
import Settings

/// The loader of a run: one for all tasks.
public struct LoaderSettings: Sendable {
  /// 0 loads in the training thread.
  public let threads: Int
  /// Memory of the loader for all tasks together, in MiB: waiting batches, opened volumes, decoded pictures.
  public let budgetMiB: Int
  /// Decoded records kept on disk between runs, in MiB; 0 keeps none.
  public let diskCacheMiB: Int
  /// False decodes every picture anew each time, for measuring.
  public let keepsPictures: Bool

  init(_ reader: SettingsReader) {
    threads = reader.integer("threads", default: 1, in: 0...256)
    budgetMiB = reader.integer("budget_mb", default: 512, in: 1...1_000_000)
    diskCacheMiB = reader.integer("disk_cache_mb", default: 0, in: 0...100_000_000)
    keepsPictures = reader.bool("keep_pictures", default: true)
  }
}

extension LoaderSettings {
  /// For a stream of batches, without a disk cache.
  public var stream: BatchStreamOptions {
    BatchStreamOptions(threads: threads, budgetBytes: budgetMiB << 20, keepsPictures: keepsPictures)
  }
}
