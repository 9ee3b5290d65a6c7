import GoldenArrays
import Testing

@testable import Training

@Suite struct RunLayoutTests {
  /// The names are promises: Docs/outputs.md lists them, and older folders have them.
  @Test func namesStayAsTheyAre() {
    let run = RunLayout("runs/a")
    #expect(
      [run.record, run.resolvedSettings, run.log, run.metrics, run.tensorBoard, run.checkpoints, run.evaluation]
        == ["run.json", "config.resolved.yaml", "log.txt", "metrics.jsonl", "tb", "checkpoints", "eval"].map {
          "runs/a/\($0)"
        })
    #expect(
      [run.report, run.quarantine, run.lock] == ["report.html", "quarantine.csv", "lock"].map { "runs/a/\($0)" })
  }

  @Test func aRunIsKnownByItsRecord() throws {
    let temporary = try TemporaryFolder()
    let run = RunLayout(temporary.path("r"))
    #expect(!run.isRun && !run.hasSettings)
    try temporary.write("{}", to: "r/run.json")
    #expect(run.isRun && !run.hasSettings)
  }

  /// Foundation's own way to the folder above traps on some of these.
  @Test(arguments: [
    ("r", "."), ("r/", "."), ("/r", "/"), ("/", "/"), ("", "."), ("a/b", "a"), ("a/b/", "a"), ("a//b", "a"),
    ("/a/b/c", "/a/b"), ("./r", "."), ("../r", ".."), ("ä/ö", "ä"),
  ]) func theFolderAboveIsFound(path: String, parent: String) {
    #expect(path.parentFolder == parent)
  }
}
