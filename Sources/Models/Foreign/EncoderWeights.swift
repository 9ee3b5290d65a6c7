import NN
import SafeTensors

/// Where an encoder's weights in a safetensors file come from, told by their keys.
public enum EncoderWeightsSource: String, Sendable, CaseIterable {
  /// A checkpoint or release of this package.
  case umedpt
  /// timm's Swin Transformer v1.
  case timm
  /// torchvision's Swin Transformer v1.
  case torchvision

  /// The source that the keys tell; nil when they are of none.
  public init?(keys: [String]) {
    let known = Set(keys)
    if known.contains("shared.encoder.patch_embedding.projection.weight") {
      self = .umedpt
    } else if known.contains("patch_embed.proj.weight") {
      self = .timm
    } else if known.contains("features.0.0.weight") {
      self = .torchvision
    } else {
      return nil
    }
  }

  /// The encoder's key for a key of the file; nil for what is no part of the encoder or is computed anew.
  public func encoderKey(_ key: String) -> String? {
    switch self {
    case .umedpt: key.hasPrefix("shared.encoder.") ? String(key.dropFirst("shared.encoder.".count)) : nil
    case .timm: TimmSwin.encoderKey(key)
    case .torchvision: TorchvisionSwin.encoderKey(key)
    }
  }
}

/// Loads an encoder from a file of any known source.
public enum EncoderWeights {
  /// Weights of timm and torchvision expect images with ImageNet's mean and deviation taken off; that is folded in.
  /// - Returns: what was loaded; foreign files lack the norms of the three finer levels, which keep their start.
  /// - Throws: `LoadError` naming every key that does not match, with a hint when the norms are the reason.
  @discardableResult
  public static func load(_ file: SafeTensorsFile, into encoder: any Encoder) throws -> LoadReport {
    guard let source = EncoderWeightsSource(keys: file.names) else {
      let report = LoadReport(missing: encoder.stateDict().map(\.key), unused: file.names)
      throw LoadError(
        file: file.path, report: report, hint: "Known are Swin v1 weights of umedpt, timm and torchvision.")
    }
    let rename = { (key: String) in source.encoderKey(key) }
    let report = try encoder.load(file, isStrict: false, rename: rename)
    let missing = report.missing.filter { !(source != .umedpt && isNormOfFinerLevel($0)) }
    guard missing.isEmpty && report.unused.isEmpty && report.reshaped.isEmpty else {
      var shown = report
      shown.missing = missing
      throw LoadError(file: file.path, report: shown, hint: hint(shown))
    }
    if source != .umedpt { try ImageScale.imageNet.fold(into: encoder.stem) }
    return report
  }

  private static func isNormOfFinerLevel(_ key: String) -> Bool {
    ["norms.0.", "norms.1.", "norms.2."].contains { key.hasPrefix($0) }
  }

  private static func hint(_ report: LoadReport) -> String? {
    if report.unused.contains(where: { $0.contains("norm") }) {
      return "These weights have norms with parameters: set model.affine: true."
    }
    return report.reshaped.isEmpty ? nil : "The file is of another size: see model.size."
  }
}

/// Replaces whole parts of a key, such as "attn" by "attention", the first rule that fits a part first.
struct KeyParts {
  var parts: [Substring]

  init(_ key: String) { parts = key.split(separator: ".") }

  var key: String { parts.joined(separator: ".") }

  /// Names inside a block that timm and torchvision share.
  mutating func renameBlock() {
    for (i, part) in parts.enumerated() {
      switch part {
      case "attn": parts[i] = "attention"
      case "proj": parts[i] = "projection"
      default: break
      }
    }
  }
}
