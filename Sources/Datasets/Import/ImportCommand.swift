/// A command line that a message proposes.
struct ImportCommand {
  let format: String
  let source: String
  /// Of further splits.
  var lists: [Split: String] = [:]
  let out: String

  /// With what the user said that holds for every format.
  func text(_ request: ImportRequest) -> String {
    var words = ["umedpt", "import", format, source]
    for split in [Split.validation, .test] { if let list = lists[split] { words += ["--\(split.rawValue)", list] } }
    words += ["--out", out]
    if let modality = request.modality { words += ["--modality", modality.rawValue] }
    if let kind = request.kind { words += ["--as", kind.rawValue] }
    return words.map(ShellWord.quoted).joined(separator: " ")
  }
}
