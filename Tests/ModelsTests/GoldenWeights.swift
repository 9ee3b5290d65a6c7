import Foundation
import GoldenArrays
import NN
import Testing
import Torch

/// Tensors of the formula that the golden arrays are made with.
enum GoldenWeights {
  static func fill(_ module: Module, prefix: String) throws {
    for entry in module.parameters() {
      try withoutGradients { try entry.tensor.copyInPlace(tensor(prefix + entry.key, entry.tensor.shape)) }
    }
  }

  static func tensor(_ key: String, _ shape: [Int]) throws -> Tensor {
    try Tensor(formulaWeight(key: key, shape: shape), shape: shape)
  }

  static func input(_ stream: String, _ shape: [Int]) throws -> Tensor {
    try Tensor(formulaValues(count: shape.reduce(1, *), stream: stream, scale: 1), shape: shape)
  }
}

extension Golden {
  /// Compares outputs, loss and the gradients of inputs and of every parameter with the stored ones.
  func expectModel(
    outputs: [String: Tensor], inputs: [String: Tensor], module: Module, prefix: String, tolerance: Double
  ) throws {
    var loss = try Tensor(0)
    for name in outputs.keys.sorted() {
      try expect("output." + name, outputs[name]!, tolerance)
      loss = try loss + (outputs[name]! * GoldenWeights.input("cotangent." + name, outputs[name]!.shape)).sum()
    }
    try loss.backward()
    var gradients = inputs
    for entry in module.parameters() { gradients[prefix + entry.key] = entry.tensor }
    #expect(names.filter { $0.hasPrefix("gradient.") }.count == gradients.count)
    for (key, tensor) in gradients {
      let gradient = try #require(tensor.gradient, "no gradient of \(key)")
      try expect("gradient." + key, gradient, tolerance)
    }
  }

  func expect(_ name: String, _ tensor: Tensor, _ tolerance: Double) throws {
    let wanted = try floats(name)
    let found = Self.sample(try tensor.array(of: Float.self), wanted.count)
    let difference = relativeDifference(found, wanted)
    #expect(difference < tolerance, "\(name)")
  }

  /// As Tools/golden/sampling.py stores it: every s-th value, s the smallest that fits and that neither 2 nor 3
  /// divides.
  private static func sample(_ values: [Float], _ count: Int) -> [Float] {
    if values.count == count { return values }
    var step = max(1, values.count / count)
    while (values.count + step - 1) / step != count || step.isMultiple(of: 2) || step.isMultiple(of: 3) { step += 1 }
    return stride(from: 0, to: values.count, by: step).map { values[$0] }
  }
}
