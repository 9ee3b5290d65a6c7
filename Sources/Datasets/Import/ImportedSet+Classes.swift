/// Classes that sources of several formats tell alike.
extension ImportedSet {
  /// Makes the texts, one a sample, its classes: in the order of their bytes, numbers by value.
  mutating func takeClasses(_ labels: [String]) {
    classes = Array(Set(labels)).sortedNames
    let indices = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    for index in samples.indices { samples[index].label = .classIndex(indices[labels[index]] ?? 0) }
  }

  /// The classes of masks come from `--value`, or from `--classes` in the order of stored values.
  /// - Throws: `DataError` if neither was given.
  mutating func takeMaskClasses(_ request: ImportRequest) throws {
    guard request.values.isEmpty else {
      values = request.values
      let names = values.map(\.name).filter { $0 != ValueMap.ignoreName }
      classes = names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      return
    }
    guard let given = request.classes else {
      throw DataError(
        .maskValues, at: request.source, "nothing says what the values of the masks mean",
        allowed: "--value 0=background --value 1=gland, or --classes background,gland")
    }
    classes = given
  }
}
