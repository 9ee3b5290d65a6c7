import Imaging

/// The one place where volume files are opened.
enum VolumeFiles {
  static func read(_ path: String) throws -> VolumeArray { throw unsupported(path) }

  /// Voxels along the three axes, from the header.
  static func size(_ path: String) throws -> [Int] { throw unsupported(path) }

  private static func unsupported(_ path: String) -> DataError {
    DataError(
      .unreadableFile, at: path, "the file is a volume, and this version reads pictures only",
      hint: "write its slices as PNG files, with the volume as their group")
  }
}
