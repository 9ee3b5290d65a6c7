import Foundation
import GoldenArrays
import Synchronization
import Testing

@testable import Training

/// What a console wrote, piece by piece.
final class Collected: Sendable {
  private let stored = Mutex<[String]>([])
  var pieces: [String] { stored.withLock { $0 } }
  func append(_ text: String) { stored.withLock { $0.append(text) } }
}

@Suite struct ConsoleTests {
  private func console(isTerminal: Bool, environment: [String: String] = [:], width: Int = 200) -> (Console, Collected)
  {
    let collected = Collected()
    let console = Console(
      isTerminal: isTerminal, environment: environment, width: { width }, write: { collected.append($0) })
    return (console, collected)
  }

  /// Reports steps 1...count, each `seconds` after the one before.
  private func train(_ console: Console, steps count: Int, seconds: Double, total: Int = 10) {
    var time = 100.0
    let progress = ProgressLine(console: console, total: total, clock: { time })
    for step in 1...count {
      time += seconds
      progress.update(step: step) { [("a", 0.5), ("b", step == 2 ? nil : 0.25)] }
    }
    console.endProgress()
  }

  @Test func offTerminalPlainLinesComeEveryFewSecondsWithoutCarriageReturns() {
    let (console, collected) = console(isTerminal: false)
    train(console, steps: 10, seconds: 2)
    #expect(
      collected.pieces == [
        "step 1/10  2.0 s/step  ETA 0:18  loss 0.750  a 0.500 b 0.250\n",
        "step 4/10  2.0 s/step  ETA 0:12  loss 0.750  a 0.500 b 0.250\n",
        "step 7/10  2.0 s/step  ETA 0:06  loss 0.750  a 0.500 b 0.250\n",
        "step 10/10  2.0 s/step  ETA 0:00  loss 0.750  a 0.500 b 0.250\n",
      ])
    #expect(!collected.pieces.joined().contains("\r"))
  }

  @Test func onATerminalOneLineIsRewrittenAndCut() {
    let (console, collected) = console(isTerminal: true, width: 30)
    train(console, steps: 2, seconds: 0.5, total: 3)
    #expect(
      collected.pieces == [
        "\r\u{1B}[Kstep 1/3  2.0 steps/s  ETA 0:", "\r\u{1B}[Kstep 2/3  2.0 steps/s  ETA 0:", "\n",
      ])
  }

  @Test func undefinedLossesAreNamedAndFastStepsAreThinnedOut() {
    let (first, plain) = console(isTerminal: true)
    train(first, steps: 2, seconds: 1, total: 2)
    #expect(plain.pieces[1].hasSuffix("loss 0.500  a 0.500 b undefined"))
    let (second, fast) = console(isTerminal: true)
    train(second, steps: 1000, seconds: 0.01, total: 1000)
    #expect((90...110).contains(fast.pieces.count))
  }

  @Test func theRateForgetsASlowStartAndSkipsStepsOfAnEarlierRun() {
    let (console, collected) = console(isTerminal: false)
    var time = 0.0
    let progress = ProgressLine(console: console, total: 200, firstStep: 100, clock: { time })
    time = 60
    progress.update(step: 101) { [] }
    for step in 102...180 {
      time += 1
      progress.update(step: step) { [] }
    }
    #expect(collected.pieces.first == "step 101/200  60.0 s/step  ETA 1:39:00\n")
    #expect(collected.pieces.last?.contains("1.0 steps/s  ETA 0:2") == true)
  }

  @Test func lossesAreReadOnlyWhenShown() {
    let (console, _) = console(isTerminal: false)
    var reads = 0
    var time = 0.0
    let progress = ProgressLine(console: console, total: 1000, clock: { time })
    for step in 1...100 {
      time += 0.1
      progress.update(step: step) {
        reads += 1
        return []
      }
    }
    #expect(reads == 2)
  }

  @Test func messagesAppearAboveTheProgressLineAndInTheFile() throws {
    let temporary = try TemporaryFolder()
    let (console, collected) = console(isTerminal: true)
    let path = temporary.path + "/log.txt"
    let log = try RunLog(path, console: console, shown: .warning) { Date(timeIntervalSince1970: 0) }
    console.progress("half")
    log.warning("two\nlines")
    log.information("only in the file")
    log.detail("a long list")
    #expect(collected.pieces == ["\r\u{1B}[Khalf", "\r\u{1B}[K\u{1B}[33mwarning:\u{1B}[0m two\nlines\nhalf"])
    let start = "1970-01-01T00:00:00.000Z"
    let lines = ["warning two\n  lines", "information only in the file", "detail a long list"]
    #expect(try temporary.text("log.txt") == lines.map { "\(start) \($0)\n" }.joined())
    let (again, pieces) = self.console(isTerminal: false)
    let usual = try RunLog(temporary.path + "/log.txt", console: again) { Date(timeIntervalSince1970: 0) }
    usual.information("more")
    usual.detail("hidden")
    #expect(try temporary.text("log.txt").hasSuffix("\(start) information more\n\(start) detail hidden\n"))
    #expect(pieces.pieces == ["more\n"])
  }

  @Test func noColorAndPlainOutputsHaveNoEscapes() throws {
    for (isTerminal, environment) in [(true, ["NO_COLOR": "1"]), (true, ["TERM": "dumb"]), (false, [:])] {
      let temporary = try TemporaryFolder()
      let (console, collected) = console(isTerminal: isTerminal, environment: environment)
      try RunLog(temporary.path + "/log.txt", console: console).warning("broken")
      #expect(collected.pieces == ["warning: broken\n"])
    }
    #expect(self.console(isTerminal: true, environment: ["NO_COLOR": ""]).0.hasColor)
  }

  @Test func durationsReadWell() {
    #expect(
      [0, 9.4, 309, 3909, 1e12].map(ProgressLine.duration) == ["0:00", "0:09", "5:09", "1:05:09", "277777:46:40"])
  }
}
