/// One image of a checked task, as comparisons with others need it.
struct InspectedImage: Sendable {
  let task: String
  let record: SampleRecord
  let facts: FileVerdict.Facts
  /// Of the file's bytes: copies are found too where tasks read one file in different ways.
  let fileHash: UInt64
  /// Whether the record's split was drawn here rather than listed.
  var isDrawn = false

  /// `id (split)`, with the task where images of several are compared.
  func name(withTask: Bool) -> String {
    "\(withTask ? task + " " : "")\(record.id) (\(record.split.rawValue))"
  }
}

extension [InspectedImage] {
  /// The images of one task in the splits that a hold-out gave its records.
  func heldOut(as records: [SampleRecord]) -> [InspectedImage] {
    let splits = Dictionary(records.map { ($0.id, $0.split) }, uniquingKeysWith: { first, _ in first })
    return map { image in
      guard let split = splits[image.record.id], split != image.record.split else { return image }
      return InspectedImage(
        task: image.task, record: image.record.moved(to: split), facts: image.facts, fileHash: image.fileHash,
        isDrawn: true)
    }
  }
}
