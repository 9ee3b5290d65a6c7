import Foundation
import Settings

/// How the learning rate changes over a run.
public struct ScheduleSettings: Sendable, Equatable {
  /// The curve of the rate.
  public let kind: Kind
  /// Share of the steps with a rising rate, 0...0.9; `cosine` alone uses it.
  public let warmup: Double
  /// Share of the rate at the end of `cosine`, 0...1.
  public let final: Double

  /// The curves that there are.
  public enum Kind: String, Sendable, CaseIterable {
    /// Linear warm-up, then a cosine (paper reference 32).
    case cosine
    /// The same rate throughout: the paper says nothing else.
    case constant
  }

  static let usualWarmup = 0.067
  static let usualFinal = 0.01

  init(_ reader: SettingsReader) {
    kind = reader.choice("kind", Kind.self, default: .cosine)
    warmup = reader.double("warmup", default: Self.usualWarmup, in: 0...0.9)
    final = reader.double("final", default: Self.usualFinal, in: 0...1)
  }

  /// What was set and has no effect, for the log. The defaults stand beside `constant` in `config.resolved.yaml` too.
  var warnings: [String] {
    guard kind == .constant else { return [] }
    let set = [("warmup", warmup, Self.usualWarmup), ("final", final, Self.usualFinal)].filter { $0.1 != $0.2 }
    return set.map { "schedule.\($0.0) is \($0.1) and has no effect: schedule.kind is constant, one rate throughout" }
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
