/// Where the parts of a sample stand in a table.
struct TableImportColumns {
  /// What a row says.
  struct Cells {
    let image: String
    let identifier: String?
    /// nil where samples have masks.
    let label: String?
    /// nil where samples have classes.
    let mask: String?
    let group: String?
    let center: String?
    let split: String?
  }

  let image: CellTemplate
  let mask: CellTemplate?
  /// How the image's name is filled, for messages.
  let template: String?
  private let identifier: CellTemplate?
  private let label: CellTemplate?
  private let group: CellTemplate?
  private let center: CellTemplate?
  private let split: CellTemplate?

  /// - Throws: `DataError` if there is no column for the image, or none for its class or mask.
  init(_ source: SourceTable, isMask: Bool) throws {
    image = try source.required("image", like: SourceTable.imageNames)
    template = source.imageTemplate
    identifier = try source.cells("id", like: [])
    label = isMask ? nil : try source.required("label", like: TableImport.labelNames)
    mask = isMask ? try source.required("mask", like: []) : nil
    group = try source.cells("group", like: SourceTable.groupNames)
    center = try source.cells("center", like: ["center", "centre", "hospital", "site"])
    split = try source.cells("split", like: SourceTable.splitNames)
  }

  func cells(of row: Table.Row) -> Cells {
    func text(_ template: CellTemplate?) -> String? {
      guard let text = template?.filled(row), !text.isEmpty else { return nil }
      return text
    }
    return Cells(
      image: image.filled(row), identifier: identifier?.filled(row), label: label?.filled(row),
      mask: mask?.filled(row), group: text(group), center: text(center), split: text(split))
  }
}
