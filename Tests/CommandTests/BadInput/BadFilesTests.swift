import Foundation
import Testing

/// O16: a truncated JPEG and an empty PNG among 50, beside an earlier run that stays as it is.
@Suite struct BadFilesTests {
  private let data: TinyData
  private let command: BuiltCommand
  private let task: String
  private let earlier: KeptFiles

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
    earlier = try data.earlier()
    let whole = try data.classification("shades", .init(train: 48))
    let table = try text(of: data.folder.path("shades/samples.csv"))
    try data.jpeg(TinyData.picture(99, brightness: 90), "shades/images/cut.jpg")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: data.folder.path("shades/images/cut.jpg")))
    try data.folder.write(bytes.prefix(bytes.count / 2), to: "shades/images/cut.jpg")
    try data.folder.write(Data(), to: "shades/images/empty.png")
    try data.folder.write(
      table + "cut,images/cut.jpg,dark,train\nempty,images/empty.png,bright,train\n", to: "shades/samples.csv")
    task = whole
  }

  @Test func checkListsBoth() throws {
    let result = try command.run("check", task)
    #expect(result.code == 3)
    #expect(result.stdout.contains("cut.jpg: ") && result.stdout.contains("empty.png: "))
    #expect(result.stdout.contains("training.bad_files=quarantine"))
    #expect(result.stdout.contains("1 task: 2 errors, 0 warnings"))
    let document = try json(command.run("check", task, "--json").stdout)
    #expect(document["errors"] as? Int == 2)
    let tasks = try #require(document["tasks"] as? [[String: Any]])
    #expect((tasks[0]["samples"] as? [String: Int]) == ["train": 50])
    // Decoded once: the second check knew all 50 from before.
    #expect(tasks[0]["decoded"] as? Int == 0)
  }

  @Test func quarantineTrainsOnTheOthersAndListsThem() throws {
    // Three batches of 16 are one epoch of 48: every good file is read, and no bad one.
    let config = try data.run([task], steps: 3, batch: 16)
    let result = try command.run("train", config, "training.bad_files=quarantine")
    #expect(result.code == 0)
    let run = try #require(data.runs.first)
    #expect(result.stdout == run.relative(to: data) + "\n")
    #expect(result.stderr.contains("2 file(s) were left out"))
    let rows = try text(of: run + "/quarantine.csv").split(separator: "\n")
    #expect(rows.count == 3)
    #expect(rows.contains { $0.hasPrefix("shades,cut,") } && rows.contains { $0.hasPrefix("shades,empty,") })
    #expect(try json(of: run + "/run.json")["quarantined_files"] as? Int == 2)
    #expect(try metricLines(run).contains { $0.contains("\"step\":2,\"task\":\"shades\"") })
    #expect(earlier.changed() == [])
  }

  @Test func stopFailsBeforeTheFirstStep() throws {
    try command.expectRefused(
      ["train", data.run([task])], code: 3, ["cut.jpg: ", "empty.png: ", "training.bad_files=quarantine"],
      keeping: earlier)
  }
}
