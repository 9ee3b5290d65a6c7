import Foundation
import GoldenArrays
import Testing

/// The whole way on small drawn data: draw, check, train, evaluate, report.
@Suite struct DemoTests {
  @Test func theSmallDemonstrationRunsToItsReport() throws {
    let folder = try TemporaryFolder()
    let command = BuiltCommand(folder)
    let result = try command.run("demo", "--small", "--out", "demo")
    #expect(result.code == 0)
    let lines = result.stdout.split(separator: "\n").map(String.init)
    let run = try #require(lines.first)
    #expect(run.hasPrefix("demo/demo-"))
    for task in [
      "demo_chest   classification", "demo_skin    multilabel", "demo_organs  segmentation", "demo_tissue  detection",
    ] {
      #expect(lines.contains { $0.hasPrefix(task) }, "\(task)")
    }
    #expect(lines[1].hasSuffix("constant predictor"))
    let report = try text(of: folder.path(run) + "/report.html")
    #expect(report.contains("data:image/svg+xml;base64,") && report.contains("demo_tissue"))
    #expect(try text(of: folder.path(run) + "/eval/per_case.csv").split(separator: "\n").count == 1 + 4 * 8)
    #expect(result.stderr.contains("step 6/6") && !result.stderr.contains("\r"))
    // The drawn sets are ordinary data sets.
    #expect(try command.run("check", "demo/demo-data/demo.yaml").code == 0)
  }

  @Test func filesOfOthersAreKept() throws {
    let folder = try TemporaryFolder()
    try folder.write("name: mine\n", to: "demo/demo-data/chest/task.yaml")
    let result = try BuiltCommand(folder).run("demo", "--small", "--out", "demo")
    #expect(result.code == 2 && result.stdout.isEmpty)
    #expect(
      result.stderr.contains(
        "demo/demo-data: found \"chest/task.yaml\", which no demonstration wrote and none replaces; give another"))
    #expect(try text(of: folder.path("demo/demo-data/chest/task.yaml")) == "name: mine\n")
  }
}
