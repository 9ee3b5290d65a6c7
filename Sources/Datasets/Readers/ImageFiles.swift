import Foundation
import Imaging

/// Which names in a folder are images, and which are left behind by other programs.
enum ImageFiles {
  static let extensions: Set<String> = [
    "png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif", "nii", "gz", "hdr", "mha", "mhd", "nrrd", "nhdr", "dcm", "dicom",
  ]

  /// Whole slides.
  static func isSlide(_ name: String) -> Bool {
    Slide.fileExtensions.contains(PathName.lowercasedExtension(name))
  }

  /// Names of folders and files that no one put there as data.
  static func isJunk(_ name: String) -> Bool {
    name.hasPrefix(".") || ["__MACOSX", "Thumbs.db", "desktop.ini", "__pycache__"].contains(name)
  }

  static func isImage(_ name: String) -> Bool {
    !isJunk(name) && extensions.contains(PathName.lowercasedExtension(name))
  }

  /// A file that holds a volume rather than a picture.
  static func isVolume(_ path: String) -> Bool {
    // A DICOM series is named by its folder.
    if !extensions.contains(PathName.lowercasedExtension(path)), isFolder(path) { return true }
    let name = path.lowercased()
    return [".nii", ".nii.gz", ".hdr", ".mha", ".mhd", ".nrrd", ".nhdr"].contains { name.hasSuffix($0) }
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// The names in a folder, sorted by their bytes, so that every machine lists them alike.
  static func names(in folder: String) throws -> [String] {
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      let found = "the folder does not exist or cannot be read"
      throw DataError(.missingFile, at: folder, found, hint: MissingFile.hint(folder))
    }
  }
}
