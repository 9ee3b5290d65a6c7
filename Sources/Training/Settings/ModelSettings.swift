import Models
import NN
import Settings

/// Which encoders can be built.
public enum EncoderKind: String, Sendable, Codable, CaseIterable {
  case swin
}

/// The shared model of a run.
public struct ModelSettings: Sendable {
  public let encoder: EncoderKind
  public let size: SwinConfiguration.Size
  /// Whether norms have parameters.
  public let isAffine: Bool
  /// A safetensors file that the encoder, or the whole shared part, starts from.
  public let weights: String?

  init(_ reader: SettingsReader, preset: Preset) {
    encoder = reader.choice("encoder", EncoderKind.self, default: .swin)
    size = reader.choice("size", SwinConfiguration.Size.self, default: preset == .none ? .tiny : .base)
    isAffine = reader.bool("affine", default: preset == .umedptA)
    weights = reader.optionalPath("weights")
    if preset != .none && isAffine != (preset == .umedptA) {
      reader.problem("affine", "found \(isAffine); the preset \(preset.rawValue) has \(preset == .umedptA)")
    }
  }
}
