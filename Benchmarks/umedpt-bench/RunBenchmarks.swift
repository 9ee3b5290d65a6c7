import Datasets
import Evaluation
import Foundation
import Settings
import Training

/// A training run of the product in a temporary folder, seen by an observer.
enum BenchmarkRun {
  /// - Parameter settings: a run's YAML; paths in it start at `folder`.
  static func open(_ settings: String, folder: String, data: String?) throws -> (run: TrainingRun, out: String) {
    let out = NSTemporaryDirectory() + "umedpt-bench-" + UUID().uuidString
    var options = RunOptions()
    options.out = out
    options.device = .cpu
    options.environment = ProcessInfo.processInfo.environment
    if let data { options.environment["UMEDPT_DATA"] = data }
    options.verdicts = .standard()
    let document = try SettingsDocument(text: settings, name: "benchmark", folder: folder)
    return (try TrainingRun(document, options, console: .silent), out)
  }

  /// `Benchmarks` of this checkout.
  static var folder: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
  }
}

extension Console {
  /// Takes everything and shows nothing.
  static var silent: Console { Console(isTerminal: false, environment: [:]) { _ in } }
}

/// Notes when each update is done.
final class StepClock: TrainingObserver {
  private(set) var marks: [Double] = []
  private let first: () -> Void

  init(first: @escaping () -> Void = {}) { self.first = first }

  func didUpdate(_ state: TrainingState) -> Bool {
    marks.append(now())
    if marks.count == 1 { first() }
    return true
  }

  /// Seconds of each update after the first `warmup`.
  func seconds(after warmup: Int) -> [Double] {
    zip(marks.dropFirst(), marks).map { $0 - $1 }.suffix(max(0, marks.count - warmup))
  }
}

/// One optimisation step over the four label types on Swin-nano, from files.
enum MultitaskBenchmark {
  private static let warmup = 3

  static func run(_ arguments: Arguments) throws -> [String: Any] {
    let steps = try arguments.integer("steps", default: 7)
    let threads = try arguments.integer("threads", default: 1)
    let keepsPictures = try arguments.integer("cache", default: 0) > 0
    // Relative to `Benchmarks`.
    let sets = "../Examples/mini-database"
    let settings = """
      name: multitask
      tasks:
        - {task: multitask/cns_mri_cls.yaml, size: 224, batch: 8, augmentation: natural, fit: letterbox}
        - {task: \(sets)/chula_rbc.yaml, size: 224, batch: 8, augmentation: natural, fit: letterbox}
        - {task: \(sets)/cxr_anat_seg.yaml, size: 224, batch: 8, augmentation: natural, fit: letterbox}
        - {task: \(sets)/bccd_det.yaml, size: 224, batch: 8, augmentation: natural, fit: letterbox}
      model: {size: \(try arguments.text("size", default: "nano"))}
      training: {steps: \(steps + warmup), precision: \(try arguments.text("precision", default: "fp32"))}
      loader: {threads: \(threads), keep_pictures: \(keepsPictures)}
      """
    let (run, out) = try BenchmarkRun.open(settings, folder: BenchmarkRun.folder, data: arguments.text("data"))
    defer { try? FileManager.default.removeItem(atPath: out) }
    let clock = StepClock()
    _ = try run.train(observers: [clock])
    return clock.seconds(after: warmup).spread.merging(["peak_kib": peakKiB()]) { $1 }
  }
}

/// Peak memory against the number of classification tasks, through the product's loader and loop.
enum MemoryBenchmark {
  static func run(_ arguments: Arguments) throws -> [String: Any] {
    let count = try arguments.integer("tasks", default: 4)
    let folder = NSTemporaryDirectory() + "umedpt-memory-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try MadeTasks.write(count: count, to: folder)
    let tasks = (0..<count).map { "  - {task: task\($0).yaml, size: 224, batch: 8}" }
    let settings = """
      name: memory
      tasks:
      \(tasks.joined(separator: "\n"))
      model: {size: nano}
      training: {steps: \(try arguments.integer("steps", default: 3)), precision: fp32}
      loader: {keep_pictures: false, threads: \(try arguments.integer("loader_threads", default: 0))}
      """
    let (run, out) = try BenchmarkRun.open(settings, folder: folder, data: nil)
    defer { try? FileManager.default.removeItem(atPath: out) }
    let heads = run.state.model.parameters().filter { $0.key.hasPrefix("heads.") }
    _ = try run.train()
    return [
      "tasks": count, "peak_kib": peakKiB(), "head_parameters": heads.reduce(0) { $0 + $1.tensor.elementCount },
    ]
  }
}

/// From the start of the process to the first update of one checked task.
enum StartupBenchmark {
  static func run(_ arguments: Arguments) throws -> [String: Any] {
    let settings = """
      name: startup
      tasks:
        - {task: multitask/cns_mri_cls.yaml, size: 224, batch: 8, augmentation: natural}
      model: {size: nano}
      training: {steps: 1, precision: fp32}
      """
    let start = now()
    let (run, out) = try BenchmarkRun.open(settings, folder: BenchmarkRun.folder, data: arguments.text("data"))
    defer { try? FileManager.default.removeItem(atPath: out) }
    let clock = StepClock {
      print("{\"name\":\"startup.first_step\",\"seconds_after_main\":\(now() - start)}")
      fflush(nil)
    }
    _ = try run.train(observers: [clock])
    return ["seconds_after_main": clock.marks[0] - start]
  }
}
