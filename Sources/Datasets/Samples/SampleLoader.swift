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
  private let decoder: RecordDecoder

  init(_ description: TaskDescription, size: Int, fit: Fit, augmentation: AugmentationPreset?) {
    self.description = description
    self.size = size
    self.fit = fit
    self.augmentation = augmentation
    decoder = RecordDecoder(description: description)
  }

  /// What a cache may keep: decoded, and resized where the whole image is used; volumes as a whole.
  func decoded(_ record: SampleRecord) throws -> DecodedRecord {
    if VolumeDecoder.isVolume(record) {
      return .volume(try VolumeDecoder(description: description).decode(record))
    }
    switch fit {
    case .letterbox:
      return .picture(try decoder.decode(record, longestEdgeAtLeast: size).resized(longestEdge: size))
    case .crop: return .picture(try decoder.decode(record))
    }
  }

  /// The random part: slice of a volume, window, and augmentation.
  func training(
    _ decoded: DecodedRecord, _ record: SampleRecord, _ random: inout SampleRandom
  ) throws -> TrainingSample {
    var (sample, slice) = try picture(decoded, record, &random)
    if fit == .crop {
      let window = CropWindow.choose(sample, size: size, background: description.backgroundClass, &random)
      sample = sample.cropped(top: window.top, left: window.left, height: window.height, width: window.width)
    }
    if let augmentation { try augment(&sample, augmentation, &random) }
    return TrainingSample(
      id: SampleReference(record, slice: slice).id, image: sample.image, target: Target(record.annotation, sample))
  }

  private func picture(
    _ decoded: DecodedRecord, _ record: SampleRecord, _ random: inout SampleRandom
  ) throws -> (DecodedSample, SliceSelection?) {
    switch decoded {
    case .picture(let sample): return (sample, nil)
    case .volume(let volume):
      let selection = SliceDraw.random(volume.size, description.slice, &random)
      let slice = try volume.slice(selection, record, description)
      return (fit == .letterbox ? try slice.resized(longestEdge: size) : slice, selection)
    }
  }

  private func augment(
    _ sample: inout DecodedSample, _ preset: AugmentationPreset, _ random: inout SampleRandom
  ) throws {
    var augmented = AugmentationSample(image: sample.image, mask: sample.mask, boxes: sample.boxes)
    try preset.apply(&augmented, &random)
    (sample.image, sample.mask, sample.boxes) = (augmented.image, augmented.mask, augmented.boxes)
  }
}

/// What the files of a record hold.
enum DecodedRecord: Sendable {
  case picture(DecodedSample)
  case volume(DecodedVolume)

  var byteCount: Int {
    switch self {
    case .picture(let sample): sample.byteCount
    case .volume(let volume): volume.byteCount
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
