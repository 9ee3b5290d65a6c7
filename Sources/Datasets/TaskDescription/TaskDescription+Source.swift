extension TaskDescription {
  /// Where the samples are listed.
  public enum Source: Sendable, Equatable {
    /// A CSV, TSV or JSON-lines table.
    case table(String)
    /// COCO annotation files, one for each split.
    case coco(files: [Split: String])
    /// One COCO annotation file; its images carry a `split` or are all train.
    case cocoWithoutSplit(String)
    /// A folder with one folder a class, perhaps below `train`, `validation`, `test`.
    case folder(String)
  }

  /// The file or folder that lists the samples.
  var sourcePath: String {
    switch source {
    case .table(let path), .folder(let path), .cocoWithoutSplit(let path): path
    case .coco(let files): files[.train] ?? files[.test] ?? files[.validation] ?? path
    }
  }
}

extension TaskDescription.Source {
  /// The key that names the source in a `task.yaml`.
  var word: String {
    switch self {
    case .table: "table"
    case .coco, .cocoWithoutSplit: "coco"
    case .folder: "folder"
    }
  }
}
