import Foundation

/// The files that paths stand for: those to look at, and those of folders that are no images of their own.
///
/// What the user named stays, whatever it is. Of folders the voxels that a header beside them names, DICOMDIR and text
/// are left out; a folder that holds nothing else stays in the list, and looking at it gives the reason.
public struct InspectionListing: Sendable {
  /// A file that was left out.
  public struct Other: Sendable, Equatable {
    /// The file.
    public let path: String
    /// What it is instead.
    public let reason: String
  }

  /// In the order of `Inspector.files`.
  public private(set) var images: [String] = []
  /// Files of folders that were left out, in the same order.
  public private(set) var others: [Other] = []

  /// What paths of files and folders stand for.
  public init(_ paths: [String]) {
    for path in paths {
      let files = Inspector.files([path])
      guard FileStatus(path)?.kind == .folder else {
        images += files
        continue
      }
      let voxels = Self.voxels(files)
      let reasons = files.map { Self.reason($0, voxels) }
      let kept = zip(files, reasons).filter { $1 == nil }.map(\.0)
      images += kept.isEmpty ? [path] : kept
      others += zip(files, reasons).compactMap { file, reason in reason.map { Other(path: file, reason: $0) } }
    }
  }

  /// Files that hold the voxels of a header, with the header's name.
  private static func voxels(_ files: [String]) -> [FileStatus.Identity: String] {
    var found: [FileStatus.Identity: String] = [:]
    for file in files {
      // A damaged header is told when it is looked at.
      for companion in (try? VolumeReader.companions(of: file)) ?? [] {
        if let status = FileStatus(companion) { found[status.identity] = name(file) }
      }
    }
    return found
  }

  /// Why a file of a folder is no image of its own; nil where it may be one.
  private static func reason(_ file: String, _ voxels: [FileStatus.Identity: String]) -> String? {
    guard let status = FileStatus(file), status.kind == .regular else { return nil }
    if let header = voxels[status.identity] { return "the voxels of \(header)" }
    if name(file).uppercased() == "DICOMDIR" { return "an index of DICOM files" }
    return isText(file) ? "text" : nil
  }

  private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  // MARK: text

  /// Names of images, which say what was meant where the content does not.
  private static let imageEndings =
    VolumeFormat.endings + Slide.fileExtensions.sorted().map { "." + $0 }
    + [".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".dcm", ".dicom"]

  /// Text that may be in an old code, which has no zeros but is no UTF-8.
  private static let textEndings = [".txt", ".md", ".csv", ".tsv", ".json", ".geojson", ".yaml", ".xml", ".log"]

  private static let headBytes = 4096

  private static func isText(_ file: String) -> Bool {
    let name = name(file).lowercased()
    guard !imageEndings.contains(where: name.hasSuffix) else { return false }
    guard let head = try? FileBytes.read(file, atMost: headBytes), !head.isEmpty else { return false }
    // Volumes whose headers are text.
    guard !VolumeFormat.claims("", head: head) else { return false }
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return name.hasSuffix(".txt") }
    // Tab, line feed to carriage return, escape.
    guard head.allSatisfy({ $0 >= 32 || (9...13).contains($0) || $0 == 27 }) else { return false }
    return isUtf8(head) || textEndings.contains(where: name.hasSuffix)
  }

  /// The last character of a longer file may be cut.
  private static func isUtf8(_ head: [UInt8]) -> Bool {
    let cut = head.count < headBytes ? 0 : 3
    return (0...cut).contains { String(validating: head.dropLast($0), as: UTF8.self) != nil }
  }
}
