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

  /// What a cache may keep: decoded, and resized where the whole image is used.
  func decoded(_ record: SampleRecord) throws -> DecodedSample {
    switch fit {
    case .letterbox: try decoder.decode(record, longestEdgeAtLeast: size).resized(longestEdge: size)
    case .crop: try decoder.decode(record)
    }
  }

  /// The random part: window and augmentation.
  func training(
    _ decoded: DecodedSample, _ reference: SampleReference, _ random: inout SampleRandom
  ) throws -> TrainingSample {
    var sample = decoded
    if fit == .crop {
      let window = CropWindow.choose(sample, size: size, background: description.backgroundClass, &random)
      sample = sample.cropped(top: window.top, left: window.left, height: window.height, width: window.width)
    }
    if let augmentation { try augment(&sample, augmentation, &random) }
    return TrainingSample(id: reference.id, image: sample.image, target: Target(reference.record.annotation, sample))
  }

  private func augment(
    _ sample: inout DecodedSample, _ preset: AugmentationPreset, _ random: inout SampleRandom
  ) throws {
    var augmented = AugmentationSample(image: sample.image, mask: sample.mask, boxes: sample.boxes)
    try preset.apply(&augmented, &random)
    (sample.image, sample.mask, sample.boxes) = (augmented.image, augmented.mask, augmented.boxes)
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
