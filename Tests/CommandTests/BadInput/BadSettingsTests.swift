import Foundation
import Testing

/// Settings that cannot be meant (O13), each beside an earlier run that stays as it is.
@Suite struct BadSettingsTests {
  private let data: TinyData
  private let command: BuiltCommand
  private let earlier: KeptFiles

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
    earlier = try data.earlier()
  }

  @Test(arguments: [
    ("tranining: {steps: 3}", ["tiny.yaml:8:1: tranining: unknown key; did you mean training?"]),
    (
      "checkpoint: {fold: 1, kep: 2}",
      ["checkpoint.fold: unknown key", "checkpoint.kep: unknown key; did you mean keep?"]
    ),
    // A colon inside the key.
    ("checkpoint: {\"fold:\": 1}", ["checkpoint.fold:: unknown key"]),
    ("checkpoint: {\"keep:\": 1}", ["checkpoint.keep:: unknown key; did you mean keep?"]),
    ("optimizer: {learning_rate: \"1e-4\"}", ["optimizer.learning_rate: found the text \"1e-4\"", "a number"]),
    ("optimizer: {learning_rate: yes}", ["optimizer.learning_rate: found yes", "a number"]),
    ("schedule: {kind: cosin}", ["schedule.kind: found cosin", "cosine"]),
    ("checkpoint: {keep: 0}", ["checkpoint.keep: found 0"]),
    ("model: {size: tiny}", ["duplicate key; each key is allowed once"]),
  ]) func problemsNamePlaceAndRemedy(line: String, messages: [String]) throws {
    let config = try data.run([data.classification()], more: [line])
    try command.expectRefused(["train", config], code: 2, messages, keeping: earlier)
  }

  @Test func aNameThatNoFolderCanHaveIsRefused() throws {
    let config = try data.run([data.classification()])
    let name = String(repeating: "n", count: 101)
    try command.expectRefused(
      ["train", config, "name=\(name)"], code: 2, ["name: has 101 characters; at most 100 are allowed"],
      keeping: earlier)
  }

  @Test func allProblemsAreToldAtOnce() throws {
    let config = try data.run([data.classification()], more: ["optimizer: {learning_rat: 1}", "checkpoint: {keep: x}"])
    try command.expectRefused(
      ["train", config, "training.stepz=4"], code: 2, ["optimizer.learning_rat", "checkpoint.keep", "training.stepz"],
      keeping: earlier)
  }

  @Test func aRunOfSettingsIsCheckedToo() throws {
    let good = try data.classification()
    let config = try data.run([good, data.segmentation()])
    let result = try command.run("check", config)
    #expect(result.code == 0)
    #expect(result.stdout.contains("shades (classification)") && result.stdout.contains("squares (segmentation)"))
    let broken = try data.run([good], more: ["optimzer: {}"], name: "broken")
    let both = try command.run("check", broken, good)
    #expect(both.code == 2)
    #expect(both.stdout.contains("optimzer: unknown key; did you mean optimizer?"))
    #expect(both.stdout.contains("shades (classification)"))
  }

  /// What `train` refuses about a run as a whole, `check` tells with the same words.
  @Test func tasksThatDoNotSuitTheirRunAreToldByBoth() throws {
    let (first, second) = (try data.classification(), try data.segmentation())
    let renamed = try text(of: second).replacing("name: squares", with: "name: shades")
    try data.folder.write(renamed, to: "squares/task.yaml")
    let twins = try data.run([first, second])
    let plain = try text(of: data.run([first], name: "divisor"))
    let idle = try data.folder.write(
      plain.replacing("batch: 2}", with: "batch: 2, class_divisor: one}"), to: "divisor.yaml")
    for (config, words) in [
      (twins, "two tasks are named shades: \(first) and \(second); each needs its own head"),
      (idle, "tasks[0].class_divisor: task shades is classification, and only detection divides its class term"),
    ] {
      for verb in ["check", "train"] {
        let result = try command.run(verb, config)
        #expect(result.code == 2 && (result.stdout + result.stderr).contains(words), "\(verb) \(result)")
      }
    }
    // Each section has its own pictures, whatever the tasks are named.
    #expect(try command.run("check", twins, "--html", "page.html").code == 2)
    let sections = try text(of: data.folder.path("page.html")).components(separatedBy: "<h2>shades</h2>").dropFirst()
    let pictures = sections.map { $0.components(separatedBy: "base64,").dropFirst().first?.prefix { $0 != "\"" } }
    #expect(pictures.count == 2 && pictures.allSatisfy { $0 != nil } && pictures[0] != pictures[1])
  }

  @Test func anUnsetVariableIsNamed() throws {
    let config = try data.run(["${UMEDPT_NOT_SET}/task.yaml"])
    try command.expectRefused(["train", config], code: 2, ["UMEDPT_NOT_SET"], keeping: earlier)
  }

  @Test func aDescriptionInPlaceOfARunIsTold() throws {
    try command.expectRefused(
      ["train", data.classification()], code: 2, ["this describes one task; a run lists it under tasks:"],
      keeping: earlier)
  }

  @Test func aDeviceThatIsNotHereIsAResource() throws {
    try command.expectRefused(
      ["train", data.run([data.classification()]), "--device", "cuda:63"], code: 5,
      ["umedpt: --device cuda:63: this machine has "], keeping: earlier)
  }

  @Test(arguments: [
    ("classification", "[dark, bright]", "[dark]", "name the other class too"),
    ("segmentation", "[ground, square]", "[square]", "name the background too: classes: [background, square]"),
  ]) func onlyOneClassIsRefused(type: String, classes: String, one: String, remedy: String) throws {
    let task = try type == "classification" ? data.classification() : data.segmentation()
    let yaml = try text(of: task).replacing("classes: \(classes)", with: "classes: \(one)")
    try data.folder.write(yaml, to: task.relative(to: data))
    let words = ["1 for a \(type) task, so there is nothing to tell apart; 2 or more are needed; \(remedy)"]
    let check = try command.run("check", task)
    #expect(check.code == 3)
    for word in words { #expect(check.stdout.contains(word), "\(check.stdout)") }
    try command.expectRefused(["train", data.run([task])], code: 2, words, keeping: earlier)
  }
}
