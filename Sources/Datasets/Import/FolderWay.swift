import Imaging

/// The folders that a path leads through, whatever names and links it takes.
///
/// A link back to one of them would bring the files of other folders here, and go on for ever.
struct FolderWay {
  private var passed: Set<FileStatus.Identity> = []

  /// A folder and all that it lies in, up to the root.
  init(to folder: String) {
    var place = folder
    while let identity = FileStatus(place)?.identity, passed.insert(identity).inserted { place += "/.." }
  }

  /// The way on into a folder; nil if it leads back.
  func into(_ folder: String) -> FolderWay? {
    guard let identity = FileStatus(folder)?.identity else { return self }
    var way = self
    return way.passed.insert(identity).inserted ? way : nil
  }
}
