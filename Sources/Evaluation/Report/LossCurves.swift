import Datasets
import Foundation
import Settings
import Training

/// The training losses of a run as a picture: one small panel a task, all with the same axes.
///
/// Pale: the losses as logged. Dark: their mean over a moving window of about a twentieth of the run. The dashed line
/// at 1 is where every task starts.
public struct LossCurves: Sendable {
  /// One task's losses.
  public struct Curve: Sendable, Equatable {
    /// The task's name.
    public let task: String
    /// Updates done before the batch, rising.
    public let steps: [Int]
    /// The losses as they were logged, one a step.
    public let losses: [Double]

    /// The mean over a centred window, which is cut at both ends.
    public var smoothed: [Double] {
      let reach = max(1, losses.count / 40)
      // Of the first 0, 1, 2, ... losses.
      let sums = losses.reduce(into: [0.0]) { $0.append(($0.last ?? 0) + $1) }
      return losses.indices.map { i in
        let window = max(0, i - reach)..<min(losses.count, i + reach + 1)
        return (sums[window.upperBound] - sums[window.lowerBound]) / Double(window.count)
      }
    }
  }

  /// A curve a task, sorted by name; tasks without a finite loss are left out.
  public let curves: [Curve]

  /// - Parameter records: `MetricsLog.records` of a run's `metrics.jsonl`.
  public init(_ records: [MetricRecord]) {
    let losses = records.filter { $0.name == "loss" && $0.split == "train" && $0.task != nil && $0.value != nil }
    curves = Dictionary(grouping: losses) { $0.task ?? "" }.sorted { $0.key < $1.key }.map { task, records in
      let sorted = records.sorted { $0.step < $1.step }
      return Curve(task: task, steps: sorted.map(\.step), losses: sorted.compactMap(\.value))
    }
  }

  /// The picture, and a sentence where it could not be made with gnuplot.
  /// - Throws: `PlotError` if there is no loss to draw.
  public func svg() throws -> (text: String, note: String?) {
    guard !curves.isEmpty else { throw PlotError("no training loss is logged, so there is nothing to draw") }
    let layout = PanelLayout(count: curves.count, lastStep: lastStep, highest: highest)
    do {
      return (try GnuplotPanels(layout).svg(curves), nil)
    } catch let error as PlotError {
      return (PlainPanels(layout).svg(curves), "\(error); the curves were drawn without it.")
    }
  }

  /// Writes the picture, such as a README's figure.
  /// - Returns: a sentence where gnuplot could not be used.
  /// - Throws: `PlotError` without a loss, `OutputError` if the file cannot be written.
  @discardableResult
  public func write(to path: String) throws -> String? {
    let (text, note) = try svg()
    try OutputPlace.write(text, to: path)
    return note
  }

  private var lastStep: Int { max(1, curves.flatMap(\.steps).max() ?? 1) }

  /// A single outlier (the 1 % highest) does not flatten the rest.
  private var highest: Double {
    let all = curves.flatMap(\.losses).sorted()
    return max(1.2, all[min(all.count - 1, all.count * 99 / 100)])
  }
}

/// A picture that cannot be drawn, or not in the usual way.
public struct PlotError: Error, Equatable, CustomStringConvertible {
  /// What went wrong, and what is done about it.
  public let description: String
  init(_ description: String) { self.description = description }
}

/// Where the panels of a figure lie, and the ranges of their axes.
struct PanelLayout {
  let count: Int
  /// Right end of every x axis.
  let lastStep: Int
  /// Upper end of every y axis, which starts at 0.
  let highest: Double

  static let panelWidth = 300
  static let panelHeight = 210
  static let mostColumns = 3

  var columns: Int { min(count, Self.mostColumns) }
  var rows: Int { (count + columns - 1) / columns }
  var width: Int { columns * Self.panelWidth }
  var height: Int { rows * Self.panelHeight }
}
