import NN
import Torch

/// Mean and deviation that an encoder takes off its images: `(value - mean) / deviation`, one each for red, green,
/// blue.
///
/// Images stay in 0...1 and no layer is added: the scale is folded into the convolution that they enter by.
struct ImageScale {
  let mean: [Double]
  let deviation: [Double]

  /// Brings 0...1 around zero. Without it, a static norm behind the first convolution sees almost the same direction
  /// in every patch, and a random encoder tells images apart ten times less (`Docs/decisions.md`).
  static let centred = ImageScale(mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25])
  /// What timm's and torchvision's ImageNet weights were trained with.
  static let imageNet = ImageScale(mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

  /// Afterwards `convolution(images)` is what `convolution((images - mean) / deviation)` was, but for padded borders.
  func fold(into convolution: Convolution) throws {
    guard let bias = convolution.bias else { preconditionFailure("a folded mean needs a bias") }
    try withoutGradients {
      let device = convolution.weight.device
      let mean = try Tensor(mean.map { Float($0) }, shape: [1, 3, 1, 1]).to(device)
      let deviation = try Tensor(deviation.map { Float($0) }, shape: [1, 3, 1, 1]).to(device)
      let weight = try convolution.weight / deviation  // [outputs, 3, kernel, kernel]
      try bias.copyInPlace(bias - (weight * mean).sum([1, 2, 3]))
      try convolution.weight.copyInPlace(weight)
    }
  }
}
