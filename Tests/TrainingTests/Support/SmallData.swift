import Datasets
import Foundation
import GoldenArrays
import Imaging
import Settings
import Statistics
import Testing
import Torch

@testable import Training

/// A classification of brighter and darker noise on disk, and runs on it.
struct SmallData {
  let folder: TemporaryFolder
  static let edge = 64
  static let count = 6

  /// - Parameter classes: the pictures take turns.
  init(classes: [String] = ["dark", "bright"]) throws {
    folder = try TemporaryFolder()
    var table = "id,image,label,split\n"
    for index in 0..<Self.count {
      let label = index % classes.count
      try ImageWriter.png(Self.picture(index, brightness: 40 + 60 * label), to: "\(folder.path)/\(index).png")
      table += "s\(index),\(index).png,\(classes[label]),train\n"
    }
    try folder.write(table, "samples.csv")
    try folder.write(
      """
      schema_version: 1
      name: shades
      label_type: classification
      modality: natural
      table: samples.csv
      classes: [\(classes.joined(separator: ", "))]

      """, "task.yaml")
  }

  private static func picture(_ number: Int, brightness: Int) -> Raster {
    var random = SampleRandom(seed: 1, task: "shades", index: number)
    let bytes = (0..<edge * edge * 3).map { _ in UInt8(brightness + random.integer(in: 0..<60)) }
    return Raster(height: edge, width: edge, bytes: bytes)
  }

  /// The batches of a run, made in the calling thread.
  func batches(of batch: Int) throws -> BatchStream {
    let description = try TaskDescription.read(path: folder.path + "/task.yaml", environment: [:])
    let task = TaskSettings(path: description.path, size: Self.edge, batch: batch)
    return BatchStream(
      tasks: [try task.stream(.open(description))], seed: 0, options: BatchStreamOptions(threads: 0))
  }

  /// Trains with the smallest encoder on the CPU, and logs every step.
  /// - Parameter overrides: as on the command line.
  func train(_ overrides: [String] = []) throws -> TrainingRun {
    let run = try open(overrides)
    let isComplete = try run.train()
    #expect(isComplete)
    return run
  }

  /// The run before its first step, or the last one before it goes on.
  func open(_ overrides: [String] = [], isResuming: Bool = false) throws -> TrainingRun {
    var settings = try SettingsDocument(
      text: """
        name: small
        tasks: [{task: task.yaml, size: \(Self.edge), batch: 2}]
        model: {size: nano}
        training: {steps: 3, seed: 3, precision: fp32, log_every_steps: 1}
        loader: {threads: 0}
        """, name: "run.yaml", folder: folder.path)
    settings.apply(overrides: overrides)
    var options = RunOptions()
    options.out = folder.path + "/runs"
    options.device = .cpu
    options.isResuming = isResuming
    options.verdicts = VerdictCache(folder: cache)
    return try TrainingRun(settings, options, console: .silent)
  }

  /// Where runs keep what they may find again.
  var cache: String { folder.path + "/cache" }
}
