/// A command line that a message proposes.
struct ImportCommand {
  let format: String
  let source: String
  /// The lists of further splits.
  var lists: [Split: String] = [:]
  let out: String

  /// Formats that `--as` chooses something in; the others refuse it.
  private static let withKinds = [CocoImport.importer, QuPathImport.importer, MaskFolderImport.importer].map(\.name)
  /// Formats whose images are all below the source.
  private static let ofFolders = [MaskFolderImport.importer, ClassFolderImport.importer].map(\.name)

  /// With what the user said that the format takes too.
  func text(_ request: ImportRequest) -> String {
    var words = ["umedpt", "import", format, source]
    for split in [Split.validation, .test] { if let list = lists[split] { words += ["--\(split.rawValue)", list] } }
    words += ["--out", out]
    if let modality = request.modality { words += ["--modality", modality.rawValue] }
    if let kind = request.kind, Self.withKinds.contains(format) { words += ["--as", kind.rawValue] }
    if let images = request.images, !Self.ofFolders.contains(format) { words += ["--images", images] }
    return words.map(ShellWord.quoted).joined(separator: " ")
  }
}
