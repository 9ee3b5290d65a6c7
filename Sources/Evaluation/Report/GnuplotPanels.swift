import Foundation

/// Loss curves through gnuplot, run as a child process with a script and a data file.
struct GnuplotPanels {
  private let layout: PanelLayout

  init(_ layout: PanelLayout) { self.layout = layout }

  /// - Throws: `PlotError` if gnuplot is missing or fails, with its own words.
  func svg(_ curves: [LossCurves.Curve]) throws -> String {
    guard let program = Self.program() else { throw PlotError("gnuplot is not installed") }
    let folder = NSTemporaryDirectory() + "umedpt-plot-" + UUID().uuidString
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try Data(Self.data(curves).utf8).write(to: URL(fileURLWithPath: folder + "/curves.txt"))
      try Data(script(curves).utf8).write(to: URL(fileURLWithPath: folder + "/figure.gp"))
      try Self.run(program, in: folder)
      return try String(contentsOfFile: folder + "/figure.svg", encoding: .utf8)
    } catch let error as PlotError {
      throw error
    } catch {
      throw PlotError("gnuplot could not be run: \(error.localizedDescription)")
    }
  }

  /// One block a task: step, loss, smoothed loss.
  static func data(_ curves: [LossCurves.Curve]) -> String {
    curves.map { curve in
      let smoothed = curve.smoothed
      return curve.steps.indices.map { "\(curve.steps[$0]) \(curve.losses[$0]) \(smoothed[$0])\n" }.joined()
    }.joined(separator: "\n\n")
  }

  private func script(_ curves: [LossCurves.Curve]) -> String {
    let panels = curves.enumerated().map { index, curve in
      """
      set title '\(curve.task.replacing("'", with: "''"))' noenhanced
      plot 1 with lines dashtype 2 linecolor rgb '#888888' linewidth 1, \
      'curves.txt' index \(index) using 1:2 with lines linecolor rgb '#a9c8e0' linewidth 1, \
      'curves.txt' index \(index) using 1:3 with lines linecolor rgb '#0072b2' linewidth 2
      """
    }
    return """
      set terminal svg size \(layout.width),\(layout.height) font 'sans-serif,11' background rgb 'white'
      set output 'figure.svg'
      set multiplot layout \(layout.rows),\(layout.columns)
      unset key
      set grid linecolor rgb '#dddddd'
      set border 3
      set lmargin 7
      set rmargin 2
      set tics nomirror
      set xrange [0:\(layout.lastStep)]
      set yrange [0:\(layout.highest)]
      set xtics autofreq
      set xlabel 'step' offset 0,0.4
      set ylabel 'loss' offset 1,0
      \(panels.joined(separator: "\n"))
      unset multiplot

      """
  }

  private static func run(_ program: String, in folder: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["figure.gp"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let messages = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = messages
    try process.run()
    let text = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw PlotError("gnuplot failed: \(text.trimmingCharacters(in: .whitespacesAndNewlines).prefix(300))")
    }
  }

  /// Where gnuplot lies; nil if it is not on the search path.
  static func program(
    searchPath: String = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
  ) -> String? {
    searchPath.split(separator: ":").map { "\($0)/gnuplot" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
