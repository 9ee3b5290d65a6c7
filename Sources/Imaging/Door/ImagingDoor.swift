import CImaging
import SharedLibrary

/// The table of functions behind which OpenCV, ITK, OpenSlide and the codecs live; opened once, at first use.
struct ImagingDoor: @unchecked Sendable {
  // Unchecked: the table is constant memory of a library that is never closed.
  let table: UnsafePointer<CImagingTable>

  private static let opened = Result { try ImagingDoor() }

  /// The opened door, the same for every thread.
  /// - Throws: `SharedLibraryError` when the library or one of its own libraries is missing, or when it belongs to
  ///   another version of this program.
  static func shared() throws -> CImagingTable { try opened.get().table.pointee }

  private init() throws {
    let library = try SharedLibrary("CImagingLibrary")
    let entry = try library.function("cimaging_table", as: CImagingEntry.self)
    let found = entry()
    let isKnown =
      found.pointee.version == UInt32(CIMAGING_VERSION)
      && Int(found.pointee.size) == MemoryLayout<CImagingTable>.size
    guard isKnown else {
      throw SharedLibraryError(file: "libCImagingLibrary", reason: "it belongs to another version; run `make build`")
    }
    table = found
  }
}

/// An image that cannot be read, written or changed: the file where there is one, what was found, what is allowed.
public struct ImageError: Error, CustomStringConvertible, Equatable {
  /// Where the fault lies, for those who look at a file again.
  public enum Cause: Sendable, Equatable {
    /// In what the file holds or in what was asked: the same the next time.
    case content
    /// In the system, which did not open or read the file, with its `errno`: the next time it may.
    case system(Int32)
  }

  /// The file; nil where there is none.
  public let path: String?
  /// What was found, what is allowed, what to do.
  public let message: String
  /// Where the fault lies.
  public let cause: Cause

  /// An error about a file, or about an image in memory.
  public init(_ message: String, path: String? = nil, cause: Cause = .content) {
    self.path = path
    self.message = message
    self.cause = cause
  }

  /// `path: message`.
  public var description: String { path.map { "\($0): \(message)" } ?? message }
}

extension CImagingStatus {
  /// Throws what the library said, with the file's name put before it.
  func check(_ path: String? = nil) throws {
    guard code != 0 else { return }
    throw ImageError(textOfTuple(message), path: path)
  }
}

/// The text of a C character array, which Swift sees as a tuple.
func textOfTuple<Tuple>(_ tuple: Tuple) -> String {
  withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}
