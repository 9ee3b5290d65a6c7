import Datasets
import Foundation

/// How the loader's memory has served, on one line.
struct LoaderReport: CustomStringConvertible {
  let description: String

  init(_ batches: BatchStream) {
    let counts = batches.cache
    let mebibytes = { (bytes: Int) in String(format: "%.1f MiB", Double(bytes) / 1_048_576) }
    let rate = counts.hitRate.map { String(format: "%.1f %%", 100 * $0) } ?? "none"
    description =
      "loader: \(rate) of \(counts.hits + counts.misses) reads from memory, \(counts.evictions) evictions; "
      + "at most \(mebibytes(counts.peakBytes)) decoded of \(mebibytes(batches.budget.cacheBytes)), "
      + "and \(mebibytes(batches.heldBytes.peak)) in waiting batches"
  }
}
