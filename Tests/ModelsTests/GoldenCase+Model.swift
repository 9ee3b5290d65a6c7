import GoldenArrays
import NN
import Testing
import Torch

extension GoldenCase {
  /// Compares outputs and their shapes, the loss, and the gradient of each input and of every parameter, at sampled
  /// places and as a whole by its norm, with the stored ones; nothing stored is left out.
  func expectModel(
    outputs: [String: Tensor], inputs: [String: Tensor], module: Module, prefix: String, tolerance: Double
  ) throws {
    let shapes = try shapes("output_shapes")
    #expect(Set(shapes.keys) == Set(outputs.keys))
    var loss = try Tensor(0)
    for (name, output) in outputs.sorted(by: { $0.key < $1.key }) {
      try expect("output." + name, output, tolerance, shape: shapes[name])
      loss = try loss + (output * GoldenWeights.input("cotangent." + name, output.shape)).sum()
    }
    try expect("loss", [Float(loss.item())], tolerance)
    try loss.backward()
    var leaves = inputs
    for entry in module.parameters() { leaves[prefix + entry.key] = entry.tensor }
    for (key, leaf) in leaves {
      let gradient = try #require(leaf.gradient, "no gradient of \(key)")
      try expect("gradient." + key, gradient, tolerance)
      try expect("gradient_norm." + key, [Self.norm(gradient)], tolerance)
    }
    expectAllRead()
  }

  private static func norm(_ tensor: Tensor) throws -> Float {
    Float(try tensor.array(of: Float.self).reduce(0) { $0 + Double($1) * Double($1) }.squareRoot())
  }
}
