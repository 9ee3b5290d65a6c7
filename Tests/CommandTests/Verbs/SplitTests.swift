import Foundation
import GoldenArrays
import Testing

@Suite struct SplitTests {
  private let data: TinyData
  private let command: BuiltCommand
  private let task: String

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
    task = try data.classification("shades", .init(train: 20)).relative(to: data)
  }

  @Test func aStoredSplitIsUsed() throws {
    let made = try command.run("split", task, "--test", "0.3", "--subsets", "20,50", "--seed", "7")
    #expect(made.code == 0 && made.stderr.isEmpty)
    #expect(made.stdout.hasPrefix("shades: 20 samples, 20 samples without groups, seed 7\n"))
    #expect(
      made.stdout.contains("  dark         7     3\n") && made.stdout.contains("20 %: 3, 50 %: 7 of 14 (5 draws)"))
    // As the description has to name it, from its own folder.
    #expect(made.stdout.contains("written to shades/splits.json; put into the task description\n"))
    let line = "splits: {file: splits.json, percent: 50, repeat: 0}\n"
    #expect(made.stdout.hasSuffix("  \(line)"))
    let yaml = try text(of: data.folder.path(task))
    try data.folder.write(yaml + line, to: task)
    let check = try json(command.run("check", task, "--json").stdout)
    let tasks = try #require(check["tasks"] as? [[String: Any]])
    #expect(tasks[0]["samples"] as? [String: Int] == ["train": 7, "test": 6])

    try data.folder.write(
      text(of: data.folder.path("shades/samples.csv")).replacing("train3,", with: "extra,"), to: "shades/samples.csv")
    let changed = try command.run("check", task)
    #expect(changed.code == 3)
    #expect(
      changed.stdout.contains(
        "the split was made for 20 samples of shades, the table has 20; new: \"extra\"; gone: \"train3\""))
  }

  /// Whichever way the file was named, the proposed key finds it.
  @Test func theProposedKeyStartsFromTheDescription() throws {
    let inside = data.folder.path("shades/full.json")
    let elsewhere = try TemporaryFolder()
    for (out, named) in [
      ("shades/own.json", "own.json"), ("beside.json", "../beside.json"), (inside, "full.json"),
      (elsewhere.path("far.json"), elsewhere.path("far.json")),
    ] {
      let made = try command.run("split", task, "--test", "0.3", "--out", out)
      #expect(made.code == 0 && made.stdout.hasSuffix("  splits: \(named)\n"), "\(made.stdout)")
    }
    let yaml = try text(of: data.folder.path(task))
    try data.folder.write(yaml + "splits: ../beside.json\n", to: task)
    #expect(try command.run("check", task).code == 0)
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    for name in ["a.json", "b.json"] {
      #expect(try command.run("split", task, "--folds", "4", "--out", name).code == 0)
    }
    #expect(try text(of: data.folder.path("a.json")) == text(of: data.folder.path("b.json")))
    let other = try command.run("split", task, "--folds", "4", "--seed", "1", "--out", "c.json", "--json")
    #expect(other.stdout == (try text(of: data.folder.path("c.json"))))
    #expect(try text(of: data.folder.path("a.json")) != text(of: data.folder.path("c.json")))
    let again = try command.run("split", task, "--folds", "4", "--out", "a.json")
    #expect(again.code == 2 && again.stderr.contains("a.json: the file is there already"))
  }

  @Test(
    arguments: [
      ([], 2, "nothing to divide; give --test, --validation, --folds or --subsets"),
      (["--folds", "21"], 3, "20 samples cannot be 21 folds; allowed: at most 20 folds"),
      (["--subsets", "5,1"], 2, "--subsets: found 5,1; ascending percents"),
      (["--subsets", "10,50,200"], 2, "--subsets: found 10,50,200; ascending percents above 0 and up to 100"),
      (["--subsets", "a"], 2, "--subsets: found a; numbers with commas"),
      (["--test", "0.6", "--validation", "0.5"], 2, "leave nothing to train on"),
      (["--test", "30"], 2, "--test: found 30; a number from 0.001 to 0.95"),
    ] as [([String], Int32, String)]) func impossibleWishes(arguments: [String], code: Int32, message: String) throws
  {
    let result = try command.run(["split", task] + arguments)
    #expect(result.code == code && result.stderr.contains(message), "\(result.stderr)")
    #expect(!FileManager.default.fileExists(atPath: data.folder.path("shades/splits.json")))
  }
}
