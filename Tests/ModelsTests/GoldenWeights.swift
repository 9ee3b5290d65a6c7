import GoldenArrays
import NN
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
