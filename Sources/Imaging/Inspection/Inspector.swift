import Foundation

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

  public init(_ catalog: [any FormatInspector] = Inspector.formats) { self.catalog = catalog }

  /// Enough for every magic number.
  private static let headBytes = 4096

  /// What a file is; a file that cannot be read is refused with the reason, never an error.
  public func inspect(_ path: String) -> Inspection {
    var format: String?
    do {
      return try VolumeReader.naming(path) {
        let head = try FileBytes.read(path, atMost: Self.headBytes)
        guard !head.isEmpty else { throw ImageError("the file is empty (0 bytes)") }
        guard let inspector = catalog.first(where: { $0.claims(path, head: head) }) else {
          throw ImageError("is of no known format")
        }
        format = inspector.format(path, head: head)
        return try inspector.inspect(path)
      }
    } catch {
      var refused = Inspection(path: path)
      refused.status = .refused
      refused.format = format
      refused.reason = (error as? ImageError)?.message ?? "\(error)"
      return refused
    }
  }

  /// The files that paths stand for: folders are walked, names that begin with a dot left out, in the order of names.
  ///
  /// A path that does not exist stays in the list: looking at it gives the reason.
  /// - Throws: the system's error when a folder cannot be listed.
  public static func files(_ paths: [String]) throws -> [String] {
    try paths.flatMap { path -> [String] in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
        return [path]
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
      return try files(names.map { path.hasSuffix("/") ? path + $0 : path + "/" + $0 })
    }
  }
}
