extension VolumeReader {
  /// Further files that hold the voxels of a header alone, such as the `.raw` of a `.mhd`; empty for formats of one
  /// file.
  /// - Throws: `ImageError` naming the file when its header cannot be read.
  public static func companions(of path: String) throws -> [String] {
    let name = path.lowercased()
    guard [".hdr", ".mhd", ".nhdr", ".hdr.gz"].contains(where: name.hasSuffix) else { return [] }
    // Where the voxels lie does not depend on what is accepted of their geometry.
    let options = VolumeReadOptions(voxelLimit: .max, acceptsIrregularGeometry: true)
    let layout = try ImageError.naming(path) { try VolumeFormat.layout(path, options) }
    return layout.dataPath == path ? [] : [layout.dataPath]
  }
}
