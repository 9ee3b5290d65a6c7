import Foundation

/// Files of one record that cannot be read together, told by their kinds before any is opened.
enum KindChecks {
  static func findings(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    labels(records, description) + images(records, description)
  }

  /// Whether the label can lie on the image.
  static func labelFits(_ record: SampleRecord, _ description: TaskDescription) -> Bool {
    Pair(record, description).map(\.fits) ?? true
  }

  private struct Pair: Hashable {
    let image: FileKind
    let label: FileKind

    /// nil where there is no label file.
    init?(_ record: SampleRecord, _ description: TaskDescription) {
      guard let image = record.imagePaths.first, let label = record.maskPath else { return nil }
      self.image = description.kind(ofImage: image)
      self.label = description.kind(ofLabel: label)
    }

    var fits: Bool { image.labels.contains(label) }

    var allowed: String {
      switch image {
      case .slide: "a picture of the slide at any resolution, or QuPath's outlines (.geojson, .json)"
      case .volume: "a volume on the same grid"
      case .picture, .outlines: "a picture of the same size"
      }
    }
  }

  /// What does not exist is told as missing, and a folder's name alone does not say that it holds a series.
  private static func exists(_ record: SampleRecord) -> Bool {
    record.files.allSatisfy { FileManager.default.fileExists(atPath: $0) }
  }

  /// One finding for each pair of kinds, however many records have it.
  private static func labels(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    var found: [Pair: [SampleRecord]] = [:]
    for record in records {
      if let pair = Pair(record, description), !pair.fits, exists(record) { found[pair, default: []].append(record) }
    }
    let findings = found.map { pair, records in label(pair, records, description) }
    return findings.sorted { $0.place < $1.place }
  }

  private static func label(_ pair: Pair, _ records: [SampleRecord], _ description: TaskDescription) -> Finding {
    Finding(
      .error, .annotation, at: records[0].place,
      "the label of \"\(records[0].id)\" is \(pair.label.words), its image is \(pair.image.words)"
        + records.soWithMore,
      allowed: pair.allowed, hint: hint(pair, records[0], description))
  }

  /// Where the description would read the files as another kind if it were asked to.
  private static func hint(_ pair: Pair, _ record: SampleRecord, _ description: TaskDescription) -> String? {
    if description.slice == nil, record.files.contains(where: { ImageFiles.isDicom($0) || BareDicom.isOne($0) }) {
      return "slice: {} in the task description makes DICOM files volumes"
    }
    if pair.label == .outlines, ImageFiles.isTiff(record.files[0]) {
      return "patch: {} in the task description makes TIFF files whole slides"
    }
    return nil
  }

  /// Several images of one case are read in one way; what is wrong with several slides is told elsewhere.
  private static func images(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    records.filter { $0.imagePaths.count > 1 }.compactMap { record in
      let kinds = Set(record.imagePaths.map(description.kind(ofImage:)))
      guard kinds == [.volume, .picture], exists(record) else { return nil }
      return Finding(
        .error, .annotation, at: record.place, "\"\(record.id)\" lists volumes and pictures as images of one case",
        allowed: "images of one kind", hint: "give each kind a line of its own, with the case as its group")
    }
  }
}
