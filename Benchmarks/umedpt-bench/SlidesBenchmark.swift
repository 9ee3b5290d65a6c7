import Foundation
import Imaging
import Torch

/// Patches of whole slides at level 0 as RGB on white, with the allocator setting of a training; fresh handles a pass.
enum SlidesBenchmark {
  private static let edge = 224
  /// Patches that a thread takes at a time: neighbours share tiles, and with larger blocks a thread that is done waits
  /// longer for the other's last one (a slide has about 120 patches).
  private static let block = 4
  /// A prime, the peer's too: steps of it visit every place once, for slides have fewer places.
  private static let step = 7919
  /// Handles of one slide where threads are compared, as many as the pool of a training has of several.
  private static let handleCount = 4

  static func run(_ arguments: Arguments) throws -> [String: Any] {
    let passes = try arguments.integer("passes", default: 5)
    let threads = try arguments.integer("threads", default: 1)
    let folder = try arguments.text("data") + "/wsi_slides"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".svs") }.sorted()
    var (rates, speedUps): ([String: Double], [String: Double]) = ([:], [:])
    for name in names {
      let path = "\(folder)/\(name)"
      let grid = places(try Slide(path))
      // The peer's order, so that both find the same tiles in OpenSlide's cache.
      let shuffled = grid.indices.map { grid[$0 * step % grid.count] }
      for (order, places) in [("rows", grid), ("shuffled", shuffled)] {
        try TorchLibrary.keepingFreedMemory {
          if threads == 1 {
            rates["\(name) \(order)"] = try rate(path, places, passes: passes)
          } else {
            speedUps["\(name) \(order)"] = try speedUp(path, places, passes: passes, threads: threads)
          }
        }
      }
    }
    return threads == 1 ? ["patches_per_s": rates] : ["speed_up": speedUps]
  }

  /// Patches a second of one thread and one handle, the median of the passes.
  private static func rate(_ path: String, _ places: [(x: Int, y: Int)], passes: Int) throws -> Double {
    let times = try (0..<passes).map { _ in try seconds(path, places, handles: 1, threads: 1) }
    return Double(places.count) / times.median
  }

  /// How many times as fast several threads are as one, which take turns, so that a slow second of the machine meets
  /// both; the median of the passes.
  private static func speedUp(
    _ path: String, _ places: [(x: Int, y: Int)], passes: Int, threads: Int
  ) throws -> Double {
    let ratios = try (0..<passes).map { _ in
      try seconds(path, places, handles: handleCount, threads: 1)
        / seconds(path, places, handles: handleCount, threads: threads)
    }
    return ratios.median
  }

  /// Every whole patch, row by row.
  private static func places(_ slide: Slide) -> [(x: Int, y: Int)] {
    stride(from: 0, through: slide.height - edge, by: edge).flatMap { y in
      stride(from: 0, through: slide.width - edge, by: edge).map { ($0, y) }
    }
  }

  /// Seconds to read all places with each of some handles, a block of each in turn; a handle is opened by the thread
  /// that comes to it first.
  /// - Throws: the first error of a thread.
  private static func seconds(
    _ path: String, _ places: [(x: Int, y: Int)], handles: Int, threads: Int
  ) throws -> Double {
    let start = now()
    let pool = (0..<handles).map { _ in LazySlide(path) }
    let (failures, blocks) = (FailureBox(), BlockCounter())
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      do {
        // Whoever is free takes the next block, as a loader's threads do.
        while case let (round, number) = blocks.next().quotientAndRemainder(dividingBy: handles),
          round * block < places.count
        {
          let slide = try pool[number].opened()
          for place in places[round * block..<min((round + 1) * block, places.count)] {
            _ = try slide.region(level: 0, x: place.x, y: place.y, width: edge, height: edge)
          }
        }
      } catch {
        failures.add(error)
      }
    }
    if let error = failures.first { throw error }
    return now() - start
  }
}

/// A slide that the first thread which asks for it opens; others wait for it.
private final class LazySlide: @unchecked Sendable {
  private let path: String
  private let lock = NSLock()
  // Guarded by `lock`.
  private var slide: Slide?

  init(_ path: String) { self.path = path }

  func opened() throws -> Slide {
    try lock.withLock {
      let found = try slide ?? Slide(path)
      slide = found
      return found
    }
  }
}

/// The first error of several threads.
private final class FailureBox: @unchecked Sendable {
  private let lock = NSLock()
  // Guarded by `lock`.
  private var kept: (any Error)?

  func add(_ error: any Error) { lock.withLock { kept = kept ?? error } }

  var first: (any Error)? { lock.withLock { kept } }
}

/// Hands out 0, 1, 2, ... to several threads.
private final class BlockCounter: @unchecked Sendable {
  private let lock = NSLock()
  // Guarded by `lock`.
  private var count = -1

  func next() -> Int {
    lock.withLock {
      count += 1
      return count
    }
  }
}
