/// A DICOM file built attribute by attribute: Explicit VR Little Endian.
public struct SmallDicom {
  private var elements: [UInt32: (vr: String, value: [UInt8])] = [:]
  public var syntax = "1.2.840.10008.1.2.1"
  /// Fragments of compressed pixels; nil for plain ones.
  public var fragments: [[UInt8]]?
  /// Where frames begin, for the table before the fragments.
  public var offsets: [Int] = []
  /// Compressed pixels have a length, which the standard forbids.
  public var hasPixelLength = false
  private var unended: Set<UInt32> = []

  /// No attributes: an item of a sequence.
  public init() {}

  /// 16-bit gray.
  public init(rows: Int, columns: Int, values: [Int], signed: Bool = false) {
    set(0x0028_0010, short: rows)
    set(0x0028_0011, short: columns)
    set(0x0028_0002, short: 1)
    set(0x0028_0004, text: "MONOCHROME2", "CS")
    set(0x0028_0100, short: 16)
    set(0x0028_0101, short: 16)
    set(0x0028_0102, short: 15)
    set(0x0028_0103, short: signed ? 1 : 0)
    set(0x0008_0060, text: "CT", "CS")
    set(0x7FE0_0010, bytes: values.flatMap { SmallDicom.short($0) }, "OW")
  }

  /// 8-bit samples, `channels` a pixel.
  public init(rows: Int, columns: Int, channels: Int, bytes: [UInt8], photometric: String) {
    self.init(rows: rows, columns: columns, values: [])
    set(0x0028_0002, short: channels)
    set(0x0028_0004, text: photometric, "CS")
    set(0x0028_0100, short: 8)
    set(0x0028_0101, short: 8)
    set(0x0028_0102, short: 7)
    set(0x0028_0006, short: 0)
    set(0x7FE0_0010, bytes: bytes, "OB")
  }

  /// One slice of a series at a place in LPS millimetres.
  public mutating func place(_ position: [Double], _ orientation: [Double], spacing: [Double], series: String = "1.2.3")
  {
    set(0x0020_000E, text: series, "UI")
    set(0x0020_0032, text: SmallDicom.decimals(position), "DS")
    set(0x0020_0037, text: SmallDicom.decimals(orientation), "DS")
    set(0x0028_0030, text: SmallDicom.decimals(spacing), "DS")
  }

  public mutating func set(_ tag: UInt32, short value: Int) { elements[tag] = ("US", SmallDicom.short(value)) }

  public mutating func set(_ tag: UInt32, shorts values: [Int]) {
    elements[tag] = ("US", values.flatMap { SmallDicom.short($0) })
  }

  public mutating func set(_ tag: UInt32, text: String, _ vr: String) {
    elements[tag] = (vr, SmallDicom.even(Array(text.utf8)))
  }

  public mutating func set(_ tag: UInt32, bytes: [UInt8], _ vr: String) { elements[tag] = (vr, SmallDicom.even(bytes)) }

  /// A sequence of items, each a list of encoded elements.
  public mutating func set(_ tag: UInt32, items: [[UInt8]]) {
    elements[tag] = (
      "SQ", items.flatMap { SmallDicom.short(0xFFFE) + SmallDicom.short(0xE000) + SmallDicom.long($0.count) + $0 }
    )
  }

  /// A sequence of unknown length under any type, as UN.
  public mutating func set(_ tag: UInt32, unended items: [[UInt8]], _ vr: String) {
    set(tag, items: items)
    guard let value = elements[tag]?.value else { return }
    elements[tag] = (vr, value + SmallDicom.short(0xFFFE) + SmallDicom.short(0xE0DD) + SmallDicom.long(0))
    unended.insert(tag)
  }

  public mutating func remove(_ tag: UInt32) { elements[tag] = nil }

  /// The file.
  public var bytes: [UInt8] {
    let meta = SmallDicom.element(0x0002_0010, "UI", SmallDicom.even(Array(syntax.utf8)))
    let preamble = [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)
    return preamble + SmallDicom.element(0x0002_0000, "UL", SmallDicom.long(meta.count)) + meta + body
  }

  /// The attributes alone, as an item of a sequence has them.
  public var body: [UInt8] {
    elements.sorted { $0.key < $1.key }.flatMap { tag, element in
      if tag == 0x7FE0_0010, let fragments { return compressed(fragments) }
      let length = unended.contains(tag) ? SmallDicom.unknownLength : nil
      return SmallDicom.element(tag, element.vr, element.value, length: length)
    }
  }

  /// The attributes alone, coded without their types.
  public var implicitBody: [UInt8] {
    elements.sorted { $0.key < $1.key }.flatMap { tag, element in
      SmallDicom.short(Int(tag >> 16)) + SmallDicom.short(Int(tag & 0xFFFF)) + SmallDicom.long(element.value.count)
        + element.value
    }
  }

  /// An encoded decimal string, for items.
  public static func decimal(_ tag: UInt32, _ values: [Double]) -> [UInt8] {
    element(tag, "DS", even(Array(decimals(values).utf8)))
  }

  public static func sequence(_ tag: UInt32, _ items: [[UInt8]]) -> [UInt8] {
    element(tag, "SQ", items.flatMap { short(0xFFFE) + short(0xE000) + long($0.count) + $0 })
  }

  private func compressed(_ fragments: [[UInt8]]) -> [UInt8] {
    let table = offsets.flatMap { SmallDicom.long($0) }
    let items = ([table] + fragments).flatMap { item -> [UInt8] in
      let value = SmallDicom.even(item)
      return SmallDicom.short(0xFFFE) + SmallDicom.short(0xE000) + SmallDicom.long(value.count) + value
    }
    if hasPixelLength { return SmallDicom.element(0x7FE0_0010, "OB", items) }
    let end = SmallDicom.short(0xFFFE) + SmallDicom.short(0xE0DD) + SmallDicom.long(0)
    return SmallDicom.element(0x7FE0_0010, "OB", items + end, length: SmallDicom.unknownLength)
  }

  private static let unknownLength = 0xFFFF_FFFF

  private static func element(_ tag: UInt32, _ vr: String, _ value: [UInt8], length: Int? = nil) -> [UInt8] {
    let head = short(Int(tag >> 16)) + short(Int(tag & 0xFFFF)) + Array(vr.utf8)
    let isLong = ["OB", "OW", "SQ", "UN", "OF", "OD", "OV"].contains(vr)
    return head + (isLong ? [0, 0] + long(length ?? value.count) : short(value.count)) + value
  }

  private static func decimals(_ values: [Double]) -> String { values.map { String($0) }.joined(separator: "\\") }
  private static func even(_ bytes: [UInt8]) -> [UInt8] { bytes.count % 2 == 0 ? bytes : bytes + [0] }
  private static func short(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
  private static func long(_ value: Int) -> [UInt8] { short(value & 0xFFFF) + short(value >> 16 & 0xFFFF) }
}
