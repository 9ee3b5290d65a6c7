import Foundation
import Testing

@Suite struct PreviewTests {
  private let data: TinyData
  private let command: BuiltCommand

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
  }

  @Test func everyTaskOfARunGetsASheet() throws {
    let tasks = try [data.classification(), data.segmentation(), data.detection()]
    let run = try data.run(tasks)
    let result = try command.run("preview", run, "--count", "6", "-o", data.folder.path("sheets"))
    #expect(result.code == 0, "\(result.stderr)")
    let paths = result.stdout.split(separator: "\n").map(String.init)
    #expect(paths.count == 4 && paths[0].hasSuffix("sheets/index.html"))
    for path in paths { #expect(FileManager.default.fileExists(atPath: path)) }
    let page = try text(of: paths[0])
    #expect(page.components(separatedBy: "<figure>").count == 1 + 3 * 6)
    #expect(page.contains("classification, 64 px, letterbox, augmentation natural, 6 training samples, seed 3"))
  }

  /// There they would be pictures without a class.
  @Test func sheetsStayOutOfTheImageFolder() throws {
    for (index, name) in ["a", "b"].enumerated() {
      try data.png(TinyData.picture(index, brightness: 90), "photos/train/\(name)/1.png")
    }
    let task = "schema_version: 1\nname: photos\nlabel_type: classification\nmodality: natural\nclasses: [a, b]\n"
    try data.folder.write(task + "folder: photos\n", to: "photos.yaml")
    for out in ["photos", "photos/sheets", "./photos/../photos"] {
      let refused = try command.run("preview", "photos.yaml", "-o", out)
      #expect(refused.code == 2 && refused.stderr.contains("in the image folder of task photos"), "\(refused.stderr)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: data.folder.path("photos")) == ["train"])
    #expect(try command.run("preview", "photos.yaml", "-o", "photos-sheets").code == 0)
  }

  /// The same settings and seed give the same pictures; another seed gives others.
  @Test func picturesAreThoseOfTheSeed() throws {
    let run = try data.run([data.classification()])
    let sheet = { (folder: String, more: [String]) in
      let out = data.folder.path(folder)
      _ = try command.run(["preview", run, "--count", "4", "-o", out] + more)
      return try Data(contentsOf: URL(fileURLWithPath: out + "/shades.png"))
    }
    let first = try sheet("a", [])
    #expect(try sheet("b", []) == first)
    #expect(try sheet("c", ["training.seed=99"]) != first)
  }

  /// Two runs on one data set show what each shows alone.
  @Test func eachRunKeepsItsOwnSeed() throws {
    let first = try data.run([data.classification()])
    let second = try data.folder.write(text(of: first).replacing("seed: 3", with: "seed: 9"), to: "second.yaml")
    func sheets(_ runs: [String], _ folder: String) throws -> [Data] {
      let result = try command.run(["preview"] + runs + ["--count", "4", "-o", data.folder.path(folder)])
      #expect(result.code == 0, "\(result.stderr)")
      return try result.stdout.split(separator: "\n").dropFirst().map {
        try Data(contentsOf: URL(fileURLWithPath: String($0)))
      }
    }
    let alone = try sheets([first], "a") + sheets([second], "b")
    #expect(Set(alone).count == 2)
    #expect(try sheets([first, second], "both") == alone)
    let page = try text(of: data.folder.path("both/index.html"))
    #expect(page.contains("training samples, seed 3") && page.contains("training samples, seed 9"))
    // Once more into the same folder: both sheets are known as a preview's own.
    #expect(try sheets([first, second], "both") == alone)
  }

  @Test func aTaskAloneIsShownWithWhatItsModalitySuggests() throws {
    let task = try data.segmentation()
    let result = try command.run(
      "preview", task, "--size", "96", "--count", "2", "--json", "-o", data.folder.path("one"))
    #expect(result.code == 0)
    let document = try json(result.stdout)
    #expect((document["sheets"] as? [String])?.count == 1)
    #expect(try text(of: data.folder.path("one/index.html")).contains("segmentation, 96 px, letterbox"))
  }

  @Test func aFileThatCannotBeReadIsNamed() throws {
    let task = try data.classification("broken")
    try data.folder.write("no picture", to: "broken/images/train-0.png")
    let some = try command.run("preview", task, "--count", "6", "-o", data.folder.path("some"))
    #expect(some.code == 4)
    #expect(some.stderr.contains("train-0.png"))
    for index in 1..<6 { try data.folder.write("no picture", to: "broken/images/train-\(index).png") }
    let none = try command.run("preview", task, "-o", data.folder.path("none"))
    #expect(none.code == 3)
    #expect(none.stderr.contains("train-5.png"))
  }

  @Test func aSampleThatFailsAgainIsSaidOnce() throws {
    let task = try data.classification("broken", .init(train: 2))
    for index in 0..<2 { try data.folder.write("no picture", to: "broken/images/train-\(index).png") }
    let result = try command.run("preview", task, "-o", data.folder.path("none"))
    #expect(result.code == 3)
    let lines = result.stderr.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.hasSuffix(" (4 times)") }, "\(result.stderr)")
  }

  /// What would change nothing is refused.
  @Test func idleSettingsAreRefused() throws {
    let task = try data.classification()
    let run = try data.run([task])
    let sized = try command.run("preview", run, "--size", "224", "-o", data.folder.path("a"))
    #expect(sized.code == 2 && sized.stderr.contains("gives each task of a run its own size"))
    let changed = try command.run("preview", task, "-o", data.folder.path("a"), "training.seed=4")
    #expect(changed.code == 2 && changed.stderr.contains("training.seed=4: overrides change settings of a run"))
    #expect(!FileManager.default.fileExists(atPath: data.folder.path("a")))
  }

  @Test(arguments: [
    (["--count", "0"], "--count: found 0; a whole number"), (["--size", "big"], "--size: found big; a whole number"),
  ])
  func oddNumbersAreRefused(flags: [String], message: String) throws {
    let result = try command.run(["preview", data.classification()] + flags)
    #expect(result.code == 2)
    #expect(result.stderr.contains(message))
  }
}
