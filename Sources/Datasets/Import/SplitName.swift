/// Splits as other people name them.
enum SplitName {
  /// The split of a folder that has nothing but the split in its name, such as `Training` or `val2017`.
  static func whole(_ name: String, _ given: [String: Split]) -> Split? {
    if let split = given[name] { return split }
    let words = name.lowercased().split { !$0.isLetter }
    return words.count == 1 ? split(of: name, given) : nil
  }

  /// Names with their splits, for a note.
  static func text(_ splits: [String: Split]) -> String {
    splits.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.rawValue)" }.joined(separator: ", ")
  }

  /// The split of a folder or file name; nil for names that are none.
  static func split(of name: String, _ given: [String: Split]) -> Split? {
    if let split = given[name] { return split }
    let words = name.lowercased().split { !$0.isLetter }.map(String.init)
    for word in words {
      switch word {
      case "train", "training", "trainval": return .train
      case "val", "valid", "validation", "dev": return .validation
      case "test", "testing": return .test
      default: continue
      }
    }
    return nil
  }
}
