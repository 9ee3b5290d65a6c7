extension [String] {
  /// In the order of their bytes, numbers by value: `2` before `10`.
  var sortedNames: [String] {
    sorted { first, second in
      if let a = Double(first), let b = Double(second), a != b { return a < b }
      return first.utf8.lexicographicallyPrecedes(second.utf8)
    }
  }
}
