import Imaging

/// Pairs of perceptual hashes that differ in few bits, found without comparing each with each.
///
/// The 256 bits are dealt out, like cards, to one part more than may differ: hashes that differ in so few bits agree in
/// one part at least. In each part the hashes are sorted, and only those that agree in it are compared. Neighbours of a
/// picture lie in different parts, so that a black margin makes no part alike in all hashes.
struct NearHashes {
  /// Of hashes that agree in a part, each is compared with so many that follow it in the sorted list: frames of one
  /// film agree in most parts, and all of their pairs would take the square of their number.
  private static let mostCompared = 100

  private let hashes: [SIMD4<UInt64>]
  private let distance: Int
  /// The bits of each part.
  private let masks: [SIMD4<UInt64>]

  /// - Parameter distance: bits that differ at most.
  init(_ hashes: [PerceptualHash], atMost distance: Int) {
    self.hashes = hashes.map { SIMD4($0.words) }
    self.distance = distance
    var masks = [SIMD4<UInt64>](repeating: .zero, count: distance + 1)
    for bit in 0..<256 { masks[bit % masks.count][bit / 64] |= 1 << UInt64(bit % 64) }
    self.masks = masks
  }

  /// Calls `body` once for each pair of indices, the smaller first, in no order that means anything.
  /// - Returns: whether every near pair was met, which it is unless very many hashes are alike.
  func forEachPair(_ body: (_ first: Int, _ second: Int) -> Void) -> Bool {
    let keys = masks.map { mask in hashes.map { Self.mixed($0 & mask) } }
    var isComplete = true
    for part in masks.indices {
      // Beside the part's own order that of the next one: in a long run of equal keys near hashes stay neighbours.
      let (own, next) = (keys[part], keys[(part + 1) % keys.count])
      let order = hashes.indices.sorted { (own[$0], next[$0], $0) < (own[$1], next[$1], $1) }
      for (place, a) in order.enumerated() {
        var other = place + 1
        while other < order.count, own[order[other]] == own[a] {
          if other - place > Self.mostCompared {
            isComplete = false
            break
          }
          let b = order[other]
          if isNear(a, b, part) { body(min(a, b), max(a, b)) }
          other += 1
        }
      }
    }
    return isComplete
  }

  /// Whether two hashes are near and agree in no earlier part, where they were met before.
  private func isNear(_ a: Int, _ b: Int, _ part: Int) -> Bool {
    let difference = hashes[a] ^ hashes[b]
    guard difference.nonzeroBitCount.wrappedSum() <= UInt64(distance) else { return false }
    return !masks[..<part].contains { (difference & $0) == .zero }
  }

  /// Different words for nearly all different parts; equal ones cost a comparison.
  private static func mixed(_ bits: SIMD4<UInt64>) -> UInt64 {
    (0..<4).reduce(UInt64(0)) { hash, index in
      let product = (hash ^ bits[index]) &* 0x9E37_79B9_7F4A_7C15
      return product ^ product >> 29
    }
  }
}
