import Foundation

/// Random numbers as a function of (seed, task, epoch, index): the same for any number of loader threads.
///
/// SplitMix64 over a counter, its start mixed from the key. Never a global generator.
public struct SampleRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The numbers of one key.
  /// - Parameters:
  ///   - task: any text; another one gives other numbers.
  ///   - index: of the sample in its epoch, of a resample, or the like.
  public init(seed: UInt64, task: String, epoch: Int = 0, index: Int = 0) {
    var key = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
    for byte in task.utf8 { key = Self.mix(key ^ UInt64(byte)) }
    key = Self.mix(key ^ UInt64(bitPattern: Int64(epoch)))
    state = Self.mix(key ^ UInt64(bitPattern: Int64(index)) &* 0xD134_2543_DE82_EF95)
  }

  /// The next 64 uniform bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// A number uniform in `[0, 1)`, of 53 bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number uniform in `[range.lowerBound, range.upperBound)`; the bound itself when both are equal.
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
  }

  /// A whole number uniform in `range`, which must not be empty.
  public mutating func integer(in range: Range<Int>) -> Int {
    precondition(!range.isEmpty, "an empty range has no integer")
    return range.lowerBound + Int(next().multipliedFullWidth(by: UInt64(range.count)).high)
  }

  /// True with probability `probability`.
  public mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  /// A standard normal number (Box and Muller, one of the pair).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// A permutation of `0..<count` (Fisher and Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    guard count > 1 else { return order }
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, integer(in: 0..<last + 1)) }
    return order
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
