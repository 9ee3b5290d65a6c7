/// A format of data sets that can be turned into a task: adding one is a value in the catalog.
public struct Importer: Sendable {
  /// The word on the command line.
  public let name: String
  /// What it reads, in one line.
  public let summary: String
  /// Why a source looks like this format; nil if it does not.
  let recognise: @Sendable (ImportSource) -> String?
  let read: @Sendable (ImportRequest) throws -> ImportedSet
}

/// All formats, the most special first, because `auto` takes the first that recognises a source.
public enum ImporterCatalog {
  /// In the order in which `auto` asks them.
  public static let all: [Importer] = [
    NNUNetImport.importer, MonaiImport.importer, CocoImport.importer, QuPathImport.importer, ConicImport.importer,
    RunLengthImport.importer, BoxTableImport.importer, FindingsImport.importer, TableImport.importer,
    MaskFolderImport.importer, ClassFolderImport.importer,
  ]

  /// nil for a word that is no format.
  public static func named(_ name: String) -> Importer? { all.first { $0.name == name } }
}
