import Foundation

/// Loss curves as polylines, for machines without gnuplot: the same panels and axes, fewer marks.
struct PlainPanels {
  private let layout: PanelLayout
  /// From a panel's edges to its drawing area, in pixels.
  private static let margin = (left: 48.0, right: 14.0, top: 28.0, bottom: 40.0)

  init(_ layout: PanelLayout) { self.layout = layout }

  func svg(_ curves: [LossCurves.Curve]) -> String {
    let panels = curves.enumerated().map { index, curve in
      let x = index % layout.columns * PanelLayout.panelWidth
      let y = index / layout.columns * PanelLayout.panelHeight
      return "<g transform=\"translate(\(x),\(y))\">\n\(panel(curve))</g>\n"
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(layout.width)" height="\(layout.height)" \
      viewBox="0 0 \(layout.width) \(layout.height)" font-family="sans-serif" font-size="11">
      <rect width="100%" height="100%" fill="white"/>
      \(panels.joined())</svg>

      """
  }

  private func panel(_ curve: LossCurves.Curve) -> String {
    let middle = (Self.margin.left + right) / 2
    return text(curve.task, middle, 16, "middle")
      + ticks(upTo: Double(layout.lastStep)).map { value in
        line(x(value), Self.margin.top, x(value), bottom) + text(label(value), x(value), bottom + 15, "middle")
      }.joined()
      + ticks(upTo: layout.highest).map { value in
        line(Self.margin.left, y(value), right, y(value))
          + text(label(value), Self.margin.left - 5, y(value) + 4, "end")
      }.joined()
      + line(Self.margin.left, y(1), right, y(1), "stroke=\"#888888\" stroke-dasharray=\"5 3\"")
      + polyline(curve.steps, curve.losses, "#a9c8e0", 1) + polyline(curve.steps, curve.smoothed, "#0072b2", 2)
      + text("step", middle, bottom + 31, "middle") + text("loss", 4, Self.margin.top - 8, "start")
  }

  // MARK: Marks

  private func polyline(_ steps: [Int], _ values: [Double], _ colour: String, _ width: Int) -> String {
    let points = zip(steps, values).map { "\(number(x(Double($0)))),\(number(y($1)))" }.joined(separator: " ")
    return "<polyline points=\"\(points)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"\(width)\"/>\n"
  }

  private func line(
    _ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double, _ style: String = "stroke=\"#dddddd\""
  ) -> String {
    "<line x1=\"\(number(x0))\" y1=\"\(number(y0))\" x2=\"\(number(x1))\" y2=\"\(number(y1))\" \(style)/>\n"
  }

  private func text(_ text: String, _ x: Double, _ y: Double, _ anchor: String) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">\(Html.escaped(text))</text>\n"
  }

  // MARK: Axes

  private var right: Double { Double(PanelLayout.panelWidth) - Self.margin.right }
  private var bottom: Double { Double(PanelLayout.panelHeight) - Self.margin.bottom }

  private func x(_ step: Double) -> Double {
    Self.margin.left + step / Double(layout.lastStep) * (right - Self.margin.left)
  }

  /// Values outside the axis end at its ends.
  private func y(_ loss: Double) -> Double {
    bottom - min(1, max(0, loss / layout.highest)) * (bottom - Self.margin.top)
  }

  /// Two to five round numbers from 0.
  private func ticks(upTo end: Double) -> [Double] {
    let power = pow(10, floor(log10(end / 2)))
    let step = [1, 2, 5, 10].map { $0 * power }.first { end / $0 <= 5 } ?? end
    return stride(from: 0, through: end, by: step).map { $0 }
  }

  private func label(_ value: Double) -> String {
    // Larger ones have too many digits, and in the end `Int` traps.
    let isPlain = value == value.rounded() && abs(value) < 1e15
    return isPlain ? "\(Int(value))" : String(format: "%g", value)
  }

  private func number(_ value: Double) -> String { String(format: "%.1f", value) }
}
