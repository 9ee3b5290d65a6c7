/// The words for the types of QuPath's objects.
enum QuPathObjectType {
  /// Versions before 0.3 write the class of the object as the feature's id.
  private static let classes = [
    "PathAnnotationObject": "annotation", "PathDetectionObject": "detection", "PathCellObject": "cell",
    "PathTileObject": "tile", "TMACoreObject": "tma_core", "PathRootObject": "root",
  ]

  /// - Parameters:
  ///   - word: what the feature's properties say.
  ///   - identifier: the feature's id, which later versions give each object of its own.
  /// - Returns: annotation where nothing is said, as QuPath takes it.
  static func name(_ word: String?, identifier: String?) -> String {
    if let word { return classes[word] ?? word }
    return identifier.flatMap { classes[$0] } ?? "annotation"
  }
}
