import Foundation
import Settings
import Testing

@testable import Training

@Suite struct ScheduleTests {
  @Test func cosineRisesThenFallsToOnePercent() throws {
    let schedule = try Self.settings("tasks: [{task: a.yaml}]").schedule
    let factors = (0..<1000).map { schedule.factor(step: $0, of: 1000) }
    #expect(factors[0] == 1 / 67.0)
    #expect(factors.max() == 1 && factors[66] == 1)
    #expect(abs(factors[999] - 0.01) < 1e-4)
    #expect(zip(factors[67...], factors[68...]).allSatisfy { $0 > $1 })
  }

  @Test func constantStaysOne() throws {
    let schedule = try Self.settings("tasks: [{task: a.yaml}]\nschedule: {kind: constant}").schedule
    #expect((0..<10).allSatisfy { schedule.factor(step: $0, of: 10) == 1 })
  }

  /// A rate that does not change has no warm-up and no end.
  @Test func keysThatConstantDoesNotUseAreTold() throws {
    for (key, value) in [("warmup", "0.1"), ("final", "0.2")] {
      let schedule = try Self.settings("tasks: [{task: a.yaml}]\nschedule: {kind: constant, \(key): \(value)}").schedule
      #expect(schedule.warnings.count == 1)
      #expect(schedule.warnings.first?.hasPrefix("schedule.\(key) is \(value) and has no effect") == true)
    }
    let usual = try Self.settings("tasks: [{task: a.yaml}]\nschedule: {final: 0.2, warmup: 0.1}").schedule
    #expect(usual.final == 0.2 && usual.warmup == 0.1 && usual.warnings.isEmpty)
    // The resolved settings of a run hold all keys, and read back.
    let constant = try Self.settings("tasks: [{task: a.yaml}]\nschedule: {kind: constant}")
    let again = try SettingsDocument(text: constant.resolved, name: "again.yaml", folder: NSTemporaryDirectory())
    #expect(try RunSettings(again, environment: [:]).schedule == constant.schedule)
    #expect(constant.schedule.warnings.isEmpty)
  }

  @Test(arguments: [(104, 3.187e-4), (1024, 1e-3), (4096, 1e-3), (8, 8.839e-5)])
  func autoFollowsTheSquareRootOfTheImages(images: Int, wanted: Double) throws {
    let settings = try Self.settings("tasks: [{task: a.yaml, batch: \(images)}]")
    #expect(abs(settings.optimizer.rate(imagesPerUpdate: settings.imagesPerUpdate) / wanted - 1) < 1e-3)
  }

  @Test func thePaperPresetFixesTheRateAndUmedptATheSize() throws {
    let paper = try Self.settings("preset: paper\ntasks: [{task: a.yaml}]")
    #expect(paper.optimizer.rate(imagesPerUpdate: 8) == 1e-3)
    #expect(paper.model.size == .base && !paper.model.isAffine)
    let variant = try Self.settings("preset: umedpt-a\ntasks: [{task: a.yaml}]")
    #expect(variant.model.isAffine && variant.tasks[0].size == 224)
    #expect(throws: SettingsError.self) {
      try Self.settings("preset: umedpt-fixed\ntasks: [{task: a.yaml, size: 256}]")
    }
  }

  /// Case O13: an unknown key with its nearest, and a rate that is a text.
  @Test func settingsErrorsNamePlaceAndRemedy() throws {
    let error = #expect(throws: SettingsError.self) {
      try Self.settings("tasks: [{task: a.yaml}]\noptimizer: {learning_rte: 1e-4, weight_decay: \"0.1\"}")
    }
    let text = error?.description ?? ""
    #expect(text.contains("run.yaml:4:13: optimizer.learning_rte"))
    #expect(text.contains("learning_rate"))
    #expect(text.contains("optimizer.weight_decay"))
    #expect(text.contains("a number"))
  }

  static func settings(_ text: String) throws -> RunSettings {
    let head = "name: test\ntraining: {steps: 10}\n"
    return try RunSettings(
      SettingsDocument(text: head + text, name: "run.yaml", folder: NSTemporaryDirectory()), environment: [:])
  }
}
