import Datasets
import Testing
import Torch

@testable import Training

/// Products and convolutions in bfloat16; losses, and what they rest on, in float32 all the same.
@Suite struct BFloat16Tests {
  @Test(arguments: TaskTypeContractTests.types, [false, true])
  func lossesAndGradientsAreNearThoseInFloat32(type: (LabelType, Int), affine: Bool) throws {
    let task = SmallModels.description(type.0, classCount: type.1)
    let model = try SmallModels.model([task], affine: affine)
    model.setTraining(false)  // no drop path, so that both passes are the same function
    let batch = try SmallModels.batch(task)
    let fullLoss = try SmallModels.loss(model, batch)
    let full = try fullLoss.item()
    try fullLoss.backward()
    let wanted = try SmallModels.gradients(model)
    SmallModels.clear(model)
    let loss = try autocast(.bfloat16, on: .cpu) { try SmallModels.loss(model, batch) }
    #expect(loss.dtype == .float32)
    let value = try loss.item()
    #expect(value != full && abs(value - full) < 0.05 * full, "\(value), in float32 \(full)")
    try loss.backward()
    for entry in model.parameters() {
      guard let exact = wanted[entry.key] else {  // a norm of a map that this decoder does not take
        #expect(affine && entry.key.contains(".norms.") && entry.tensor.gradient == nil, "\(entry.key)")
        continue
      }
      let gradient = try #require(entry.tensor.gradient, "no gradient of \(entry.key)")
      #expect(gradient.dtype == .float32, "\(entry.key)")
      let length = exact.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let away = zip(try gradient.array(of: Float.self), exact).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      #expect(away.squareRoot() <= 0.3 * length, "\(entry.key)")
    }
  }
}
