/// What a file is read as: its name and the description decide, before it is opened.
enum FileKind: Sendable, Hashable {
  case slide, volume, picture
  /// QuPath's GeoJSON; labels only.
  case outlines

  /// Of an image.
  init(image path: String, _ description: TaskDescription) {
    if SlideDecoder.isSlide(path, description) {
      self = .slide
    } else {
      self = VolumeDecoder.isVolume(path, description) ? .volume : .picture
    }
  }

  /// Of a label's file.
  init(label path: String, _ description: TaskDescription) {
    if VolumeDecoder.isVolume(path, description) {
      self = .volume
    } else {
      self = SlideAnnotations.isAnnotations(path) ? .outlines : .picture
    }
  }

  /// Whether the name says so.
  static func isDicom(_ path: String) -> Bool { ["dcm", "dicom"].contains(PathName.lowercasedExtension(path)) }

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
