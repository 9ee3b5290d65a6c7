extension VolumeReader {
  /// Further files that hold the voxels of a header alone, such as the `.raw` of a `.mhd`; empty for formats of one
  /// file.
  /// - Throws: `ImageError` naming the file when its header cannot be read.
  public static func companions(of path: String) throws -> [String] {
    let name = path.lowercased()
    guard [".hdr", ".mhd", ".nhdr", ".hdr.gz"].contains(where: name.hasSuffix) else { return [] }
    let layout = try naming(path) { try VolumeFormat.layout(path, VolumeReadOptions(voxelLimit: .max)) }
    return layout.dataPath == path ? [] : [layout.dataPath]
  }
}
