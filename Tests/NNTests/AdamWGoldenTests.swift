import GoldenArrays
import SafeTensors
import Testing
import Torch

@testable import NN

private final class Parameters: Module {
  @Parameter var matrix: Tensor
  @Parameter var kernel: Tensor
  @Parameter var bias: Tensor
  @Parameter var idle: Tensor

  init(_ golden: Golden, prefix: String = "parameter.") throws {
    func tensor(_ name: String) throws -> Tensor {
      try Tensor(golden.floats(prefix + name), shape: golden.shape(prefix + name))
    }
    matrix = try tensor("matrix")
    kernel = try tensor("kernel")
    bias = try tensor("bias")
    idle = try tensor("idle")
  }

  func makeOptimizer() -> AdamW {
    let all = parameters()
    return AdamW([
      ParameterGroup(all.filter { $0.key != "bias" }, weightDecay: 0.05),
      ParameterGroup(all.filter { $0.key == "bias" }, weightDecay: 0),
    ])
  }
}

/// Five fused updates with their moments, and gradient clipping, against PyTorch.
@Suite struct AdamWGoldenTests {
  static let rates = [1e-3, 1e-3, 7e-4, 3e-4, 1e-4]

  @Test func fiveStepsEqualPyTorch() throws {
    let golden = try Golden("optimizer/adamw")
    let parameters = try Parameters(golden)
    let optimizer = parameters.makeOptimizer()
    for (step, rate) in Self.rates.enumerated() { try update(parameters, optimizer, golden, step, rate) }
    try expectState(of: optimizer, golden)
  }

  /// The moments and counts of every parameter after the last step; an array of a kind that nothing reads is a fault.
  private func expectState(of optimizer: AdamW, _ golden: Golden) throws {
    let kinds = Set(golden.names.map { $0.prefix { $0 != "." } })
    #expect(kinds == ["adamw", "clip", "first_moment", "gradient", "parameter", "second_moment", "steps"])
    let stored = ["first_moment", "second_moment", "steps"].flatMap { kind in
      golden.names.filter { $0.hasPrefix(kind + ".") }
    }
    #expect(stored.count == 3 * optimizer.moments.count)
    for name in stored {
      let parts = name.split(separator: ".").map(String.init)
      let moments = try #require(optimizer.moments[parts[1]])
      let tensor = try #require(moments.named.first { $0.part == parts[0] }).tensor
      #expect(relativeDifference(try tensor.array(of: Float.self), try golden.floats(name)) < 1e-6, "\(name)")
    }
  }

  /// Saved after three steps and loaded into a new optimiser, the last two give the same bits.
  @Test func theStateGoesThroughAFile() throws {
    let golden = try Golden("optimizer/adamw")
    let folder = try TemporaryFolder()
    let parameters = try Parameters(golden)
    let first = parameters.makeOptimizer()
    for step in 0..<3 { try update(parameters, first, golden, step, Self.rates[step]) }
    try SafeTensorsWriter.write(to: folder.path + "/optimizer.safetensors", tensors: first.state())
    let second = parameters.makeOptimizer()
    try second.load(SafeTensorsFile(path: folder.path + "/optimizer.safetensors"))
    for step in 3..<5 { try update(parameters, second, golden, step, Self.rates[step]) }
  }

  @Test(arguments: ["large", "small"]) func clipping(name: String) throws {
    let golden = try Golden("optimizer/adamw")
    let parameters = try Parameters(golden)
    for entry in parameters.parameters() {
      let key = "clip.\(name).before.\(entry.key)"
      entry.tensor.gradient = try Tensor(golden.floats(key), shape: golden.shape(key))
    }
    let norm = try #require(try parameters.makeOptimizer().clipGradients(to: 1))
    #expect(abs(try norm.item() / Double(try golden.floats("clip.\(name).norm")[0]) - 1) < 1e-5)
    for entry in parameters.parameters() {
      let found = try entry.tensor.gradient!.array(of: Float.self)
      #expect(relativeDifference(found, try golden.floats("clip.\(name).after.\(entry.key)")) < 1e-5)
    }
  }

  private func update(
    _ parameters: Parameters, _ optimizer: AdamW, _ golden: Golden, _ step: Int, _ rate: Double
  ) throws {
    for entry in parameters.parameters() {
      let key = "gradient.\(entry.key).\(step)"
      guard golden.names.contains(key) else { continue }
      entry.tensor.gradient = try Tensor(golden.floats(key), shape: golden.shape(key))
    }
    try optimizer.step(learningRate: rate)
    optimizer.clearGradients()
    for entry in parameters.parameters() {
      let found = try entry.tensor.array(of: Float.self)
      #expect(relativeDifference(found, try golden.floats("adamw.\(entry.key).\(step)")) < 1e-6, "\(entry.key) \(step)")
    }
  }
}
