/// What stored mask values without a class seem to come from, and the `values:` map that would fit them.
struct ValueProposal: Equatable {
  let cause: String
  /// nil where a map would be a guess. It keeps every entry that the description has.
  let map: ValueMap?

  /// - Parameter found: all stored values, ascending.
  init(_ found: [UInt16], _ description: TaskDescription) {
    let masks = StoredValues(found)
    let proposal =
      description.values.map { Self.completing($0, masks, classes: description.classes) }
      ?? Self.making(masks, classes: description.classes, background: description.backgroundClass)
    (cause, map) = proposal
  }

  private typealias Proposal = (cause: String, map: ValueMap?)

  // MARK: Without a map

  private static func making(_ masks: StoredValues, classes: [String], background: Int) -> Proposal {
    let (found, count) = (masks.values, classes.count)
    if isClassesAndIgnore(found, count: count) {
      return ("the largest value seems to mark pixels to leave out", indices(count, ignoring: found.last))
    }
    // Fewer values do not tell which classes they are; nor does white beside indices, which may be ignored pixels.
    if found.count < count || (count > 2 && masks.areIndicesAndWhite) { return (listing, nil) }
    if found.count == count { return asOtherNumbers(found, background: background) }
    if found == (0...UInt16(count)).map({ $0 }) {
      return (
        "there is one value more than classes, so name its class too, or leave it out",
        indices(count, ignoring: UInt16(count))
      )
    }
    let object = ValueMap.Meaning.classIndex(background == 0 ? 1 : 0)
    if masks.areNumbered {
      let cause = "the values seem to be numbers of single objects"
      guard count == 2 else { return ("\(cause), which do not tell their classes; store the class in each pixel", nil) }
      return (cause, ValueMap(entries: [0: .classIndex(background)], other: object))
    }
    // White is cut off at its end, so the ends are those of a mask of two classes, whatever was between them.
    if count == 2, masks.haveBetween, let first = found.first, let last = found.last, first == 0, last == masks.white {
      return (
        "values in between come from smoothed or JPEG-compressed masks, so save them without either if you can",
        ValueMap(entries: [first: .classIndex(background), last: object], other: .ignore)
      )
    }
    return masks.areLossy(classes: count) ? (masks.lossyText, nil) : (listing, nil)
  }

  /// The smallest value is the background; of three and more classes, the order of the others is not certain.
  private static func asOtherNumbers(_ found: [UInt16], background: Int) -> Proposal {
    let order = [background] + found.indices.filter { $0 != background }
    let entries = zip(found, order).map { ($0, ValueMap.Meaning.classIndex($1)) }
    let cause =
      found.count == 2
      ? "the classes seem to be stored as other numbers"
      : "the classes seem to be stored as other numbers, perhaps in their order: look at `umedpt preview`"
    return (cause, ValueMap(entries: .init(uniqueKeysWithValues: entries)))
  }

  /// 0 to K - 1 and one large value.
  private static func isClassesAndIgnore(_ found: [UInt16], count: Int) -> Bool {
    guard let last = found.last, last > count, found.count > 1 else { return false }
    let rest = found.dropLast()
    return rest.count > 1 && rest.allSatisfy { $0 < count } && found.count == count + 1
  }

  private static func indices(_ count: Int, ignoring value: UInt16?) -> ValueMap {
    var entries = ValueMap.identity(classCount: count).entries
    if let value { entries[value] = .ignore }
    return ValueMap(entries: entries)
  }

  // MARK: With a map

  private static func completing(_ values: ValueMap, _ masks: StoredValues, classes: [String]) -> Proposal {
    let unknown = masks.values.filter { values.classIndex($0) == nil }
    let known = Set(masks.values).subtracting(unknown)
    if masks.areLossy(classes: classes.count) {
      // Every cluster has its value, so what lies around them belongs to none with certainty.
      guard masks.clusters.allSatisfy({ $0.contains(where: known.contains) || $0.count == 1 }) else {
        return (masks.lossyText, nil)
      }
      return (
        "values in between come from smoothed or JPEG-compressed masks, so save them without either if you can",
        ValueMap(entries: values.entries, other: .ignore)
      )
    }
    let named = Set(values.entries.values.map(\.stored))
    let unnamed = classes.indices.filter { !named.contains(UInt16(clamping: $0)) }
    var entries = values.entries
    if unknown.count == 1, unnamed.count == 1 {
      entries[unknown[0]] = .classIndex(unnamed[0])
      return ("one value and one class have no entry", ValueMap(entries: entries))
    }
    let seen = Set(known.compactMap { values.classIndex($0) })
    guard seen.isSuperset(of: classes.indices.map { UInt16(clamping: $0) }) else { return (listing, nil) }
    if unknown.count == 1 { entries[unknown[0]] = .ignore }
    return (
      "every class has a value, so name the class of further ones, or leave them out",
      ValueMap(entries: entries, other: unknown.count == 1 ? nil : .ignore)
    )
  }

  private static let listing = "list each value under values: with its class, or with ignore to leave its pixels out"
}

/// Stored values of masks, by where they lie: what smoothing and compression leave around the true ones.
struct StoredValues {
  /// Ascending.
  let values: [UInt16]
  /// Neighbours with wide gaps around them.
  let clusters: [[UInt16]]

  init(_ values: [UInt16]) {
    self.values = values
    let gap = max(Self.narrowestGap, Int(values.last ?? 0) / 16)
    clusters = values.reduce(into: []) { clusters, value in
      if let last = clusters.last?.last, Int(value) - Int(last) < gap {
        clusters[clusters.count - 1].append(value)
      } else {
        clusters.append([value])
      }
    }
  }

  private static let narrowestGap = 8

  /// 0, 1, 2, ... with few gaps, and not up to white.
  var areNumbered: Bool {
    guard let last = values.last, values.first == 0 else { return false }
    return values.count * 10 >= Int(last) * 9 && !(250...255).contains(last)
  }

  /// 0, 1, ... and the full scale.
  var areIndicesAndWhite: Bool {
    values.last == white && values.dropLast().elementsEqual((0..<values.count - 1).map { UInt16(clamping: $0) })
  }

  /// The full scale of 8 or 16 bits.
  var white: UInt16 { (values.last ?? 0) > 255 ? .max : 255 }

  /// Values beside the true ones, around one or two of these.
  var haveBetween: Bool { (1...2).contains(spread.count) }

  private var spread: [[UInt16]] { clusters.filter { $0.count > 1 } }

  /// Far more values than classes, and not small ones.
  func areLossy(classes: Int) -> Bool {
    !spread.isEmpty && values.count > 2 * classes && (values.last ?? 0) >= Self.smallestLossy
  }

  private static let smallestLossy = 64

  var lossyText: String {
    let ranges = clusters.prefix(8).map { $0.count == 1 ? "\($0[0])" : "\($0[0]) to \($0[$0.count - 1])" }
    let all = ranges.joined(separator: ", ") + (clusters.count > 8 ? ", ..." : "")
    return "the \(values.count) values (\(all)) look like those of masks that were smoothed or saved as JPEG; "
      + "export the masks again without loss, as PNG with one value a class"
  }
}
