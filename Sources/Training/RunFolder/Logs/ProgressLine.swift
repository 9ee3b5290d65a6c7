import Foundation

/// Progress of a training: step, rate, time left and the loss of each task.
///
/// On a terminal one line is rewritten ten times a second at most; elsewhere a plain line appears every few seconds.
public final class ProgressLine {
  /// Loss of a task; nil while it is undefined.
  public typealias TaskLoss = (task: String, loss: Double?)

  private let console: Console
  private let total: Int
  private let interval: Double
  private let clock: () -> Double
  /// (time, step) of recent updates; the rate is taken over them, so that a slow start is forgotten.
  private var marks: [(time: Double, step: Int)]
  private var lastShown: Double?

  /// - Parameters:
  ///   - total: steps of the whole run.
  ///   - firstStep: steps done before (a resumed run does not count them in its rate).
  ///   - clock: seconds that only grow.
  ///   - interval: seconds between plain lines.
  public init(
    console: Console, total: Int, firstStep: Int = 0, interval: Double = 5, clock: @escaping () -> Double
  ) {
    self.console = console
    self.total = total
    self.clock = clock
    self.interval = console.isTerminal ? 0.1 : interval
    marks = [(clock(), firstStep)]
  }

  /// Reports that `step` steps are done. `losses` is called only if the line is shown.
  public func update(step: Int, losses: () throws -> [TaskLoss]) rethrows {
    let now = clock()
    add(now, step)
    guard step >= total || lastShown.map({ now - $0 >= interval }) ?? true else { return }
    lastShown = now
    console.progress(text(step, try losses()))
  }

  private static let window = 30.0

  private func add(_ now: Double, _ step: Int) {
    marks.append((now, step))
    // Two marks stay however old they are: steps may take longer than the window.
    while marks.count > 2, now - marks[1].time >= Self.window { marks.removeFirst() }
    if marks.count > 1000 { marks = [marks[0]] + marks.suffix(500) }
  }

  private func text(_ step: Int, _ losses: [TaskLoss]) -> String {
    var parts = ["step \(step)/\(total)"]
    if let rate { parts.append("\(Self.rateText(rate))  ETA \(Self.duration(Double(max(0, total - step)) / rate))") }
    let defined = losses.compactMap(\.loss)
    if !defined.isEmpty { parts.append("loss " + String(format: "%.3f", defined.reduce(0, +))) }
    parts.append(
      losses.map { "\($0.task) \($0.loss.map { String(format: "%.3f", $0) } ?? "undefined")" }.joined(separator: " "))
    return parts.filter { !$0.isEmpty }.joined(separator: "  ")
  }

  private var rate: Double? {
    guard let first = marks.first, let last = marks.last, last.time > first.time, last.step > first.step else {
      return nil
    }
    return Double(last.step - first.step) / (last.time - first.time)
  }

  private static func rateText(_ rate: Double) -> String {
    rate >= 1 ? String(format: "%.1f steps/s", rate) : String(format: "%.1f s/step", 1 / rate)
  }

  /// `1:05:09`, or `5:09` below an hour.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9).rounded())
    let minutes = whole / 60 % 60
    let hours = whole / 3600
    let tail = String(format: "%02d", whole % 60)
    return hours > 0 ? "\(hours):\(String(format: "%02d", minutes)):\(tail)" : "\(minutes):\(tail)"
  }
}
