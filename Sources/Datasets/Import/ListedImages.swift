/// Where the images of a list are.
struct ListedImages {
  /// What a listed name leads to.
  enum Place {
    /// The folder that the name starts from.
    case start(String)
    /// Files of several folders have this name.
    case several
  }

  /// The folder that all names start from, or that holds all folders that they start from.
  let folder: String
  /// Of the names that start elsewhere.
  private let places: [String: Place]

  init(_ folder: String, _ places: [String: Place] = [:]) { (self.folder, self.places) = (folder, places) }

  /// The folder that a name starts from, whether its file exists or not; nil (and noted) where it cannot be told.
  func start(of name: String, _ report: inout ImportReport) -> String? {
    switch places[name] {
    case nil: return folder
    case .start(let start): return start
    case .several:
      report.leaveOut(name, "several image files have this name")
      return nil
    }
  }
}
