import Settings

/// AdamW's numbers.
public struct OptimizerSettings: Sendable {
  /// nil is `auto`.
  public let learningRate: Double?
  /// Share of a weight, times the rate, that an update takes away; 0...1.
  public let weightDecay: Double
  /// What decays.
  public let decay: Decay
  /// Decay of the first and the second moment, each below 1.
  public let betas: (Double, Double)
  /// L2 norm to which gradients are clipped; nil leaves them alone.
  public let clipNorm: Double?

  /// What decays.
  public enum Decay: String, Sendable, CaseIterable {
    /// Tensors of rank 2 and above but the relative position bias (paper reference 32).
    case matrices
    /// Everything: the letter of the paper.
    case all
  }

  /// The rate of the `paper` preset, which reference 32 uses at 1,024 images an update.
  static let paperRate = 1e-3
  static let paperImages = 1024.0

  init(_ reader: SettingsReader, preset: Preset) {
    let given = reader.optionalDouble("learning_rate", orWord: "auto", in: 1e-8...1)
    learningRate = given ?? (preset == .paper && !reader.has("learning_rate") ? Self.paperRate : nil)
    weightDecay = reader.double("weight_decay", default: 0.05, in: 0...1)
    decay = reader.choice("decay", Decay.self, default: .matrices)
    let pair = reader.doubles("betas", count: 2, default: [0.9, 0.999], in: 0...0.999999)
    betas = (pair[0], pair[1])
    clipNorm = reader.optionalDouble("clip_norm", in: 1e-6...1e6)
  }

  /// The rate in force: `auto` is 1e-3 x sqrt(images an update / 1,024), at most 1e-3.
  public func rate(imagesPerUpdate: Int) -> Double {
    learningRate ?? min(Self.paperRate, Self.paperRate * (Double(imagesPerUpdate) / Self.paperImages).squareRoot())
  }
}
