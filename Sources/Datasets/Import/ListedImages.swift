/// Where the images of a list are.
struct ListedImages {
  /// What a listed name leads to.
  enum Place {
    /// The folder that the name starts from.
    case start(String)
    /// A file, for a whole path.
    case file(String)
    /// Files of several folders have this name.
    case several
  }

  /// The folder that all names start from, or that holds all folders that they start from.
  let folder: String
  /// What the names that start elsewhere lead to.
  private var places: [String: Place]
  /// Names are written with the slashes of Windows.
  private var turnsSlashes = false

  init(_ folder: String, _ places: [String: Place] = [:]) { (self.folder, self.places) = (folder, places) }

  func with(_ further: [String: Place]) -> ListedImages {
    var images = self
    images.places.merge(further) { $1 }
    return images
  }

  func turningSlashes(_ turnsSlashes: Bool) -> ListedImages {
    var images = self
    images.turnsSlashes = turnsSlashes
    return images
  }

  /// The path of an image, whether its file exists or not; nil (and noted) where it cannot be told.
  func path(of name: String, _ report: inout ImportReport) -> String? {
    guard !name.isEmpty else {
      report.leaveOut("a row", ListedName.emptyProblem)
      return nil
    }
    if case .several? = places[name] ?? places[spelled(name)] {
      report.leaveOut(name, ListedName.severalProblem)
      return nil
    }
    return path(name, startingAt: name)
  }

  /// The path of a mask, which starts where its image does.
  func path(ofMask mask: String, of image: String) -> String { path(mask, startingAt: image) }

  private func path(_ name: String, startingAt other: String) -> String {
    if case .file(let path)? = places[name] { return path }
    if ListedName.isWhole(name) { return name }
    if case .start(let start)? = places[spelled(other)] { return PathName.joined(start, spelled(name)) }
    return PathName.joined(folder, spelled(name))
  }

  private func spelled(_ name: String) -> String { turnsSlashes ? ListedName.slashed(name) : name }
}
