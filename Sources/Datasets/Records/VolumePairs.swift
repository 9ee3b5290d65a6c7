import Foundation
import Imaging

/// Volumes in two files, `scan.hdr` and `scan.img`, of which either may be listed.
enum VolumePairs {
  /// The records with the header in place of the voxels, so that a volume has one name, and what is known of it holds
  /// for both files. Voxels without a header keep their name.
  static func byHeader(_ records: [SampleRecord]) -> [SampleRecord] {
    records.map { record in
      record.files.contains(where: ImageFiles.isVoxels) ? record.withFiles { header(of: $0) ?? $0 } : record
    }
  }

  private static func header(of path: String) -> String? {
    guard let ending = [".img.gz", ".img"].first(where: path.lowercased().hasSuffix) else { return nil }
    let stem = path.dropLast(ending.count)
    let headers = [".hdr", ".hdr.gz", ".HDR", ".HDR.GZ"].map { stem + $0 }.filter(FileManager.default.fileExists)
    // Beside voxels of both spellings, a header belongs to one of them.
    return headers.first { (try? VolumeReader.companions(of: $0))?.contains(path) == true }
  }
}
