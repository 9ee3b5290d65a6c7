import Imaging

/// The libraries that decode files, for the keys of what is kept of them: another version may read a file otherwise, or
/// one that this version refuses.
enum DecodingLibraries {
  /// Names and versions in one line, such as `OpenCV 4.6.0, ITK 5.2.1`; nil where the libraries cannot be opened. They
  /// are opened at the first use.
  static let versions: String? = (try? ImagingVersions.read()).map { found in
    let texts = found.entries.map { "\($0.name) \($0.version)" }
    return texts.joined(separator: ", ").replacing("\n", with: " ")
  }
}
