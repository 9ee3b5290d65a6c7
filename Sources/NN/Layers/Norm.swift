import Torch

/// The norm that a model is built with.
public enum Norm: Sendable, Equatable {
  /// Layer norm; `affine: false` has no parameters (UMedPT's shared blocks).
  case layer(affine: Bool)

  /// Whether the norms have parameters.
  public var isAffine: Bool {
    switch self {
    case .layer(let affine): affine
    }
  }

  /// What is added to the variance.
  static let epsilon = 1e-5

  /// A norm over the last axis of `[.., channels]`.
  /// - Throws: `TorchError` for channels below 0.
  public func tokens(_ channels: Int) throws -> LayerNorm { try LayerNorm(channels, isAffine: isAffine) }

  /// A norm over (C, H, W) of `[B, channels, H, W]`: the same idea for convolutional blocks.
  /// - Throws: `TorchError` for channels below 0.
  public func image(_ channels: Int) throws -> GroupNorm { try GroupNorm(channels, isAffine: isAffine) }
}
