import Foundation
import GoldenArrays
import SafeTensors
import Testing
import Torch

@testable import NN

/// What every layer keeps. A new layer is one line in `layers`.
@Suite struct LayerContractTests {
  struct Layer: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let make: @Sendable () throws -> any UnaryLayer
    let input: [Int]
    let output: [Int]
    let keys: [String]

    init(
      _ name: String, _ input: [Int], _ output: [Int], keys: [String],
      _ make: @escaping @Sendable () throws -> any UnaryLayer
    ) {
      (testDescription, self.input, self.output, self.keys, self.make) = (name, input, output, keys, make)
    }
  }

  static let affine = ["weight", "bias"]
  static let layers = [
    Layer("linear", [2, 5, 6], [2, 5, 4], keys: affine) { try Linear(6, 4) },
    Layer("linear without bias", [2, 6], [2, 4], keys: ["weight"]) { try Linear(6, 4, hasBias: false) },
    Layer("convolution", [2, 3, 7, 5], [2, 4, 7, 5], keys: affine) { try Convolution(3, 4, kernel: 3, padding: 1) },
    Layer("strided convolution", [2, 3, 7, 5], [2, 4, 4, 3], keys: affine) {
      try Convolution(3, 4, kernel: 3, stride: 2, padding: 1)
    },
    Layer("strided convolution of a narrow image", [2, 16, 4, 1], [2, 16, 2, 1], keys: affine) {
      try Convolution(16, 16, kernel: 3, stride: 2, padding: 1)
    },
    Layer("strided convolution of a small image", [2, 16, 2, 2], [2, 16, 1, 1], keys: affine) {
      try Convolution(16, 16, kernel: 3, stride: 2, padding: 1)
    },
    Layer("strided convolution of a low image", [2, 16, 1, 4], [2, 16, 1, 2], keys: affine) {
      try Convolution(16, 16, kernel: 3, stride: 2, padding: 1)
    },
    Layer("strided convolution of a pixel", [2, 16, 1, 1], [2, 16, 1, 1], keys: affine) {
      try Convolution(16, 16, kernel: 3, stride: 2, padding: 1)
    },
    Layer("layer norm", [2, 5, 6], [2, 5, 6], keys: []) { try LayerNorm(6, isAffine: false) },
    Layer("affine layer norm", [2, 5, 6], [2, 5, 6], keys: affine) { try LayerNorm(6, isAffine: true) },
    Layer("group norm", [2, 6, 5, 3], [2, 6, 5, 3], keys: []) { try GroupNorm(6, isAffine: false) },
    Layer("affine group norm", [2, 6, 5, 3], [2, 6, 5, 3], keys: affine) { try GroupNorm(6, isAffine: true) },
  ]

  @Test(arguments: layers) func shapesKeysAndGradients(_ layer: Layer) throws {
    let module = try layer.make()
    let input = try Self.input(layer)
    try input.setRequiresGrad(true)
    let output = try module(input)
    #expect(output.shape == layer.output)
    #expect(module.entries().map(\.key) == layer.keys)
    try (output * Tensor(formulaValues(count: output.elementCount, stream: "cotangent", scale: 1), shape: output.shape))
      .sum().backward()
    for tensor in [input] + module.parameters().map(\.tensor) {
      let gradient = try #require(tensor.gradient)
      #expect(try gradient.array(of: Float.self).allSatisfy(\.isFinite))
    }
  }

  /// On CPUs without bf16 in hardware libtorch takes other ways, and this shows less.
  @Test(arguments: layers) func outputAndGradientsInBFloat16AreNearThoseInFloat32(_ layer: Layer) throws {
    let module = try layer.make()
    let wanted = try Self.results(module, layer, .float32)
    for _ in 0..<5 {
      for count in wanted.values.map(\.count) {  // what a kernel leaves out shows
        _ = try [Tensor.full([count], .nan), Tensor.full([count], .nan, dtype: .bfloat16)]
      }
      let found = try Self.results(module, layer, .bfloat16)
      for (key, values) in wanted {
        let largest = values.map(abs).max() ?? 0
        let away = zip(found[key] ?? [], values).map { abs($0 - $1) }
        #expect(away.count == values.count && away.allSatisfy { $0 <= 0.03 * largest }, "\(key)")
      }
    }
  }

  /// The gradients by key, that of the input as "input", and the output.
  private static func results(_ module: any UnaryLayer, _ layer: Layer, _ precision: Precision) throws
    -> [String: [Float]]
  {
    let input = try input(layer)
    try input.setRequiresGrad(true)
    for entry in module.parameters() { entry.tensor.gradient = nil }
    let type: DType = precision == .bfloat16 ? .bfloat16 : .float32
    let output = try autocast(precision, on: .cpu) { try module(input.to(type)) }
    let cotangent = formulaValues(count: output.elementCount, stream: "cotangent", scale: 1)
    try (output.to(.float32) * Tensor(cotangent, shape: output.shape)).sum().backward()
    var results = ["output": try output.to(.float32).array(of: Float.self)]
    for (key, tensor) in [("input", input)] + module.parameters().map({ ($0.key, $0.tensor) }) {
      results[key] = try #require(tensor.gradient).to(.float32).array(of: Float.self)
    }
    return results
  }

  @Test(arguments: layers) func aBatchOfTwoIsTwoBatchesOfOne(_ layer: Layer) throws {
    let module = try layer.make()
    let input = try Self.input(layer)
    let together = try module(input)
    for b in 0..<2 {
      let alone = try module(input.narrowed(0, b, 1)).array(of: Float.self)
      #expect(relativeDifference(alone, try together.narrowed(0, b, 1).array(of: Float.self)) < 1e-6)
    }
  }

  @Test(arguments: layers) func savedAndLoadedItIsTheSame(_ layer: Layer) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/layer.safetensors"
    let (first, second) = (try layer.make(), try layer.make())
    try SafeTensorsWriter.write(to: path, tensors: first.stateDict().map { $0.tensor.forFile(named: $0.key) })
    try second.load(SafeTensorsFile(path: path))
    let input = try Self.input(layer)
    #expect(try first(input).array(of: Float.self) == second(input).array(of: Float.self))
  }

  @Test func dropPathKeepsTheExpectedValueAndRestsInEvaluation() throws {
    try TorchLibrary.seed(1)
    let path = DropPath(0.25)
    let factors = try #require(try path.factors(batch: 4000, on: .cpu)).array(of: Float.self)
    #expect(Set(factors) == [0, Float(1 / 0.75)])
    #expect(abs(factors.reduce(0, +) / 4000 - 1) < 0.05)
    path.setTraining(false)
    #expect(try path.factors(batch: 4, on: .cpu) == nil)
  }

  @Test func startValuesHaveTheirSpread() throws {
    try TorchLibrary.seed(3)
    func deviation(_ initializer: Initializer) throws -> Float {
      let values = try initializer.tensor([200, 100]).array(of: Float.self)
      return (values.reduce(0) { $0 + $1 * $1 } / Float(values.count)).squareRoot()
    }
    #expect(abs(try deviation(.normal(deviation: 0.5)) - 0.5) < 0.01)
    #expect(abs(try deviation(.kaimingNormal) - Float(0.02).squareRoot()) < 0.002)
    #expect(abs(try deviation(.kaimingUniform) - 0.1 / Float(3).squareRoot()) < 0.002)
    let truncated = try Initializer.truncatedNormal(deviation: 0.02).tensor([200, 100]).array(of: Float.self)
    #expect(truncated.allSatisfy { abs($0) <= 0.04 + 1e-6 } && truncated.contains { abs($0) > 0.035 })
  }

  private static func input(_ layer: Layer) throws -> Tensor {
    try Tensor(formulaValues(count: layer.input.reduce(1, *), stream: "input", scale: 1), shape: layer.input)
  }
}
