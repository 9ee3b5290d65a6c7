import GoldenArrays
import SafeTensors
import Testing
import Torch

@testable import NN

/// What a checkpoint's moments must be; `AdamWGoldenTests` restores good ones.
@Suite struct AdamWStateTests {
  /// One update of a layer of two inputs and one output.
  private static func trained() throws -> (layer: Linear, optimizer: AdamW) {
    let layer = try Linear(2, 1)
    let optimizer = AdamW([ParameterGroup(layer.parameters(), weightDecay: 0)])
    for entry in layer.parameters() { entry.tensor.gradient = try entry.tensor.onesLike() }
    try optimizer.step(learningRate: 0.1)
    return (layer, optimizer)
  }

  private static func report(loading tensors: [SafeTensorsTensor]) throws -> LoadReport? {
    let folder = try TemporaryFolder()
    let path = folder.path + "/optimizer.safetensors"
    try SafeTensorsWriter.write(to: path, tensors: tensors)
    let (_, optimizer) = try trained()
    let before = try optimizer.moments["weight"]!.first.array(of: Float.self)
    let error = #expect(throws: LoadError.self) { try optimizer.load(SafeTensorsFile(path: path)) }
    #expect(try optimizer.moments["weight"]?.first.array(of: Float.self) == before, "nothing was loaded")
    return error?.report
  }

  /// A moment of one element would otherwise be spread over the whole tensor.
  @Test func anotherShapeIsRefused() throws {
    let state = try Self.trained().optimizer.state().map { tensor in
      tensor.name == "weight.first_moment"
        ? SafeTensorsTensor(name: tensor.name, shape: [1], floats: [1]) : tensor
    }
    let report = try #require(try Self.report(loading: state))
    #expect(report.reshaped.map(\.key) == ["weight.first_moment"])
    #expect(report.reshaped.first?.inModel == [1, 2])
    #expect(report.reshaped.first?.inFile == [1])
    #expect(report.missing.isEmpty && report.unused.isEmpty)
  }

  @Test func aMissingMomentAndUnknownKeysAreRefused() throws {
    let state = try Self.trained().optimizer.state().filter { $0.name != "bias.steps" }
    let more = [
      SafeTensorsTensor(name: "bias.third_moment", shape: [1], floats: [0]),
      SafeTensorsTensor(name: "other.steps", shape: [], floats: [1]),
    ]
    let report = try #require(try Self.report(loading: state + more))
    #expect(report.missing == ["bias.steps"])
    #expect(report.unused == ["bias.third_moment", "other.steps"])
    #expect(report.reshaped.isEmpty)
  }

  @Test func aParameterThatTheFileLacksStartsAnew() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/optimizer.safetensors"
    let state = try Self.trained().optimizer.state()
    try SafeTensorsWriter.write(to: path, tensors: state.filter { $0.name.hasPrefix("weight.") })
    let (_, optimizer) = try Self.trained()
    try optimizer.load(SafeTensorsFile(path: path))
    #expect(Set(optimizer.state().map(\.name)) == ["weight.first_moment", "weight.second_moment", "weight.steps"])
  }
}
