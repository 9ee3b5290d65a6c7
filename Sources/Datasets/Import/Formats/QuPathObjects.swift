import Settings

/// Which of QuPath's objects are taken: `--where objectType=cell`, else all.
struct QuPathObjects {
  private static let key = "objectType"

  /// nil takes all.
  let type: String?
  private let source: String
  /// Type -> objects, in all files that were looked at.
  private var counts: [String: Int] = [:]

  /// - Throws: `UsageError` if `--where` names anything else.
  init(_ request: ImportRequest) throws {
    if let other = request.wanted.keys.filter({ $0 != Self.key }).min() {
      throw UsageError("--where \(other)=...: qupath knows objectType alone, such as --where objectType=cell")
    }
    type = request.wanted[Self.key]
    source = request.source
  }

  mutating func count(_ features: [QuPathFeature]) {
    for feature in features { counts[feature.objectType, default: 0] += 1 }
  }

  func isWanted(_ feature: QuPathFeature) -> Bool { type == nil || feature.objectType == type }

  /// - Throws: `UsageError` if no object is of the wanted type.
  func requireWanted() throws {
    guard let type, counts[type] == nil, !counts.isEmpty else { return }
    throw UsageError("--where objectType=\(type): no object is one; \(source) holds \(text)")
  }

  /// Says that objects of several types were taken alike; nil where they were not.
  var note: String? {
    guard type == nil, counts.count > 1, let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
      return nil
    }
    return "objects of several types are taken alike: \(text); --where objectType=\(most.key) takes these alone"
  }

  private var text: String { counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ") }
}
