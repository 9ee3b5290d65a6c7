/// A library that could not be opened, with the loader's reason.
public struct SharedLibraryError: Error, CustomStringConvertible {
  /// Name of the library's file, or of the function that it lacks.
  public let file: String
  /// The loader's words.
  public let reason: String

  /// - Parameter reason: a phrase; the description adds what to do.
  public init(file: String, reason: String) {
    self.file = file
    self.reason = reason
  }

  /// `cannot open FILE: REASON.` and the command that installs it.
  public var description: String { "cannot open \(file): \(reason). Run `umedpt doctor`; `make setup` installs it." }
}
