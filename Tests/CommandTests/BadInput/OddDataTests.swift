import Foundation
import Imaging
import Testing

/// Data that is odd but common, beside an earlier run that stays as it is.
@Suite struct OddDataTests {
  private let data: TinyData
  private let command: BuiltCommand
  private let earlier: KeptFiles

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
    earlier = try data.earlier()
  }

  /// O19.
  @Test func maskValuesGetAMapThatTrains() throws {
    let task = try data.segmentation(stored: (0, 255))
    let map = "values: {0: ground, 255: square}"
    let check = try command.run("check", task)
    #expect(check.code == 3)
    #expect(check.stdout.contains("hold the value 255") && check.stdout.contains(map))
    try command.expectRefused(
      ["train", data.run([task])], code: 3, ["6 masks, this one among them, hold the value 255", map], keeping: earlier)

    try data.folder.write(text(of: task) + map + "\n", to: "squares/task.yaml")
    #expect(try command.run("check", task).code == 0)
    let trained = try command.run("train", data.run([task]))
    #expect(trained.code == 0)
    #expect(data.runs.count == 1)
    #expect(earlier.changed() == [])
  }

  /// A mask of another picture is found before the first step, and can be left out.
  @Test func aMaskOfAnotherSizeStopsOrIsLeftOut() throws {
    let task = try data.segmentation()
    let other = LabelMap(height: 20, width: 30, values: [UInt16](repeating: 1, count: 600))
    try data.png(other, "squares/masks/train-2.png")
    let config = try data.run([task])
    try command.expectRefused(["train", config], code: 3, ["train2", "30 x 20"], keeping: earlier)
    let trained = try command.run("train", config, "training.bad_files=quarantine")
    #expect(trained.code == 0)
    let run = try #require(data.runs.first)
    let listed = try text(of: run + "/quarantine.csv")
    #expect(listed.contains("train2") && listed.split(separator: "\n").count == 2)
  }

  /// Places that are not there are told for all tasks, each with what to do.
  @Test func everyTaskWithoutItsDataIsTold() throws {
    let text = "schema_version: 1\nname: NAME\nlabel_type: classification\nmodality: natural\nclasses: [a, b]\n"
    try data.folder.write(text.replacing("NAME", with: "one") + "folder: gone\n", to: "one.yaml")
    try data.folder.write(text.replacing("NAME", with: "two") + "table: gone.csv\n", to: "two.yaml")
    let remedy = "put it there, or correct the path"
    try command.expectRefused(
      ["train", data.run(["one.yaml", "two.yaml"])], code: 3,
      ["gone: the folder does not exist", "gone.csv: the file does not exist", remedy], keeping: earlier)
  }

  /// What `check` calls an error is said aloud where training goes on.
  @Test func copiesInTwoSplitsAreSaidByTheTraining() throws {
    let first = try data.classification("first", TinyData.Counts(train: 4, test: 2))
    let second = try data.classification("second", TinyData.Counts(train: 4, test: 2))
    try data.png(TinyData.picture(1, brightness: 180), "first/images/test-1.png")
    let result = try command.run("train", data.run([first, second]))
    #expect(result.code == 0)
    #expect(result.stderr.contains("one image is in two splits"))
    #expect(result.stderr.contains("the shared encoder trains on an image that another task holds out"))
  }

  /// O17.
  @Test func classFoldersIgnoreWhatOtherProgramsLeave() throws {
    for (index, name) in ["dark/a.png", "dark/b.png", "bright/c.png", "bright/d.png"].enumerated() {
      try data.png(TinyData.picture(index, brightness: 60 + index * 40), "folders/images/\(name)")
    }
    try data.png(TinyData.picture(9, brightness: 9), "folders/images/.ipynb_checkpoints/a.png")
    try data.folder.write("junk", to: "folders/images/dark/._a.png")
    try FileManager.default.createDirectory(
      atPath: data.folder.path("folders/images/grey"), withIntermediateDirectories: true)
    let task = try data.task("folders", "classification", classes: "dark, grey, bright", ["folder: images/"])

    let checked = try command.run("check", task, "--json")
    #expect(checked.code == 0)
    let check = try json(checked.stdout)
    let report = try #require((check["tasks"] as? [[String: Any]])?.first)
    #expect(report["samples"] as? [String: Int] == ["train": 4])
    let classes = try #require(report["classes"] as? [[String: Any]])
    #expect(classes.map { $0["name"] as? String } == ["dark", "grey", "bright"])
    #expect(classes.map { ($0["counts"] as? [String: Int])?["train"] ?? 0 } == [2, 0, 2])
    let kinds = (report["findings"] as? [[String: Any]])?.compactMap { $0["kind"] as? String } ?? []
    #expect(kinds.contains("junk") && kinds.contains("empty_class"))

    let trained = try command.run("train", data.run([task]))
    #expect(trained.code == 0)
    #expect(trained.stderr.contains("the class \"grey\" has no image; it stays a class"))
    let run = try #require(data.runs.first)
    let saved = try json(of: run + "/checkpoints/step-2/classes.json")
    #expect(saved["folders"] as? [String] == ["dark", "grey", "bright"])
    #expect(earlier.changed() == [])
  }

  @Test func zeroMatchedFilesAreAnError() throws {
    try data.folder.write("no picture", to: "none/images/dark/notes.txt")
    let task = try data.task("none", "classification", classes: "dark, bright", ["folder: images/"])
    let words = "\(data.folder.path)/none/images: no sample was found; allowed: one or more; check the path"
    let check = try command.run("check", task)
    #expect(check.code == 3)
    #expect(check.stdout.contains(words), "\(check.stdout)")
    try command.expectRefused(["train", data.run([task])], code: 3, [words], keeping: earlier)
  }

  /// O01.
  @Test func aBatchWithoutBoxesHasAFiniteLoss() throws {
    let task = try data.detection(withBoxes: false)
    let words = "no sample has the class \"square\"; it stays a class"
    let check = try command.run("check", task)
    #expect(check.code == 0)
    #expect(check.stdout.contains(words), "\(check.stdout)")
    let result = try command.run("train", data.run([task, data.classification()], steps: 3))
    #expect(result.code == 0)
    #expect(result.stderr.contains("warning: ") && result.stderr.contains(words), "\(result.stderr)")
    #expect(earlier.changed() == [])
    let losses = try losses(of: "boxes")
    #expect(losses.count == 3)
    #expect(losses.allSatisfy { $0.isFinite && $0 >= 0 })
  }

  /// O20.
  @Test func anIgnoredMaskCostsNothingAndHarmsNoOtherTask() throws {
    let ignored = try data.segmentation(stored: (255, 255), values: "{0: ground, 1: square, 255: ignore}")
    let check = try command.run("check", ignored)
    #expect(check.code == 0)
    #expect(check.stdout.contains("every pixel of 6 masks, this one among them, is ignored"), "\(check.stdout)")
    #expect(check.stdout.split(separator: "this one among them, is ignored").count == 2)
    let config = try data.run([ignored, data.classification()], steps: 3)
    let trained = try command.run("train", config)
    #expect(trained.code == 0)
    #expect(trained.stderr.contains("warning: task squares: 3 batches, and none with a label that counts"))
    #expect(!trained.stderr.contains("task shades: 3 batches"))
    #expect(try losses(of: "squares") == [0, 0, 0])
    let others = try losses(of: "shades")
    #expect(others.count == 3 && others.allSatisfy { $0.isFinite && $0 > 0 })
    // Each such batch is counted, and no other.
    let counted = try metricLines(#require(data.runs.first)).filter { $0.contains("\"batches_without_labels\"") }
    #expect(counted.count == 3)
    #expect(counted.allSatisfy { $0.contains("\"task\":\"squares\"") && $0.hasSuffix("\"value\":1.0}") })
    #expect(earlier.changed() == [])
  }

  /// O18: neither a multiple of anything nor near a square, in training and in prediction.
  @Test(arguments: ["letterbox", "crop"]) func oddSizesTrainAndAreScored(fit: String) throws {
    let sizes = [(height: 275, width: 800), (height: 233, width: 517)]
    let rows = try sizes.enumerated().flatMap { number, size in
      try ["train", "test"].map { split in
        let values = (0..<size.height * size.width).map { $0 % size.width < size.width / 3 ? 1 : 0 }
        let shift = split == "train" ? 10 : 30
        let bytes = values.enumerated().flatMap { place, value in
          [UInt8](repeating: UInt8(shift + 150 * value + place % 40), count: 3)
        }
        let name = "\(split)\(number)"
        try data.png(Raster(height: size.height, width: size.width, bytes: bytes), "bands/\(name).png")
        let mask = LabelMap(height: size.height, width: size.width, values: values.map { UInt16($0) })
        try data.png(mask, "bands/\(name)-mask.png")
        return "\(name),\(name).png,\(name)-mask.png,\(split)"
      }
    }
    try data.table("bands", "id,image,mask,split", rows)
    let task = try data.task("bands", "segmentation", classes: "right, left", ["table: samples.csv"])
    let config = try data.run([task], steps: 2, more: ["evaluation: {at_end: true}"])
    let result = try command.run("train", config, "tasks[0].fit=\(fit)")
    #expect(result.code == 0, "\(result.stderr)")
    let run = try #require(data.runs.first)
    #expect(try losses(of: "bands").allSatisfy(\.isFinite) && losses(of: "bands").count == 2)
    let cases = try text(of: run + "/eval/per_case.csv").split(separator: "\n").dropFirst()
    #expect(cases.map { $0.split(separator: ",")[2] } == ["test0", "test1"])
  }

  /// A task's losses, step by step, of the only run.
  private func losses(of task: String) throws -> [Double] {
    let run = try #require(data.runs.first)
    return try text(of: run + "/metrics.jsonl").split(separator: "\n").map { try json(String($0)) }.compactMap { line in
      guard line["task"] as? String == task, line["name"] as? String == "loss" else { return nil }
      return line["value"] as? Double ?? .nan
    }
  }
}
