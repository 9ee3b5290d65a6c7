import Foundation
import Imaging

/// DICOM as discs and archives hold it: files without an ending, and folders that are one series.
enum DicomFiles {
  /// Enough for the preamble and the first attributes after it.
  private static let headLength = 1024
  private static let directoryName = "DICOMDIR"
  /// Media Storage SOP Class UID (0002,0002) of type UI; file meta is explicit and little-endian.
  private static let classTag: [UInt8] = [2, 0, 2, 0] + Array("UI".utf8)
  /// Media Storage Directory Storage (DICOM PS3.6, A).
  private static let directoryClass = "1.2.840.10008.1.3.10"

  /// Whether a file is an image by its name, or by its content where the name says nothing.
  static func isImage(_ path: String) -> Bool {
    let name = PathName.last(path)
    guard ImageFiles.isImage(name) else { return isBare(path) }
    return !(name.uppercased().hasPrefix(directoryName) && isDirectory(head(path)))
  }

  /// Whether a file that no ending gives away begins as DICOM does. Numbers are no ending: they close a UID.
  static func isBare(_ path: String) -> Bool {
    let name = PathName.last(path)
    guard PathName.lowercasedExtension(name).allSatisfy(\.isNumber), name.uppercased() != directoryName else {
      return false
    }
    let head = head(path)
    return DicomInspector().format(path, head: head) != nil && !isDirectory(head)
  }

  private static func head(_ path: String) -> [UInt8] {
    guard let file = FileHandle(forReadingAtPath: path) else { return [] }
    defer { try? file.close() }
    return [UInt8]((try? file.read(upToCount: headLength)) ?? Data())
  }

  /// Whether a file lists others, as on discs, and holds no pixels.
  private static func isDirectory(_ head: [UInt8]) -> Bool {
    guard let tag = head.firstRange(of: classTag), head.count >= tag.upperBound + 2 else { return false }
    let length = Int(head[tag.upperBound]) | Int(head[tag.upperBound + 1]) << 8
    let value = head[(tag.upperBound + 2)...].prefix(length).filter { $0 != 0 }
    return String(decoding: value, as: UTF8.self) == directoryClass
  }

  /// Whether an image file, by its name, is DICOM: only such a file may have no known ending.
  static func isDicom(_ image: String) -> Bool { FileKind.isDicom(image) || !ImageFiles.isImage(PathName.last(image)) }

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
