import Foundation
import Settings

/// How the learning rate changes over a run.
public struct ScheduleSettings: Sendable, Equatable {
  public let kind: Kind
  /// Share of the steps with a rising rate.
  public let warmup: Double
  /// Share of the rate at the end of `cosine`.
  public let final: Double

  public enum Kind: String, Sendable, CaseIterable {
    /// Linear warm-up, then a cosine (paper reference 32).
    case cosine
    /// The same rate throughout: the paper says nothing else.
    case constant
  }

  init(_ reader: SettingsReader) {
    kind = reader.choice("kind", Kind.self, default: .cosine)
    warmup = reader.double("warmup", default: 0.067, in: 0...0.9)
    final = reader.double("final", default: 0.01, in: 0...1)
  }

  /// The factor on the learning rate of the update after `step` updates, of `steps` in all; above 0 and at most 1.
  public func factor(step: Int, of steps: Int) -> Double {
    guard kind == .cosine else { return 1 }
    let warm = max(1, Int(warmup * Double(steps)))
    if step < warm { return Double(step + 1) / Double(warm) }
    let progress = Double(step - warm) / Double(max(1, steps - warm))
    return final + (1 - final) / 2 * (1 + cos(.pi * progress))
  }
}
