import Foundation

/// A 64-bit hash of bytes, for recognising a file or a list again; not for security.
///
/// - Source: the published xxHash64 algorithm, seed 0 (test vectors in the tests).
public struct ContentHash: Sendable {
  private var lanes: (UInt64, UInt64, UInt64, UInt64)
  private var pending: [UInt8] = []
  private var total: UInt64 = 0

  /// The hash of nothing yet.
  public init() {
    lanes = (Self.prime1 &+ Self.prime2, Self.prime2, 0, 0 &- Self.prime1)
  }

  /// The hash of a text's UTF-8 bytes.
  public static func of(_ text: String) -> UInt64 {
    var hash = ContentHash()
    hash.add(text)
    return hash.value
  }

  /// The hash of a file's bytes, read in pieces.
  /// - Throws: `DataError` if the file cannot be read.
  public static func ofFile(_ path: String) throws -> UInt64 {
    // Opening a pipe would wait for its writer.
    if case .unusable(let reason) = FileStamp.look(at: path) { throw DataError(.unreadableFile, at: path, reason) }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw DataError(.unreadableFile, at: path, "the file cannot be opened")
    }
    defer { try? handle.close() }
    var hash = ContentHash()
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      piece.withUnsafeBytes { hash.add($0) }
    }
    return hash.value
  }

  /// Goes on with a text's UTF-8 bytes.
  public mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  /// Goes on with bytes; in how many pieces they come makes no difference.
  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    total &+= UInt64(bytes.count)
    var offset = 0
    if !pending.isEmpty {
      offset = min(Self.stripe - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<offset])
      guard pending.count == Self.stripe else { return }
      let full = pending
      full.withUnsafeBytes { consume($0, at: 0) }
      pending.removeAll(keepingCapacity: true)
    }
    while bytes.count - offset >= Self.stripe {
      consume(bytes, at: offset)
      offset += Self.stripe
    }
    pending.append(contentsOf: bytes[offset...])
  }

  /// The hash of everything added so far.
  public var value: UInt64 {
    var hash = total < UInt64(Self.stripe) ? Self.prime5 : mergedLanes
    hash &+= total
    pending.withUnsafeBytes { rest in hash = Self.tail(rest, hash) }
    hash = (hash ^ (hash >> 33)) &* Self.prime2
    hash = (hash ^ (hash >> 29)) &* Self.prime3
    return hash ^ (hash >> 32)
  }

  private mutating func consume(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    lanes.0 = Self.round(lanes.0, Self.word(bytes, offset))
    lanes.1 = Self.round(lanes.1, Self.word(bytes, offset + 8))
    lanes.2 = Self.round(lanes.2, Self.word(bytes, offset + 16))
    lanes.3 = Self.round(lanes.3, Self.word(bytes, offset + 24))
  }

  private var mergedLanes: UInt64 {
    var hash = Self.rotated(lanes.0, 1) &+ Self.rotated(lanes.1, 7)
    hash = hash &+ Self.rotated(lanes.2, 12) &+ Self.rotated(lanes.3, 18)
    for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
      hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4
    }
    return hash
  }

  private static func tail(_ rest: UnsafeRawBufferPointer, _ start: UInt64) -> UInt64 {
    var hash = start
    var offset = 0
    while rest.count - offset >= 8 {
      hash = rotated(hash ^ round(0, word(rest, offset)), 27) &* prime1 &+ prime4
      offset += 8
    }
    if rest.count - offset >= 4 {
      let half = UInt64(UInt32(littleEndian: rest.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
      hash = rotated(hash ^ (half &* prime1), 23) &* prime2 &+ prime3
      offset += 4
    }
    for byte in rest[offset...] { hash = rotated(hash ^ (UInt64(byte) &* prime5), 11) &* prime1 }
    return hash
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotated(lane &+ input &* prime2, 31) &* prime1
  }

  private static func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 {
    (value << count) | (value >> (64 - count))
  }

  private static let stripe = 32
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
}

extension UInt64 {
  /// Sixteen hexadecimal digits.
  var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
