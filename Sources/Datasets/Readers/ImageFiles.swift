import Foundation
import Imaging

/// Which names in a folder are images, and which are left behind by other programs.
enum ImageFiles {
  private static let pictures: Set<String> = ["png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif"]
  private static let dicom: Set<String> = ["dcm", "dicom"]
  /// The last ending of each volume's name, but of the voxels that belong to a header.
  private static let volumes = VolumeFormat.endings.filter { !isVoxels($0) }.map {
    PathName.lowercasedExtension("a" + $0)
  }

  /// Of all images but slides.
  static let extensions = pictures.union(dicom).union(volumes)

  /// Whole slides.
  static func isSlide(_ name: String) -> Bool {
    Slide.fileExtensions.contains(PathName.lowercasedExtension(name))
  }

  /// Names of folders and files that no one put there as data.
  static func isJunk(_ name: String) -> Bool {
    name.hasPrefix(".") || ["__MACOSX", "Thumbs.db", "desktop.ini", "__pycache__"].contains(name)
  }

  /// Whether a name is that of an image. The voxels of a pair are none: their header is.
  static func isImage(_ name: String) -> Bool {
    !isJunk(name) && extensions.contains(PathName.lowercasedExtension(name)) && !isVoxels(name)
  }

  static func isTiff(_ path: String) -> Bool { ["tif", "tiff"].contains(PathName.lowercasedExtension(path)) }

  static func isDicom(_ path: String) -> Bool { dicom.contains(PathName.lowercasedExtension(path)) }

  /// The half of a pair that holds no header.
  static func isVoxels(_ path: String) -> Bool { [".img", ".img.gz"].contains(where: path.lowercased().hasSuffix) }

  /// A file that holds a volume rather than a picture, or the folder of a DICOM series.
  static func isVolume(_ path: String) -> Bool {
    isNamedVolume(path) || !extensions.contains(PathName.lowercasedExtension(path)) && isFolder(path)
  }

  /// Whether the name says that it holds a volume, and no DICOM.
  static func isNamedVolume(_ path: String) -> Bool {
    VolumeFormat.endings.contains(where: path.lowercased().hasSuffix)
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
      guard FileManager.default.fileExists(atPath: folder) else {
        let found = "the folder \(MissingFile.predicate(folder))"
        throw DataError(.missingFile, at: folder, found, hint: MissingFile.remedy(folder))
      }
      let found = isFolder(folder) ? "the folder cannot be read" : "it is a file, and a folder belongs here"
      throw DataError(.missingFile, at: folder, found)
    }
  }
}
