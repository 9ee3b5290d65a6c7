import Imaging

/// One task of a training run, as the loader needs it.
public struct TaskStream: Sendable {
  /// The task's samples.
  public let dataset: Dataset
  /// Edge of the square images of a batch, in pixels.
  public let size: Int
  /// Samples a batch.
  public let batch: Int
  /// Batches a step.
  public let multiplicity: Int
  /// How images of other sizes come to `size`.
  public let fit: Fit
  /// nil leaves images as they are.
  public let augmentation: AugmentationPreset?
  let records: [SampleRecord]
  /// Bytes that a batch holds, float images and masks taken at their size.
  let batchBytes: Int

  /// The training samples of a set.
  /// - Parameter fit: nil takes what suits the modality.
  /// - Throws: `DataError` if there is no training sample.
  public init(
    _ dataset: Dataset, size: Int, batch: Int, multiplicity: Int = 1, fit: Fit? = nil,
    augmentation: AugmentationPreset?
  ) throws {
    precondition(size > 0 && batch > 0, "size and batch of a task are above 0")
    precondition(multiplicity >= 0, "a task's multiplicity is not below 0")
    records = dataset.samples(.train)
    if records.isEmpty {
      throw DataError(
        .noFiles, at: dataset.description.path, "task \(dataset.description.name) has no training sample",
        allowed: "one or more", hint: "check its split column or folders")
    }
    self.dataset = dataset
    self.size = size
    self.batch = batch
    self.multiplicity = multiplicity
    self.fit = fit ?? Fit.standard(for: dataset.description.modality)
    self.augmentation = augmentation
    batchBytes = batch * size * size * Self.pixelBytes(records[0], dataset.description)
  }

  /// The task's name.
  public var name: String { dataset.description.name }

  /// The same samples in the same order, one a batch.
  public var oneByOne: TaskStream { TaskStream(self, batch: 1, multiplicity: 1) }

  private init(_ other: TaskStream, batch: Int, multiplicity: Int) {
    (dataset, size, fit) = (other.dataset, other.size, other.fit)
    (augmentation, records) = (other.augmentation, other.records)
    (self.batch, self.multiplicity) = (batch, multiplicity)
    batchBytes = other.batchBytes / other.batch * batch
  }

  /// Training records; a volume or slide is one.
  public var sampleCount: Int { records.count }

  /// Bytes of a pixel with its mask, told by the task's first record.
  private static func pixelBytes(_ first: SampleRecord, _ description: TaskDescription) -> Int {
    (holdsFloats(first, description) ? 12 : 3) + (description.labelType == .segmentation ? 2 : 0)
  }

  /// Whether images become floats, as volumes, 16-bit pictures and DICOM files do, told by the first.
  private static func holdsFloats(_ first: SampleRecord, _ description: TaskDescription) -> Bool {
    if description.valueRange != nil { return true }
    switch description.kind(of: first) {
    case .volume: return true
    case .slide: return false
    case .picture, .outlines:
      let depth = first.imagePaths.first.flatMap { try? ImageReader.depth(of: $0, description.pictureOptions()) }
      return depth == .float32
    }
  }

  /// Memory of records that are opened and give several samples.
  struct OpenedBytes: Sendable {
    /// What the largest one takes as long as it is open.
    var kept = 0
    /// What it takes while it is opened, beyond what stays.
    var opening = 0
  }

  /// nil for a task of pictures. Files that cannot be read are left for the loader to tell.
  var openedBytes: OpenedBytes? {
    let description = dataset.description
    let decoder = VolumeDecoder(description: description)
    var found: OpenedBytes?
    for record in records {
      switch description.kind(of: record) {
      case .slide:
        found = (found ?? OpenedBytes()).with(kept: SlideDecoder.expectedBytes(record), opening: 0)
      case .volume:
        let bytes = (try? decoder.byteCount(record)) ?? 0
        found = (found ?? OpenedBytes()).with(kept: bytes, opening: VolumeDecoder.copiesWhenOpened * bytes)
      case .picture, .outlines: break
      }
    }
    return found
  }
}

extension TaskStream.OpenedBytes {
  fileprivate func with(kept: Int, opening: Int) -> Self {
    Self(kept: max(self.kept, kept), opening: max(self.opening, opening))
  }
}
