import Models
import NN
import Settings

/// Which encoders can be built.
public enum EncoderKind: String, Sendable, Codable, CaseIterable {
  /// Swin Transformer v1.
  case swin
}

/// The shared model of a run.
public struct ModelSettings: Sendable {
  /// Which encoder.
  public let encoder: EncoderKind
  /// Its size.
  public let size: SwinConfiguration.Size
  /// Whether norms have parameters.
  public let isAffine: Bool
  /// The levels of detection.
  public let levels: DetectionLevels
  /// A safetensors file that the encoder, or the whole shared part, starts from.
  public let weights: String?

  init(_ reader: SettingsReader, preset: Preset) {
    encoder = reader.choice("encoder", EncoderKind.self, default: .swin)
    size = reader.choice("size", SwinConfiguration.Size.self, default: preset == .none ? .tiny : .base)
    isAffine = reader.bool("affine", default: preset == .umedptA)
    levels = Self.levels(reader)
    weights = reader.optionalPath("weights")
    if preset != .none && isAffine != (preset == .umedptA) {
      reader.problem("affine", "found \(isAffine); the preset \(preset.rawValue) has \(preset == .umedptA)")
    }
  }

  /// The key holds the stride of the finest level. Where it is absent it is not recorded either, so that runs from
  /// before it existed go on.
  private static func levels(_ reader: SettingsReader) -> DetectionLevels {
    guard let stride = reader.optionalInteger("levels") else { return .from8 }
    if let levels = DetectionLevels(rawValue: stride) { return levels }
    reader.problem(
      "levels", "found \(stride); allowed are 8 and 4 (finer, for small boxes): the stride of the finest level")
    return .from8
  }
}
