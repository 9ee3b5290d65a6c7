import Imaging

/// Reads samples of one task for evaluation. Safe to use from several threads.
public struct EvaluationReader: Sendable {
  /// The task that is read.
  public let description: TaskDescription
  private let decoder: RecordDecoder
  /// Edge of a slide's patches in pixels.
  private let patchSize: Int
  private let volumes = LastOpened<DecodedVolume>()
  private let slides = LastOpened<OpenedSlide>()

  /// A reader of one task's samples.
  /// - Parameter patchSize: edge of the patches that slides are cut into, in pixels; the task's size.
  public init(_ description: TaskDescription, patchSize: Int = 224) {
    self.description = description
    self.patchSize = patchSize
    decoder = RecordDecoder(description: description)
  }

  /// What an evaluation goes through: the records, all slices of those that are volumes, the patches of slides.
  /// - Throws: an error that names a slide that cannot be read, or a volume whose header cannot.
  public func references(_ records: [SampleRecord]) throws -> [SampleReference] {
    try records.flatMap { record -> [SampleReference] in
      switch description.kind(of: record) {
      case .slide:
        let patches = PatchDraw.all(try slide(record), description.patch ?? .init(), size: patchSize)
        return patches.map { SampleReference(record, patch: $0) }
      case .volume:
        let size = try VolumeDecoder(description: description).size(record)
        return SliceDraw.all(size, description.sliceRule).map { SampleReference(record, slice: $0) }
      case .picture, .outlines: return [SampleReference(record)]
      }
    }
  }

  /// Reads one sample as the view shows it.
  /// - Throws: `SampleError` naming task and sample.
  public func read(_ reference: SampleReference, _ view: EvaluationView) throws -> PreparedSample {
    do {
      // A reduced decode is exact for the target, because mask and boxes stay in the file's own frame here.
      let edge: Int? = if case .letterbox(let size) = view { size } else { nil }
      let decoded =
        try reference.slice.map { try volume(reference.record).slice($0, reference.record, description) }
        ?? reference.patch.map { try slide(reference.record).patch($0, size: patchSize) }
        ?? decoder.decode(reference.record, longestEdgeAtLeast: edge)
      return PreparedSample(
        id: reference.id, record: reference.record, image: try Self.prepared(decoded, view),
        target: Target(reference.record.annotation, decoded), crowdBoxes: decoded.crowdBoxes)
    } catch {
      throw SampleError(task: description.name, id: reference.id, cause: error)
    }
  }

  private func volume(_ record: SampleRecord) throws -> DecodedVolume {
    try volumes.value(record.id) { try VolumeDecoder(description: description).decode(record) }
  }

  private func slide(_ record: SampleRecord) throws -> OpenedSlide {
    try slides.value(record.id) { try SlideDecoder(description: description).open(record) }
  }

  private static func prepared(_ decoded: DecodedSample, _ view: EvaluationView) throws -> PreparedImage {
    var image = decoded.image
    var padded = image
    if case .letterbox(let size) = view {
      image = try image.resized(longestEdge: size)
      padded = image.padded(height: size, width: size)
    }
    return PreparedImage(
      raster: padded, validHeight: image.height, validWidth: image.width, originalHeight: decoded.sourceHeight,
      originalWidth: decoded.sourceWidth)
  }
}
