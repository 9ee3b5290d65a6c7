/// Quantiles without sorting: a histogram of the floats' leading bits, then the few that matter.
enum Quantiles {
  /// Sign, exponent and four bits of the fraction.
  private static let leadingBits: UInt32 = 13
  private static let shift = 32 - leadingBits

  /// The quantiles at `shares` (0...1) over the finite values, linear between neighbours; nil when none is finite.
  ///
  /// - Source: NumPy's `quantile`, method "linear".
  static func of(_ values: [Float], _ shares: [Double]) -> [Double]? {
    values.withUnsafeBufferPointer { buffer in
      var counts = [Int32](repeating: 0, count: 1 << Int(leadingBits))
      let finite = count(buffer, into: &counts)
      guard finite > 0 else { return nil }
      let places = shares.map { $0 * Double(finite - 1) }
      let ranks = places.flatMap { [Int($0), min(Int($0) + 1, finite - 1)] }
      let found = select(ranks, buffer, counts)
      return places.enumerated().map { index, place in
        let (below, above) = (Double(found[index * 2]), Double(found[index * 2 + 1]))
        return below + (place - place.rounded(.down)) * (above - below)
      }
    }
  }

  /// A float's bits in an order that grows with its value.
  @inline(__always) private static func key(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
  }

  private static func value(_ key: UInt32) -> Float {
    Float(bitPattern: key & 0x8000_0000 == 0 ? ~key : key & 0x7FFF_FFFF)
  }

  private static func count(_ values: UnsafeBufferPointer<Float>, into counts: inout [Int32]) -> Int {
    var finite = 0
    counts.withUnsafeMutableBufferPointer { counts in
      for value in values where value - value == 0 {
        counts[Int(key(value) >> shift)] &+= 1
        finite &+= 1
      }
    }
    return finite
  }

  /// The values of these ranks among the finite ones.
  private static func select(_ ranks: [Int], _ values: UnsafeBufferPointer<Float>, _ counts: [Int32]) -> [Float] {
    let starts = buckets(ranks, counts)
    var members: [Int: [UInt32]] = [:]
    for bucket in Set(starts.map(\.bucket)) {
      members[bucket] = keys(in: UInt32(bucket), values, count: Int(counts[bucket])).sorted()
    }
    return zip(ranks, starts).map { rank, start in value(members[start.bucket]?[rank - start.before] ?? 0) }
  }

  /// For each rank its bucket, and how many values lie in earlier ones.
  private static func buckets(_ ranks: [Int], _ counts: [Int32]) -> [(bucket: Int, before: Int)] {
    var before = [Int](repeating: 0, count: counts.count + 1)
    for (index, count) in counts.enumerated() { before[index + 1] = before[index] + Int(count) }
    return ranks.map { rank in
      var (low, high) = (0, counts.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if before[middle + 1] > rank { high = middle } else { low = middle + 1 }
      }
      return (low, before[low])
    }
  }

  private static func keys(in bucket: UInt32, _ values: UnsafeBufferPointer<Float>, count: Int) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: count) { buffer, filled in
      for value in values where value - value == 0 && key(value) >> shift == bucket {
        buffer[filled] = key(value)
        filled += 1
      }
    }
  }
}
