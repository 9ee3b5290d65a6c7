import Foundation
import Testing

/// Outputs in the wrong place: nothing that somebody else made is replaced, and a path that cannot be is a usage error.
@Suite struct OutputsTests {
  private let data: TinyData
  private let command: BuiltCommand
  private let task: String

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
    task = try data.classification("shades", .init(train: 20)).relative(to: data)
  }

  private func refuses(_ arguments: [String], _ message: String, _ place: SourceLocation = #_sourceLocation) throws {
    let before = try contents(of: data.folder.path("shades"))
    let result = try command.run(arguments)
    #expect(result.code == 2, "\(result.stderr)", sourceLocation: place)
    #expect(result.stderr.contains(message), "\(result.stderr)", sourceLocation: place)
    #expect(result.stdout.isEmpty && !result.stderr.contains("Error Domain"), sourceLocation: place)
    #expect(try contents(of: data.folder.path("shades")) == before, sourceLocation: place)
  }

  @Test func aCheckReplacesItsOwnPageOnly() throws {
    try refuses(["check", "--html", task, task], "--html: found \(task); the name of a page ends in .html")
    try data.folder.write("<html>mine</html>", to: "shades/mine.html")
    try refuses(["check", task, "--html", "shades/mine.html"], "is not a page of umedpt check, so it stays")
    for _ in 0..<2 { #expect(try command.run("check", task, "--html", "check.html").code == 0) }
    let page = try text(of: data.folder.path("check.html"))
    #expect(page.contains("<meta name=\"generator\" content=\"umedpt check\">"))
    #expect(page.components(separatedBy: "<figure>").count == 1 + 12)
  }

  @Test func aSplitReplacesAnEarlierSplitOnly() throws {
    for file in ["shades/samples.csv", task] {
      try refuses(["split", task, "--folds", "4", "--force", "-o", file], "is not a file of umedpt split, so it stays")
    }
    #expect(try command.run("split", task, "--folds", "4").code == 0)
    try refuses(["split", task, "--folds", "5"], "splits.json: the file is there already")
    #expect(try command.run("split", task, "--folds", "5", "--force").code == 0)
    #expect((try json(of: data.folder.path("shades/splits.json"))["folds"] as? [Any])?.count == 5)
  }

  @Test func aPreviewReplacesItsOwnFilesOnly() throws {
    try data.folder.write("mine", to: "site/index.html")
    try refuses(["preview", task, "-o", "site"], "site/index.html: what is there is not a page of umedpt preview")
    try data.folder.write("mine", to: "pictures/shades.png")
    try refuses(["preview", task, "-o", "pictures"], "pictures/shades.png: what is there is not made with")
    #expect(try text(of: data.folder.path("pictures/shades.png")) == "mine")
    for _ in 0..<2 { #expect(try command.run("preview", task, "--count", "2", "-o", "sheets").code == 0) }
  }

  /// A preview that was interrupted has sheets and a page without them.
  @Test func aPreviewGoesOnWhereOneStopped() throws {
    #expect(try command.run("preview", task, "--count", "2", "-o", "sheets").code == 0)
    let page = try text(of: data.folder.path("sheets/index.html"))
    try data.folder.write(String(page.prefix(600)), to: "sheets/index.html")
    #expect(try command.run("preview", task, "--count", "2", "-o", "sheets").code == 0)
  }

  @Test func namesOfOneLetterAreNames() throws {
    #expect(try command.run("split", task, "--folds", "4", "-o", "s").code == 0)
    try refuses(["check", task, "--html", "q/x.html"], "the folder q does not exist; give another place")
  }

  @Test func anImportReplacesNothingThatIsThere() throws {
    for force in [[], ["--force"]] {
      try refuses(
        ["import", "table", "shades/samples.csv", "--out", "shades", "--modality", "natural"] + force,
        force.isEmpty ? "shades/task.yaml: there is a task already" : "the import reads \"samples.csv\" there")
    }
  }

  @Test(arguments: [
    ["preview", "shades/task.yaml", "-o", "blocked/x"],
    ["check", "shades/task.yaml", "--html", "blocked/x.html"],
    ["split", "shades/task.yaml", "--folds", "4", "-o", "blocked/x.json"],
    ["split", "shades/task.yaml", "--folds", "4", "-o", "nodir/x/s.json"],
    ["import", "class-folders", "folders", "--out", "blocked/x", "--modality", "natural"],
    ["demo", "--small", "--out", "blocked/x"],
  ]) func aPathThatCannotBeIsAUsageError(arguments: [String]) throws {
    try data.folder.write("a file", to: "blocked")
    for name in ["a", "b"] {
      try data.png(TinyData.picture(name == "a" ? 1 : 2, brightness: 90), "folders/\(name)/1.png")
    }
    let isBlocked = arguments.contains { $0.hasPrefix("blocked") }
    let reason = isBlocked ? "blocked is a file, not a folder; give another place" : "the folder nodir/x does not exist"
    let before = try text(of: data.folder.path("blocked"))
    let result = try command.run(arguments)
    #expect(result.code == 2, "\(result.stderr)")
    #expect(result.stderr.contains(reason) && !result.stderr.contains("Error Domain"), "\(result.stderr)")
    #expect(result.stdout.isEmpty)
    #expect(try text(of: data.folder.path("blocked")) == before)
  }
}
