import Foundation
import SharedLibrary

/// Looks at files of one kind.
public protocol FormatInspector: Sendable {
  /// Whether a file is of this kind, by its first bytes or its name.
  func claims(_ path: String, head: [UInt8]) -> Bool
  /// The format's name as far as the first bytes tell, for files that are refused.
  func format(_ path: String, head: [UInt8]) -> String?
  /// Decodes everything once.
  /// - Throws: `ImageError` with the reason for a refusal.
  func inspect(_ path: String) throws -> Inspection
}

/// Looks at files of every kind in the catalog.
public struct Inspector: Sendable {
  /// The first that claims a file looks at it.
  private let catalog: [any FormatInspector]

  /// Formats in the order in which they are asked; pictures come last, because they claim everything.
  public static let formats: [any FormatInspector] = [
    DicomInspector(), VolumeInspector(), SlideInspector(), RasterInspector(),
  ]

  /// A look through a catalog, in its order.
  public init(_ catalog: [any FormatInspector] = Inspector.formats) { self.catalog = catalog }

  /// Enough for every magic number.
  private static let headBytes = 4096

  /// What a file is; a file that cannot be read is refused with the reason, never an error.
  /// - Throws: `SharedLibraryError` when the imaging library is missing: that is no verdict on the file.
  public func inspect(_ path: String) throws -> Inspection {
    var format: String?
    do {
      return try ImageError.naming(path) {
        if FileStatus(path)?.kind == .folder { throw Self.refusal(ofFolder: path) }
        let head = try FileBytes.read(path, atMost: Self.headBytes)
        guard !head.isEmpty else { throw ImageError("the file is empty (0 bytes)") }
        guard let inspector = catalog.first(where: { $0.claims(path, head: head) }) else {
          throw ImageError("is of no known format")
        }
        format = inspector.format(path, head: head)
        return try inspector.inspect(path)
      }
    } catch let error as SharedLibraryError {
      throw error
    } catch {
      var refused = Inspection(path: path)
      refused.status = .refused
      refused.format = format
      refused.reason = (error as? ImageError)?.message ?? "\(error)"
      return refused
    }
  }

  /// The files that paths stand for: folders are walked, each once however many links lead to it, names that begin
  /// with a dot left out, in the order of names.
  ///
  /// A path that does not exist stays in the list, and so does a folder without files or one that cannot be listed:
  /// looking at it gives the reason.
  public static func files(_ paths: [String]) -> [String] {
    paths.flatMap { path -> [String] in
      var visited: Set<FileStatus.Identity> = []
      let found = files(path, &visited)
      return found.isEmpty ? [path] : found
    }
  }

  private static func files(_ path: String, _ visited: inout Set<FileStatus.Identity>) -> [String] {
    guard let status = FileStatus(path), status.kind == .folder else { return [path] }
    guard visited.insert(status.identity).inserted else { return [] }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return [path] }
    var found: [String] = []
    for name in names.filter({ !$0.hasPrefix(".") }).sorted() {
      found += files(path.hasSuffix("/") ? path + name : path + "/" + name, &visited)
    }
    return found
  }

  /// Why a folder stands among `files`.
  private static func refusal(ofFolder path: String) -> ImageError {
    guard (try? FileManager.default.contentsOfDirectory(atPath: path)) != nil else {
      return ImageError("the folder cannot be listed")
    }
    guard files([path]) == [path] else {
      return ImageError("the folder holds no images; text, DICOMDIR and voxels without their header do not count")
    }
    return ImageError("the folder holds no files; names that begin with a dot do not count")
  }
}
