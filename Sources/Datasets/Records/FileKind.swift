/// What a file is read as: its name and the description decide, before it is opened; of a name that says nothing, its
/// first bytes (`BareDicom`).
enum FileKind: String, Sendable, Hashable {
  case slide, volume, picture
  /// QuPath's GeoJSON; labels only.
  case outlines

  /// The labels that an image of this kind can have.
  var labels: Set<FileKind> {
    switch self {
    case .slide: [.picture, .outlines]
    case .volume: [.volume]
    case .picture: [.picture]
    case .outlines: []
    }
  }

  /// For messages.
  var words: String {
    switch self {
    case .slide: "a whole slide"
    case .volume: "a volume"
    case .picture: "a picture"
    case .outlines: "outlines (GeoJSON)"
    }
  }
}

extension TaskDescription {
  /// What the file of an image is read as: never `outlines`.
  func kind(ofImage path: String) -> FileKind {
    if isSlide(path) { return .slide }
    return isVolume(path) ? .volume : .picture
  }

  /// What the file of a label is read as: never `slide`.
  func kind(ofLabel path: String) -> FileKind {
    if isVolume(path) { return .volume }
    return SlideAnnotations.isAnnotations(path) ? .outlines : .picture
  }

  /// What a record is read as: that of its images, which are of one kind or refused.
  func kind(of record: SampleRecord) -> FileKind {
    if record.imagePaths.contains(where: isSlide) { return .slide }
    return record.imagePaths.contains(where: isVolume) ? .volume : .picture
  }

  /// Scanners' formats, and TIFF where patches are cut.
  private func isSlide(_ path: String) -> Bool {
    ImageFiles.isSlide(path) || patch != nil && ImageFiles.isTiff(path)
  }

  /// Volume formats and folders, and DICOM files where slices are asked for.
  private func isVolume(_ path: String) -> Bool {
    ImageFiles.isVolume(path) || slice != nil && (ImageFiles.isDicom(path) || BareDicom.isOne(path))
  }
}
