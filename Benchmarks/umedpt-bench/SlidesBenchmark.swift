import Foundation
import Imaging
import Torch

/// Patches of whole slides at level 0 as RGB on white, with the allocator setting of a training; a fresh handle a pass,
/// shared by the threads.
enum SlidesBenchmark {
  private static let edge = 224
  /// Patches that a thread takes at a time: neighbours share tiles, and with larger blocks a thread that is done waits
  /// longer for the other's last one (a pass has about 120 patches).
  private static let block = 4
  /// A prime: steps of it visit every place once.
  private static let step = 7919

  static func run(_ arguments: Arguments) throws -> [String: Any] {
    let passes = try arguments.integer("passes", default: 5)
    let threads = try arguments.integer("threads", default: 1)
    let folder = try arguments.text("data") + "/wsi_slides"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".svs") }.sorted()
    // One thread and several in turn, so that a slow second of the machine meets both.
    let counts = threads > 1 ? [1, threads] : [1]
    var (rates, speedUps): ([String: Double], [String: Double]) = ([:], [:])
    for name in names {
      let path = "\(folder)/\(name)"
      let grid = places(try Slide(path))
      // The peer's order, so that both find the same tiles in OpenSlide's cache.
      let shuffled = grid.indices.map { grid[$0 * step % grid.count] }
      for (order, places) in [("rows", grid), ("shuffled", shuffled)] {
        let times = try TorchLibrary.keepingFreedMemory {
          try (0..<passes).map { _ in try counts.map { try seconds(path, places, threads: $0) } }
        }
        rates["\(name) \(order)"] = Double(places.count) / times.map { $0[0].opening + $0[0].patches }.median
        // Without the opening, some 10 ms that no thread can share and a training spends once for many patches.
        if threads > 1 { speedUps["\(name) \(order)"] = times.map { $0[0].patches / $0[1].patches }.median }
      }
    }
    return ["patches_per_s": rates, "speed_up": speedUps]
  }

  /// Every whole patch, row by row.
  private static func places(_ slide: Slide) -> [(x: Int, y: Int)] {
    stride(from: 0, through: slide.height - edge, by: edge).flatMap { y in
      stride(from: 0, through: slide.width - edge, by: edge).map { ($0, y) }
    }
  }

  /// Seconds of a pass.
  private static func seconds(
    _ path: String, _ places: [(x: Int, y: Int)], threads: Int
  ) throws -> (opening: Double, patches: Double) {
    let start = now()
    let slide = try Slide(path)
    let opened = now()
    let (failures, blocks) = (FailureBox(), BlockCounter())
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      do {
        // Whoever is free takes the next block, as a loader's threads do.
        while case let first = blocks.next() * block, first < places.count {
          for place in places[first..<min(first + block, places.count)] {
            _ = try slide.region(level: 0, x: place.x, y: place.y, width: edge, height: edge)
          }
        }
      } catch {
        failures.add(error)
      }
    }
    if let error = failures.first { throw error }
    return (opened - start, now() - opened)
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
