/// The formats that keep a volume in one file or a pair.
package enum VolumeFormat {
  private static let headBytes = 4096

  /// - Throws: `ImageError` when the first bytes belong to none of them.
  static func layout(_ path: String, _ options: VolumeReadOptions) throws -> VolumeLayout {
    let head = try FileBytes.read(path, atMost: headBytes)
    guard !head.isEmpty else { throw ImageError("the file is empty (0 bytes)") }
    if NrrdLayout.claims(head) { return try NrrdLayout.read(path, options) }
    if MetaLayout.claims(head) { return try MetaLayout.read(path, options) }
    return try NiftiLayout.read(path, head: head, options)
  }

  /// What the names of volumes end in, in small letters; `.img` holds the voxels of a `.hdr`.
  package static let endings = [
    ".nii", ".nii.gz", ".hdr", ".img", ".hdr.gz", ".img.gz", ".mha", ".mhd", ".nrrd", ".nhdr",
  ]

  /// Whether a file looks like a volume, by its first bytes or its name.
  static func claims(_ path: String, head: [UInt8]) -> Bool {
    if NrrdLayout.claims(head) || MetaLayout.claims(head) || NiftiHeader.claims(head) { return true }
    return endings.contains { path.lowercased().hasSuffix($0) }
  }
}
