/// The sizes of Swin Transformer v1 (Liu et al. 2021, paper reference 32), and nano for small machines.
public struct SwinConfiguration: Sendable, Equatable {
  /// C, the channels of the finest map; each further one has twice as many.
  public var channels: Int
  /// The number of blocks of each stage.
  public var depths: [Int]
  /// The number of attention heads of each stage.
  public var heads: [Int]
  /// The probability that the last block's branches are dropped in training; it rises linearly from 0 at the first.
  public var dropPath: Double

  /// The edge of a token, in pixels.
  public static let patch = 4
  /// The edge of an attention window, in tokens.
  public static let window = 7
  static let mlpRatio = 4

  /// A size of one's own; `Size` has those of the settings.
  /// - Precondition: one depth and one number of heads a stage.
  public init(channels: Int, depths: [Int], heads: [Int], dropPath: Double) {
    precondition(depths.count == heads.count, "each stage needs a depth and a number of heads")
    self.channels = channels
    self.depths = depths
    self.heads = heads
    self.dropPath = dropPath
  }

  /// A named size of the settings.
  public enum Size: String, Sendable, CaseIterable {
    /// Small to large; all but nano are the paper's.
    case nano, tiny, small, base

    /// The numbers of the size.
    public var configuration: SwinConfiguration {
      switch self {
      case .nano: SwinConfiguration(channels: 48, depths: [2, 2, 2, 2], heads: [2, 4, 8, 16], dropPath: 0.1)
      case .tiny: SwinConfiguration(channels: 96, depths: [2, 2, 6, 2], heads: [3, 6, 12, 24], dropPath: 0.2)
      case .small: SwinConfiguration(channels: 96, depths: [2, 2, 18, 2], heads: [3, 6, 12, 24], dropPath: 0.3)
      case .base: SwinConfiguration(channels: 128, depths: [2, 2, 18, 2], heads: [4, 8, 16, 32], dropPath: 0.5)
      }
    }
  }
}
