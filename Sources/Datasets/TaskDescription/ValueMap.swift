import Imaging

/// Which class a stored mask value means.
///
/// Without a `values:` key the stored value is the class index; nothing is ignored unless the map says so.
public struct ValueMap: Sendable, Equatable {
  /// What a stored value stands for.
  public enum Meaning: Sendable, Equatable {
    /// A class, by its place in the list.
    case classIndex(Int)
    /// Left out of losses and metrics; written `ignore` in the map.
    case ignore

    var stored: UInt16 {
      switch self {
      // Descriptions of more classes are refused.
      case .classIndex(let index): UInt16(clamping: index)
      case .ignore: LabelMap.ignore
      }
    }

    func name(_ classes: [String]) -> String {
      switch self {
      case .classIndex(let index): classes.indices.contains(index) ? classes[index] : "class \(index)"
      case .ignore: ValueMap.ignoreName
      }
    }
  }

  /// The word that stands for every value without an entry of its own.
  static let otherKey = "other"
  /// The word that marks values to leave out.
  static let ignoreName = "ignore"

  /// What each stored value means.
  public let entries: [UInt16: Meaning]
  /// What all further values mean; nil makes them an error.
  public let other: Meaning?
  /// `entries` as an array up to the largest key: class index, `LabelMap.ignore`, or -1 for "no entry".
  private let table: [Int32]
  /// Stored values below this are their own class, so masks that hold nothing else need no work.
  private let identityCount: UInt16

  /// A map as `values:` writes it.
  public init(entries: [UInt16: Meaning], other: Meaning? = nil) {
    self.entries = entries
    self.other = other
    var table = [Int32](repeating: -1, count: entries.keys.max().map { Int($0) + 1 } ?? 0)
    for (value, meaning) in entries { table[Int(value)] = Int32(meaning.stored) }
    self.table = table
    identityCount = UInt16(clamping: table.enumerated().prefix { $0.offset == Int($0.element) }.count)
  }

  /// Every entry in order, for keys of caches.
  var text: String {
    let listed = entries.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.stored)" }
    return (listed + (other.map { ["other:\($0.stored)"] } ?? [])).joined(separator: ",")
  }

  /// The map as a description writes it, in the order of the values: `{0: background, 255: gland, other: ignore}`.
  /// - Parameter classes: names by index.
  public func text(_ classes: [String]) -> String {
    let listed = entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.name(classes))" }
    let rest = other.map { ["\(Self.otherKey): \($0.name(classes))"] } ?? []
    return "{\((listed + rest).joined(separator: ", "))}"
  }

  /// Stored value = class index, for `count` classes.
  public static func identity(classCount count: Int) -> ValueMap {
    ValueMap(entries: Dictionary(uniqueKeysWithValues: (0..<count).map { (UInt16($0), .classIndex($0)) }))
  }

  /// The class index or `LabelMap.ignore` for a stored value; nil if the map has no word on it.
  public func classIndex(_ stored: UInt16) -> UInt16? {
    let found = Int(stored) < table.count ? table[Int(stored)] : -1
    return found >= 0 ? UInt16(found) : other?.stored
  }

  /// A mask of class indices from a mask of stored values, and the stored values that the map does not know
  /// (ascending).
  public func apply(_ mask: LabelMap) -> (mask: LabelMap, unknown: [UInt16]) {
    if mask.values.allSatisfy({ $0 < identityCount }) { return (mask, []) }
    var result = mask
    var unknown: Set<UInt16> = []
    result.values.withUnsafeMutableBufferPointer { values in
      for position in values.indices {
        let stored = values[position]
        if let index = classIndex(stored) {
          values[position] = index
        } else {
          unknown.insert(stored)
          values[position] = LabelMap.ignore
        }
      }
    }
    return (result, unknown.sorted())
  }
}
