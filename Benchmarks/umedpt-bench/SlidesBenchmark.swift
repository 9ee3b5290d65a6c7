import Foundation
import Imaging
import Statistics

/// Patches of whole slides at level 0 as RGB on white; a fresh handle a pass, shared by the threads.
enum SlidesBenchmark {
  private static let edge = 224

  static func run(_ arguments: Arguments) throws -> [String: Any] {
    let passes = try arguments.integer("passes", default: 5)
    let threads = try arguments.integer("threads", default: 1)
    let folder = try arguments.text("data") + "/wsi_slides"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".svs") }.sorted()
    var rates: [String: Double] = [:]
    for name in names {
      let path = "\(folder)/\(name)"
      let grid = places(try Slide(path))
      var random = SampleRandom(seed: 0, task: "places")
      for (order, places) in [("rows", grid), ("shuffled", grid.shuffled(using: &random))] {
        let times = try (0..<passes).map { _ in try seconds(path, places, threads: threads) }
        rates["\(name) \(order)"] = Double(places.count) / times.median
      }
    }
    return ["patches_per_s": rates]
  }

  /// Every whole patch, row by row.
  private static func places(_ slide: Slide) -> [(x: Int, y: Int)] {
    stride(from: 0, through: slide.height - edge, by: edge).flatMap { y in
      stride(from: 0, through: slide.width - edge, by: edge).map { ($0, y) }
    }
  }

  private static func seconds(_ path: String, _ places: [(x: Int, y: Int)], threads: Int) throws -> Double {
    let start = now()
    let slide = try Slide(path)
    let failures = FailureBox()
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      do {
        for index in stride(from: thread, to: places.count, by: threads) {
          _ = try slide.region(level: 0, x: places[index].x, y: places[index].y, width: edge, height: edge)
        }
      } catch {
        failures.add(error)
      }
    }
    if let error = failures.first { throw error }
    return now() - start
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
