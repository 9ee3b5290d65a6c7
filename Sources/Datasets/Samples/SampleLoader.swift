import Imaging
import Statistics

/// Makes training samples of one task: decode, resize or crop, augment.
///
/// Padding comes last, when the batch is laid, so that augmentation never touches it and it stays exact.
struct SampleLoader: Sendable {
  let description: TaskDescription
  /// Edge of the square that the batch gives each image, in pixels.
  let size: Int
  let fit: Fit
  let augmentation: AugmentationPreset?
  private let contentHashes: [String: UInt64]
  private let diskCache: DiskCache?
  /// Of what decodes, where decoded records are kept.
  private let libraries: String
  private let decoder: RecordDecoder

  init(_ task: TaskStream, diskCache: DiskCache?) {
    self.init(
      task.dataset.description, size: task.size, fit: task.fit, augmentation: task.augmentation,
      contentHashes: task.dataset.contentHashes, diskCache: diskCache)
  }

  init(
    _ description: TaskDescription, size: Int, fit: Fit, augmentation: AugmentationPreset?,
    contentHashes: [String: UInt64] = [:], diskCache: DiskCache? = nil,
    libraries: @autoclosure () -> String? = DecodingLibraries.versions
  ) {
    self.description = description
    self.size = size
    self.fit = fit
    self.augmentation = augmentation
    self.contentHashes = contentHashes
    self.diskCache = diskCache
    self.libraries = diskCache == nil ? "" : libraries() ?? ""
    decoder = RecordDecoder(description: description)
  }

  /// True for records that are opened and give several samples: volumes and slides.
  func isOpened(_ record: SampleRecord) -> Bool {
    [.volume, .slide].contains(description.kind(of: record))
  }

  /// A record that gives several samples before it is replaced: a slide, or a volume, augmented as a whole.
  func opened(_ record: SampleRecord, _ random: inout SampleRandom) throws -> DecodedRecord {
    if description.kind(of: record) == .slide {
      return .slide(try SlideDecoder(description: description).open(record))
    }
    let decoded = try kept(record) { .volume(try VolumeDecoder(description: description).decode(record)) }
    guard case .volume(let volume) = decoded, let augmentation, !augmentation.steps.isEmpty else { return decoded }
    return .volume(volume.augmented(.draw(volume.size, keeping: description.sliceRule.keptAxes, &random)))
  }

  /// A picture as a cache may keep it: decoded, and resized where the whole image is used.
  func decoded(_ record: SampleRecord) throws -> DecodedRecord {
    try kept(record) {
      switch fit {
      case .letterbox: .picture(try decoder.decode(record, longestEdgeAtLeast: size).resized(longestEdge: size))
      case .crop: .picture(try decoder.decode(record))
      }
    }
  }

  /// From the disk, where it was decoded before.
  private func kept(_ record: SampleRecord, _ decode: () throws -> DecodedRecord) throws -> DecodedRecord {
    guard let diskCache, let key = diskKey(record) else { return try decode() }
    if let bytes = diskCache.read(key), let known = DecodedRecord(bytes: bytes) { return known }
    let made = try decode()
    diskCache.write(key, made.bytes)
    return made
  }

  /// Content, transform, and the versions of the reader and of its libraries; nil while a file's content is not known.
  private func diskKey(_ record: SampleRecord) -> UInt64? {
    var hash = ContentHash()
    hash.add("\(DecodedRecord.bytesVersion) \(libraries)\n")
    hash.add("\(description.decodingText) \(fit == .letterbox ? size : 0)\n")
    hash.add("\(description.kind(of: record) == .volume) \(record.labelText)\n")
    for file in record.files {
      guard let content = contentHashes[file] else { return nil }
      hash.add("\(content) ")
    }
    return hash.value
  }

  /// The random part: slice of a volume, window, and augmentation.
  func training(
    _ decoded: DecodedRecord, _ record: SampleRecord, _ random: inout SampleRandom
  ) throws -> TrainingSample {
    var (sample, reference) = try picture(decoded, record, &random)
    if fit == .crop, reference.patch == nil {
      let window = CropWindow.choose(sample, size: size, background: description.backgroundClass, &random)
      sample = sample.cropped(top: window.top, left: window.left, height: window.height, width: window.width)
    }
    if let augmentation {
      let isSeparate = decoded.hasSeparateChannels(record, description)
      try augment(&sample, augmentation, hasSeparateChannels: isSeparate, &random)
    }
    return TrainingSample(
      id: reference.id, image: sample.image, target: Target(record.annotation, sample))
  }

  private func picture(
    _ decoded: DecodedRecord, _ record: SampleRecord, _ random: inout SampleRandom
  ) throws -> (DecodedSample, SampleReference) {
    switch decoded {
    case .picture(let sample): return (sample, SampleReference(record))
    case .slide(let opened):
      let patch = PatchDraw.random(
        opened, description.patch ?? .init(), size: size, background: description.backgroundClass, &random)
      return (try opened.patch(patch, size: size), SampleReference(record, patch: patch))
    case .volume(let volume):
      let selection = SliceDraw.random(volume.size, description.sliceRule, &random)
      let slice = try volume.slice(selection, record, description)
      let sample = fit == .letterbox ? try slice.resized(longestEdge: size) : slice
      return (sample, SampleReference(record, slice: selection))
    }
  }

  private func augment(
    _ sample: inout DecodedSample, _ preset: AugmentationPreset, hasSeparateChannels: Bool,
    _ random: inout SampleRandom
  ) throws {
    var augmented = AugmentationSample(
      image: sample.image, mask: sample.mask, boxes: sample.boxes, hasSeparateChannels: hasSeparateChannels)
    try preset.apply(&augmented, &random)
    (sample.image, sample.mask, sample.boxes) = (augmented.image, augmented.mask, augmented.boxes)
  }
}

/// What the files of a record hold.
enum DecodedRecord: Sendable {
  case picture(DecodedSample)
  case volume(DecodedVolume)
  case slide(OpenedSlide)

  var byteCount: Int {
    switch self {
    case .picture(let sample): sample.byteCount
    case .volume(let volume): volume.byteCount
    case .slide(let slide): slide.byteCount
    }
  }

  /// Whether the channels of its samples are images or slices of their own, rather than colours.
  func hasSeparateChannels(_ record: SampleRecord, _ description: TaskDescription) -> Bool {
    switch self {
    case .picture: record.imagePaths.count > 1
    case .volume: record.imagePaths.count > 1 || description.sliceRule.neighbours > 0
    case .slide: false
    }
  }
}

extension Target {
  /// The target that an annotation and the sample's mask and boxes give.
  init(_ annotation: Annotation, _ sample: DecodedSample) {
    switch annotation {
    case .classIndex(let index): self = .classIndex(index)
    case .labels(let states): self = .labels(states)
    case .boxes: self = .boxes(sample.boxes)
    case .mask: self = .mask(sample.mask ?? LabelMap(height: 0, width: 0, values: []))
    }
  }
}
