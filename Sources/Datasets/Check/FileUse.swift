import Imaging

/// A file and how it is read; the same file may be an image here and a mask there.
struct FileUse: Sendable, Hashable {
  enum Kind: String, Sendable {
    case image, mask
    /// May be as large as its slide.
    case slideMask = "slide-mask"
  }

  let kind: Kind
  /// What it is read as, which its path alone does not say.
  let fileKind: FileKind
  let path: String
  let page: Int
  /// How the table says that it, or `image`, is read.
  let overrides: FileOverrides
  /// The volume onto whose grid labels in DICOM are put; nil for all else.
  let image: String?
  /// Value range, frame, window, or a slide's resolution, as text, because what is seen depends on it.
  let range: String

  init(
    _ kind: Kind, _ path: String, _ description: TaskDescription, _ overrides: FileOverrides = FileOverrides(),
    on image: String? = nil
  ) {
    self.kind = kind
    self.image = image
    self.path = path
    page = description.page
    self.overrides = overrides
    let values = description.valueRange.map { "\($0.lowerBound):\($0.upperBound)" } ?? ""
    fileKind = kind == .image ? description.kind(ofImage: path) : description.kind(ofLabel: path)
    let own =
      switch fileKind {
      // A slide can be used where its resolution is known, which the description decides where nothing else says it.
      case .slide: "slide" + (description.micrometresPerPixel.map { " else \($0)" } ?? "")
      // Outlines are read by their classes' names.
      case .outlines: description.classes.joined(separator: "\u{1F}")
      case .volume, .picture: kind == .image ? values : ""
      }
    range = own + " " + description.readingText + overrides.text
  }

  var isMask: Bool { kind != .image }

  /// Names the use in a cache.
  var key: String {
    "\(kind.rawValue) \(fileKind.rawValue) \(page) \(range) \(path)" + (image.map { "\u{1F}\($0)" } ?? "")
  }

  /// What lies at the path; the stamp is also that of `image`, whose grid decides what is seen.
  func look() -> FileStamp.Content {
    let own = FileStamp.look(at: path)
    guard let image, let stamp = own.stamp, let other = FileStamp(path: image) else { return own }
    let version = ContentHash.of("\(stamp.version) \(other.byteCount) \(other.modified) \(other.version)")
    return .data(FileStamp(byteCount: stamp.byteCount, modified: stamp.modified, version: version))
  }
}

extension FileUse {
  /// The images of a record and how each is read.
  static func images(_ record: SampleRecord, _ description: TaskDescription) -> [FileUse] {
    record.imagePaths.map { FileUse(.image, $0, description, record.overrides) }
  }

  /// The mask of a record and how it is read; nil where there is none.
  static func mask(_ record: SampleRecord, _ description: TaskDescription) -> FileUse? {
    let kind = description.kind(of: record) == .slide ? Kind.slideMask : .mask
    return record.maskPath.map { path in
      let own = FileUse(kind, path, description)
      // What is a volume by no other name is DICOM.
      guard own.fileKind == .volume, !ImageFiles.isNamedVolume(path) || ImageFiles.isFolder(path) else { return own }
      return FileUse(kind, path, description, record.overrides, on: record.imagePaths[0])
    }
  }

  /// The files of a record and how each is read.
  static func all(_ record: SampleRecord, _ description: TaskDescription) -> [FileUse] {
    images(record, description) + (mask(record, description).map { [$0] } ?? [])
  }

  /// The files of some records, each use once, in the order of the records.
  static func all(_ records: [SampleRecord], _ description: TaskDescription) -> [FileUse] {
    var seen: Set<FileUse> = []
    return records.flatMap { all($0, description) }.filter { seen.insert($0).inserted }
  }
}

extension TaskDescription {
  /// How a mask in a volume's file is read.
  /// - Throws: `ImageError` when it must be put onto an image that cannot be read.
  func labelOptions(of mask: FileUse) throws -> VolumeReadOptions {
    let grid = try mask.image.map { image in
      guard let header = try? VolumeReader.header(image, volumeOptions(mask.overrides)) else {
        throw ImageError("lies on an image that cannot be read (\(PathName.last(image)))")
      }
      return header.grid
    }
    return labelOptions(on: grid)
  }
}
