import Foundation
import Testing

@testable import Training

/// Settings that would do nothing are found here: each changes the numbers, or what it promises to change.
@Suite struct SettingsEffectTests {
  private let data: SmallData

  init() throws { data = try SmallData() }

  /// Every digest is that of other weights.
  @Test func optionsOfTheTrainingChangeTheWeights() throws {
    let usual = try weights([])
    #expect(try weights([]) == usual)
    for option in [
      "optimizer.learning_rate=1e-3", "optimizer.weight_decay=0.5", "optimizer.decay=all",
      "optimizer.betas=[0.5, 0.9]", "optimizer.clip_norm=0.01", "schedule.kind=constant", "schedule.warmup=0.9",
      "schedule.final=0.9", "training.seed=4", "training.precision=bf16", "tasks[0].multiplicity=2",
      "tasks[0].augmentation=none",
    ] {
      #expect(try weights([option]) != usual, "\(option)")
    }
  }

  /// What an option changes besides the weights.
  @Test func optionsOfTheTrainingAreLogged() throws {
    let usual = try values(data.train())
    #expect(usual["gradient_norm"] == nil)
    let clipped = try values(data.train(["optimizer.clip_norm=0.01"]))
    #expect(clipped["gradient_norm"]?.count == 3 && clipped["gradient_norm"]?.allSatisfy { $0 > 0.01 } == true)

    // Relative to the rate that `auto` gives two images an update.
    #expect(try rates([]) == [1, 1, 0.505])
    #expect(try rates(["schedule.warmup=0.9"]) == [0.5, 1, 1])
    #expect(try rates(["schedule.final=0.9"]) == [1, 1, 0.95])
    #expect(try rates(["tasks[0].multiplicity=2"]) == [1.414, 1.414, 0.714])
  }

  /// The sum is that of all batches, the loss their mean.
  @Test func multiplicityAddsBatches() throws {
    let double = try values(data.train(["tasks[0].multiplicity=2"]))
    let (sums, means) = (try #require(double["loss_sum"]), try #require(double["loss"]))
    #expect(sums.count == 3 && zip(sums, means).allSatisfy { abs($0 - 2 * $1) < 1e-9 })
    let usual = try values(data.train())
    #expect(usual["loss_sum"] == usual["loss"])
  }

  private func rates(_ overrides: [String]) throws -> [Double] {
    let unit = 1e-3 * (2.0 / 1024).squareRoot()
    let rates = try #require(try values(data.train(overrides))["learning_rate"])
    return rates.map { ($0 / unit * 1000).rounded() / 1000 }
  }

  /// The first loss is that of the same weights on the same pictures.
  @Test func bfloat16TrainsNearFloat32() throws {
    let usual = try #require(try values(data.train())["loss"])
    let half = try data.train(["training.precision=bf16"])
    let losses = try #require(try values(half)["loss"])
    #expect(half.precision == .bfloat16)
    #expect(losses.count == 3 && losses.allSatisfy(\.isFinite))
    #expect(losses[0] != usual[0] && abs(losses[0] - usual[0]) < 0.05 * usual[0])
  }

  /// Two epochs of six pictures.
  @Test func picturesAreKeptUnlessToldOtherwise() throws {
    let usual = try data.train(["training.steps=6"])
    #expect(try log(usual).contains("loader: 50.0 % of 12 reads from memory"))
    let bare = try data.train(["training.steps=6", "loader.keep_pictures=false"])
    #expect(try log(bare).contains("loader: 0.0 % of 12 reads from memory"))
    #expect(try values(bare)["loss"] == values(usual)["loss"])
  }

  @Test func decodedPicturesAreKeptOnDiskWhereAsked() throws {
    let usual = try data.train()
    #expect(data.folder.names("cache/decoded").isEmpty)
    for _ in 0..<2 {
      let cached = try data.train(["loader.disk_cache_mb=16"])
      #expect(data.folder.names("cache/decoded").count == SmallData.count)
      #expect(try values(cached)["loss"] == values(usual)["loss"])
    }
  }

  @Test func checkpointsAreWrittenOnTheWayAndTheNewestAreKept() throws {
    // Of steps 1, 2 and 3; without the key, two.
    let cases: [(overrides: [String], kept: [Int])] = [
      ([], [2, 3]), (["checkpoint.keep=1"], [3]), (["checkpoint.keep=3"], [1, 2, 3]),
    ]
    for (overrides, kept) in cases {
      let run = try data.train(["checkpoint.every_steps=1"] + overrides)
      #expect(CheckpointFolder(reading: run.folder.checkpoints).steps() == kept, "\(overrides)")
    }
    let run = try data.train(["checkpoint.every_steps=2"])
    #expect(CheckpointFolder(reading: run.folder.checkpoints).steps() == [2, 3])
  }

  /// The first and the last update are logged whatever the key says.
  @Test func lossesAreLoggedEverySoManySteps() throws {
    let run = try data.train(["training.steps=5", "training.log_every_steps=3"])
    let records = MetricsLog.records(run.folder.metrics)
    for name in ["loss", "loss_sum", "learning_rate", "images_per_second"] {
      #expect(records.filter { $0.name == name }.map(\.step) == [0, 3, 4], "\(name)")
    }
  }

  /// Who loads decides nothing.
  @Test func anyNumberOfLoaderThreadsGivesTheSameWeights() throws {
    let usual = try weights([])
    for count in [1, 2] { #expect(try weights(["loader.threads=\(count)"]) == usual, "\(count)") }
  }

  /// The budget decides how much may be kept, and nothing of what is learned.
  @Test func theBudgetBoundsWhatIsKept() throws {
    let usual = try data.train(["training.steps=6"])
    let small = try data.train(["training.steps=6", "loader.budget_mb=1"])
    #expect(try (400...512).contains(mebibytesForPictures(usual)))
    #expect(try (0.1...1).contains(mebibytesForPictures(small)))
    #expect(try values(small)["loss"] == values(usual)["loss"])
  }

  /// What the log names as room for decoded pictures.
  private func mebibytesForPictures(_ run: TrainingRun) throws -> Double {
    let words = try log(run).components(separatedBy: " decoded of ")
    try #require(words.count == 2)
    return try #require(Double(words[1].prefix { $0 != " " }))
  }

  /// The digest of the last weights; the run goes, so that many do not fill the disk.
  private func weights(_ overrides: [String]) throws -> Substring {
    let run = try data.train(overrides)
    defer { try? FileManager.default.removeItem(atPath: run.folder.path) }
    let sums = try String(contentsOfFile: run.folder.checkpoints + "/step-3/SHA256SUMS", encoding: .utf8)
    let line = try #require(sums.split(separator: "\n").first { $0.hasSuffix(" model.safetensors") })
    return line.prefix(64)
  }

  /// The logged values by name, step by step.
  private func values(_ run: TrainingRun) throws -> [String: [Double]] {
    let records = MetricsLog.records(run.folder.metrics)
    return try Dictionary(grouping: records, by: \.name).mapValues { records in
      try records.map { record in try #require(record.value) }
    }
  }

  private func log(_ run: TrainingRun) throws -> String { try String(contentsOfFile: run.folder.log, encoding: .utf8) }
}
