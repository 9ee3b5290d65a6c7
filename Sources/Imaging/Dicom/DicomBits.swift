/// Which bits of a decoded sample are its value.
struct DicomBits {
  /// Bits of a decoded sample: 8, 16 or 32.
  let allocated: Int
  /// Bits of the value, from 1 on.
  let stored: Int
  /// Bits below the value.
  let shift: Int
  let isSigned: Bool

  /// Shifts the value to the bottom, drops other bits, and extends the sign.
  func clean(_ bytes: inout [UInt8]) {
    guard stored < allocated else { return }
    switch allocated {
    case 8: clean(&bytes, UInt8.self)
    case 16: clean(&bytes, UInt16.self)
    default: clean(&bytes, UInt32.self)
    }
  }

  private func clean<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ bytes: inout [UInt8], _ type: Word.Type
  ) {
    let mask = Self.lowest(stored, Word.self)
    let sign = isSigned ? Word(1) << Word(stored - 1) : 0
    bytes.withUnsafeMutableBytes { buffer in
      for offset in stride(from: 0, to: buffer.count, by: Word.bitWidth / 8) {
        var word = buffer.loadUnaligned(fromByteOffset: offset, as: Word.self)
        word = (word >> Word(shift)) & mask
        if word & sign != 0 { word |= ~mask }
        buffer.storeBytes(of: word, toByteOffset: offset, as: Word.self)
      }
    }
  }

  /// Whether `clean` drops no part of any value: the bits above the stored ones are 0 or repeat the sign.
  /// - Parameter precision: bits of the stream that the samples come from, at most `allocated`.
  func hold(_ bytes: [UInt8], precision: Int) -> Bool {
    guard precision - shift > stored else { return true }
    switch allocated {
    case 8: return hold(bytes, UInt8.self, precision)
    case 16: return hold(bytes, UInt16.self, precision)
    default: return hold(bytes, UInt32.self, precision)
    }
  }

  private func hold<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ bytes: [UInt8], _ type: Word.Type, _ precision: Int
  ) -> Bool {
    let above = Self.lowest(precision - shift, Word.self) & ~Self.lowest(stored, Word.self)
    let sign = isSigned ? Word(1) << Word(stored - 1) : 0
    return bytes.withUnsafeBytes { buffer -> Bool in
      for offset in stride(from: 0, to: buffer.count, by: Word.bitWidth / 8) {
        let word = buffer.loadUnaligned(fromByteOffset: offset, as: Word.self) >> Word(shift)
        let rest = word & above
        let isSign = rest == above && word & sign != 0
        guard rest == 0 || isSign else { return false }
      }
      return true
    }
  }

  /// Cuts values that lie a little above the stored bits, as lossy codecs leave them beside edges.
  /// - Parameter precision: bits of the stream that the samples come from, at most `allocated`.
  /// - Returns: False, with nothing changed, for signed values and where one lies too far above.
  func saturate(_ bytes: inout [UInt8], precision: Int) -> Bool {
    guard !isSigned else { return false }
    switch allocated {
    case 8: return saturate(&bytes, UInt8.self, precision)
    case 16: return saturate(&bytes, UInt16.self, precision)
    default: return saturate(&bytes, UInt32.self, precision)
    }
  }

  /// A sixteenth of the full scale.
  private static let overshoot = 16

  private func saturate<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ bytes: inout [UInt8], _ type: Word.Type, _ precision: Int
  ) -> Bool {
    let (full, held) = (Self.lowest(stored, Word.self), Self.lowest(precision - shift, Word.self))
    let most = full + full / Word(Self.overshoot)
    return bytes.withUnsafeMutableBytes { buffer -> Bool in
      let places = stride(from: 0, to: buffer.count, by: Word.bitWidth / 8)
      let value = { (place: Int) in buffer.loadUnaligned(fromByteOffset: place, as: Word.self) >> Word(shift) & held }
      guard places.allSatisfy({ value($0) <= most }) else { return false }
      for place in places where value(place) > full {
        buffer.storeBytes(of: full << Word(shift), toByteOffset: place, as: Word.self)
      }
      return true
    }
  }

  private static func lowest<Word: FixedWidthInteger & UnsignedInteger>(_ count: Int, _ type: Word.Type) -> Word {
    Word.max >> Word(Word.bitWidth - count)
  }
}
