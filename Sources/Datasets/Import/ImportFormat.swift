/// One import in work: what was asked for, and what has been gathered so far.
protocol ImportFormat {
  /// - Throws: `UsageError` for what the format cannot be asked for, `DataError` for what the source lacks.
  init(_ request: ImportRequest) throws

  /// Reads the source.
  /// - Throws: as the initialiser.
  mutating func run() throws -> ImportedSet
}

extension ImportFormat {
  static func read(_ request: ImportRequest) throws -> ImportedSet {
    var work = try Self(request)
    return try work.run()
  }
}
