import Imaging

/// DICOM as discs and archives hold it: files without an ending, and folders that are one series.
enum DicomFiles {
  /// Whether a file is an image by its name, or by its content where the name says nothing.
  static func isImage(_ path: String) -> Bool {
    ImageFiles.isImage(PathName.last(path)) ? !BareDicom.isDirectory(path) : BareDicom.isOne(path)
  }

  /// Whether an image file, by its name, is DICOM: only such a file may have no known ending.
  static func isDicom(_ image: String) -> Bool {
    ImageFiles.isDicom(image) || !ImageFiles.isImage(PathName.last(image))
  }

  /// Folders with several DICOM files, in the order of the files.
  static func folders(of images: [String]) -> [String] {
    var counts: [String: Int] = [:]
    let folders = images.filter(isDicom).map(folder)
    for folder in folders { counts[folder, default: 0] += 1 }
    var seen: Set<String> = []
    return folders.filter { counts[$0, default: 0] > 1 && seen.insert($0).inserted }
  }

  /// The folder of a file, from the same place; empty at the top.
  static func folder(_ file: String) -> String {
    file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
  }

  /// Whether the files of a folder are the slices of one volume.
  static func isSeries(_ folder: String) -> Bool { (try? VolumeReader.header(folder)) != nil }
}
