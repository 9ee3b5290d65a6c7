/// The version of the JSON files of runs and checkpoints.
package enum SchemaVersion {
  static let current = 1

  /// - Throws: `RunFolderError` for a file of another version.
  package static func require(_ found: Int, in path: String) throws {
    guard found != current else { return }
    throw RunFolderError(
      path, "schema_version: found \(found), \(current) is known; use the version of umedpt that wrote the file")
  }
}
