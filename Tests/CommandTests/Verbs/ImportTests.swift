import Foundation
import Imaging
import Testing

@Suite struct ImportTests {
  private let data: TinyData
  private let command: BuiltCommand

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
    for (index, name) in ["benign", "malignant"].enumerated() {
      for number in 0..<4 {
        try data.png(
          TinyData.picture(10 * index + number, brightness: 80), "photos/\(name)/patient\(number / 2)_\(number).png")
      }
    }
  }

  @Test func aFolderBecomesATaskThatChecksAndTrains() throws {
    let made = try command.run(
      "import", "auto", "photos", "--out", "tasks/photos", "--modality", "histology", "--group-pattern",
      "[a-z]+/patient[0-9]+")
    #expect(made.code == 0 && made.stderr.isEmpty)
    #expect(
      made.stdout.hasPrefix("tasks/photos/task.yaml: classification, read as class-folders\n  because it has folders"))
    #expect(made.stdout.contains("samples: 8 train, 4 groups\n  classes (2): benign 4, malignant 4\n"))
    #expect(made.stdout.hasSuffix("check it with\n  umedpt check tasks/photos/task.yaml\n"))
    let yaml = try text(of: data.folder.path("tasks/photos/task.yaml"))
    #expect(
      yaml.hasPrefix(
        "# umedpt import auto photos --out tasks/photos --modality histology --group-pattern '[a-z]+/patient[0-9]+'\n"))
    // The task can be moved together with its data.
    #expect(yaml.contains("\nroot: \"../../photos\"\n"))
    #expect(try command.run("check", "tasks/photos/task.yaml").code == 0)
    let run = try data.run([data.folder.path("tasks/photos/task.yaml")], steps: 1)
    #expect(try command.run("train", run).code == 0)
  }

  /// A row has one value in a column, so the second word would silently be another question.
  @Test(arguments: ["where", "rename", "column", "split"]) func aWordThatIsGivenTwiceIsRefused(flag: String) throws {
    let result = try command.run(
      "import", "auto", "photos", "--out", "t", "--modality", "xray", "--\(flag)", "id=test", "--\(flag)", "id=train")
    #expect(result.code == 2 && result.stderr.contains("--\(flag) id=...: given twice, as test and train"))
    #expect(!FileManager.default.fileExists(atPath: data.folder.path("t")))
  }

  @Test func anExistingTaskStays() throws {
    let first = ["import", "class-folders", "photos", "--out", "t", "--modality", "xray"]
    #expect(try command.run(first).code == 0)
    let before = try contents(of: data.folder.path("t"))
    let again = try command.run(first)
    #expect(again.code == 2)
    #expect(
      again.stderr == "umedpt: t/task.yaml: there is a task already; give another --out, or --force to replace it\n")
    #expect(try contents(of: data.folder.path("t")) == before)
    #expect(try command.run(first + ["--force", "--name", "other"]).code == 0)
    #expect(try text(of: data.folder.path("t/task.yaml")).contains("name: other"))
  }

  @Test func jsonForPrograms() throws {
    try data.folder.write("x", to: "photos/benign/notes.txt")
    let made = try command.run("import", "auto", "photos", "--out", "t", "--modality", "xray", "--json")
    let document = try json(made.stdout)
    #expect(document["format"] as? String == "class-folders" && document["path"] as? String == "t/task.yaml")
    #expect(document["samples"] as? [String: Int] == ["train": 8])
    let leftOut = try #require(document["left_out"] as? [[String: Any]])
    #expect(leftOut.count == 1 && leftOut[0]["reason"] as? String == "no image" && leftOut[0]["count"] as? Int == 1)
  }

  @Test(arguments: [
    (["photos", "x"], "FORMAT: found photos; one of"),
    (["class-folder", "photos", "--out", "t"], "did you mean class-folders?"),
    (["auto", "photos"], "--out is missing"),
    (["auto", "photos", "--out", "t"], "--modality: the source does not say"),
    (["auto", "photos", "--out", "t", "--only", "["], "--only: \"[\" is no regular expression"),
    (["auto", "photos", "--out", "t", "--column", "imge=a"], "no column of ours; did you mean image?"),
    (["auto", "photos", "--out", "t", "--split", "val=dev"], "--split val=dev: one of train, validation, test"),
    (["auto", "photos", "--out", "t", "--size", "12"], "--size: found 12; write WIDTHxHEIGHT"),
    (["auto", "photos", "--out", "t", "--value", "a"], "--value: found \"a\"; write two words"),
  ]) func mistakesExitWithTwo(arguments: [String], message: String) throws {
    let result = try command.run(
      ["import"]
        + (arguments.count > 2 ? arguments : arguments + ["--out", "t"].prefix(arguments[0] == "photos" ? 2 : 0)))
    #expect(result.code == 2, "\(result.stderr)")
    #expect(result.stdout.isEmpty && result.stderr.contains(message), "\(result.stderr)")
  }

  @Test func missingDataExitsWithThree() throws {
    let result = try command.run("import", "auto", "nowhere", "--out", "t", "--modality", "xray")
    #expect(result.code == 3 && result.stderr == "umedpt: nowhere: there is no such file or folder\n")
    #expect(!FileManager.default.fileExists(atPath: data.folder.path("t")))
  }
}
