import Foundation

/// The sources of an import and the split that each stands for.
struct ImportLists {
  struct List {
    let path: String
    /// nil where nothing says; its samples then have no split, or train where other lists have one.
    let split: Split?
  }

  let lists: [List]

  /// The source itself, and those of `--validation` and `--test`.
  init(_ request: ImportRequest) {
    var lists = [List(path: request.source, split: nil)]
    if let path = request.validation { lists.append(List(path: path, split: .validation)) }
    if let path = request.test { lists.append(List(path: path, split: .test)) }
    if lists.count > 1 { lists[0] = List(path: request.source, split: .train) }
    self.lists = lists
  }
}
