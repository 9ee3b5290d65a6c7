import Foundation
import Imaging
import Synchronization

/// DICOM files whose names do not say so, as discs and archives hold them: without an ending, with the last number of a
/// UID for one, or with Siemens' `.ima`.
///
/// What a file is read as is asked for each sample that is drawn, so what its first bytes have told is remembered as
/// long as its stamp stays.
enum BareDicom {
  private struct Look: Sendable {
    let stamp: FileStamp
    let isDicom: Bool
  }

  private static let looks = Mutex<[String: Look]>([:])

  /// Enough for the preamble and the first attributes after it.
  private static let headLength = 1024
  /// The index of a disc.
  private static let directoryName = "DICOMDIR"

  /// Whether only the content can tell.
  static func isPossible(_ path: String) -> Bool {
    let ending = PathName.lowercasedExtension(path)
    return (ending == "ima" || ending.allSatisfy(\.isNumber)) && PathName.last(path).uppercased() != directoryName
  }

  /// Whether the name leaves it open and the file begins as DICOM does; an index of others does not count.
  static func isOne(_ path: String) -> Bool {
    guard isPossible(path), let stamp = FileStamp.look(atFile: path).stamp else { return false }
    if let known = looks.withLock({ $0[path] }), known.stamp == stamp { return known.isDicom }
    let head = head(path)
    let look = Look(stamp: stamp, isDicom: DicomInspector().format(path, head: head) != nil && !isDirectory(head))
    looks.withLock { $0[path] = look }
    return look.isDicom
  }

  /// Whether a file is the index of a disc, by its name and content: it lists others and holds no pixels.
  static func isDirectory(_ path: String) -> Bool {
    PathName.last(path).uppercased().hasPrefix(directoryName) && isDirectory(head(path))
  }

  // MARK: Content

  /// Media Storage SOP Class UID (0002,0002) of type UI; file meta is explicit and little-endian.
  private static let classTag: [UInt8] = [2, 0, 2, 0] + Array("UI".utf8)
  /// Media Storage Directory Storage (DICOM PS3.6, A).
  private static let directoryClass = "1.2.840.10008.1.3.10"

  private static func head(_ path: String) -> [UInt8] {
    guard let file = FileHandle(forReadingAtPath: path) else { return [] }
    defer { try? file.close() }
    return [UInt8]((try? file.read(upToCount: headLength)) ?? Data())
  }

  private static func isDirectory(_ head: [UInt8]) -> Bool {
    guard let tag = head.firstRange(of: classTag), head.count >= tag.upperBound + 2 else { return false }
    let length = Int(head[tag.upperBound]) | Int(head[tag.upperBound + 1]) << 8
    let value = head[(tag.upperBound + 2)...].prefix(length).filter { $0 != 0 }
    return String(decoding: value, as: UTF8.self) == directoryClass
  }
}
