import Foundation

/// Free bytes of the file system that holds a path.
public enum DiskSpace {
  /// Bytes that this process may write; nil if the system does not say. A path that does not exist yet is looked up
  /// through its nearest existing folder.
  public static func free(at path: String) -> Int? {
    var folder = path
    while !FileManager.default.fileExists(atPath: folder), folder.parentFolder != folder {
      folder = folder.parentFolder
    }
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return nil }
    let (bytes, overflows) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
    return overflows ? .max : Int(clamping: bytes)
  }

  /// `12.3 MB`; units of 1000.
  public static func words(_ bytes: Int) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 999.95, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return unit == 0 ? "\(bytes) bytes" : String(format: "%.1f ", value) + units[unit]
  }
}
