import Foundation
import GoldenArrays
import NN
import SafeTensors
import Testing
import Torch

@testable import Training

/// What a file of weights holds besides what a model takes.
@Suite struct UnusedWeightsTests {
  @Test func tensorsThatNoPartTakesAreNamed() throws {
    let temporary = try TemporaryFolder()
    let path = temporary.path + "/weights.safetensors"
    let classification = SmallModels.description(.classification, classCount: 2)
    let saved = try SmallModels.model([classification, SmallModels.description(.segmentation, classCount: 2)])
    try SafeTensorsWriter.write(to: path, tensors: saved.stateDict().map { $0.tensor.forFile(named: $0.key) })
    let loaded = try SmallModels.model([classification], seed: 1).start(from: path)

    let unused = saved.stateDict().map(\.key).filter { $0.hasPrefix("heads.") || $0.hasPrefix("shared.pixel_decoder.") }
    try #require(unused.count > 8)
    let shown = unused.sorted().prefix(8).joined(separator: ", ")
    let note = "\(path): \(unused.count) of its tensors are not used: \(shown) and \(unused.count - 8) more"
    #expect(loaded.notes.last == note)
    // All of them are in the log.
    #expect(loaded.details == ["not used of \(path): \(unused.sorted().joined(separator: ", "))"])
  }

  /// The console has the short form, `log.txt` every name.
  @Test func theLogOfARunNamesThemAll() throws {
    let data = try SmallData()
    let weights = try data.train().folder.checkpoints + "/step-3/model.safetensors"
    let run = try data.train(["model.weights=\(weights)"])
    let log = try String(contentsOfFile: run.folder.log, encoding: .utf8)
    #expect(
      log.contains(" detail not used of \(weights): heads.shades.linear.bias, heads.shades.linear.weight\n"), "\(log)")
  }

  @Test func fewAreAllNamed() {
    #expect(MultiTaskModel.text(ofUnused: []) == nil)
    #expect(MultiTaskModel.text(ofUnused: ["b", "a"]) == "2 of its tensors are not used: a, b")
  }
}
