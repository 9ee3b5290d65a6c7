import Imaging

/// What the decoded files of a task tell.
struct FileFindings {
  let description: TaskDescription
  let records: [SampleRecord]
  let verdicts: [FileUse: FileVerdict]
  /// Whether the records are all that the source lists, so that what they lack is absent.
  let isWhole: Bool
  /// Edge of a slide's patches in pixels; a description does not know that of the run.
  let patchSize: Int
  /// All uses, once each, in the order of the records.
  let uses: [FileUse]

  init(
    description: TaskDescription, records: [SampleRecord], verdicts: [FileUse: FileVerdict], isWhole: Bool = true,
    patchSize: Int = 224
  ) {
    self.description = description
    self.records = records
    self.verdicts = verdicts
    self.isWhole = isWhole
    self.patchSize = patchSize
    uses = FileUse.all(records, description)
  }

  var all: [Finding] {
    let ofMasks = maskValues + untrainedClasses + ignoredTraining + ignoredMasks + missedSlides
    let ofImages = duplicates + constantImages + valueRanges + patchResolutions + largeBoxes
    return unreadable + wrongSizes + ofMasks + ofImages + roundedGrids + notes + thinnedSlides
  }

  /// Files that cannot be read, each once.
  var unreadable: [Finding] {
    uses.compactMap { use in
      guard let problem = verdicts[use]?.problem else { return nil }
      if use.fileKind == .outlines { return Finding(.error, .annotation, at: use.path, problem) }
      return Finding(
        .error, .unreadableFile, at: use.path, problem,
        hint: "mend this or get the file again, or leave it out with training.bad_files=quarantine")
    }
  }

  /// Stored mask values without a class: one finding for the whole task, with the map that would fit all masks.
  var maskValues: [Finding] {
    guard description.labelType == .segmentation else { return [] }
    let all = Set(maskUses.flatMap { facts($0)?.values ?? [] }).sorted()
    guard all.contains(where: { description.maskValues.classIndex($0) == nil }) else { return [] }
    let bad = maskUses.filter { use in
      facts(use)?.values.contains { description.maskValues.classIndex($0) == nil } ?? false
    }
    let conventions = MaskConventions(
      maskUses.compactMap { use in facts(use).map { (use.path, $0.values) } }, description)
    return [
      MaskProblem.values(
        all, at: bad.first?.path ?? description.path, description, files: bad.count, conflict: conventions?.text)
    ]
  }

  // MARK: Sizes

  private var wrongSizes: [Finding] { records.flatMap { misfits($0) } }

  /// What does not belong together among the files of a record that can be read.
  func misfits(_ record: SampleRecord) -> [Finding] {
    let isAlone = record.imagePaths.count == 1 && record.maskPath == nil
    if isAlone, record.listedSize == nil, record.region == nil { return [] }
    guard let image = FileUse.images(record, description).first.flatMap(facts) else { return [] }
    return maskSize(record, image) + listedSize(record, image) + otherImages(record, image)
      + colouredChannels(record) + outside(record, image)
  }

  private func maskSize(_ record: SampleRecord, _ image: FileVerdict.Facts) -> [Finding] {
    // A label of another kind is told before any file is opened.
    guard let mask = maskFacts(record), KindChecks.labelFits(record, description) else { return [] }
    if image.geometry != nil, mask.geometry != nil {
      if let problem = MaskProblem.frames(record, mask.frames, of: image.frames, description) { return [problem] }
      return Self.misplaced(image, mask).map { [GridProblem.ofLabels(record, $0)] } ?? []
    }
    if description.kind(of: record) == .slide { return slideMaskSize(record, mask, image) }
    guard (mask.height, mask.width) != (image.height, image.width) else { return [] }
    return MaskProblem.size(
      record, maskHeight: mask.height, maskWidth: mask.width, height: image.height, width: image.width
    ).findings
  }

  private func slideMaskSize(
    _ record: SampleRecord, _ mask: FileVerdict.Facts, _ slide: FileVerdict.Facts
  ) -> [Finding] {
    // Outlines have no size.
    guard mask.width > 0, mask.height > 0 else { return [] }
    let problem = SlideDecoder.maskProblem(
      record, mask: PixelSize(height: mask.height, width: mask.width),
      slide: PixelSize(height: slide.height, width: slide.width))
    return problem.map { [$0] } ?? []
  }

  /// Colours have no place where several images of a case become the channels.
  private func colouredChannels(_ record: SampleRecord) -> [Finding] {
    guard record.imagePaths.count > 1 else { return [] }
    return FileUse.images(record, description).filter { facts($0)?.isGrey == false }.map { use in
      Finding(
        .error, .annotation, at: use.path, "it has colours, so it cannot be one channel of \"\(record.id)\"",
        allowed: "grey images")
    }
  }

  private func outside(_ record: SampleRecord, _ image: FileVerdict.Facts) -> [Finding] {
    guard let region = record.region, image.planes == 1 else { return [] }
    let fits = region.width <= image.width - region.x && region.height <= image.height - region.y
    return fits ? [] : [RegionProblem.outside(record, region, width: image.width, height: image.height)]
  }

  /// Further images of a case lie on the first.
  private func otherImages(_ record: SampleRecord, _ first: FileVerdict.Facts) -> [Finding] {
    guard record.imagePaths.count > 1 else { return [] }
    return FileUse.images(record, description).dropFirst().compactMap { use -> Finding? in
      guard let facts = facts(use) else { return nil }
      if let reason = Self.misplaced(first, facts) { return GridProblem.ofImages(record, use.path, reason) }
      guard (facts.height, facts.width) != (first.height, first.width) else { return nil }
      return Finding(
        .error, .imageSize, at: use.path,
        "it is \(facts.width) x \(facts.height) pixels, the first image of \"\(record.id)\" is "
          + "\(first.width) x \(first.height)",
        allowed: "images of one size")
    }
  }

  private func listedSize(_ record: SampleRecord, _ image: FileVerdict.Facts) -> [Finding] {
    guard let listed = record.listedSize else { return [] }
    guard (listed.height, listed.width) != (image.height, image.width) else { return [] }
    let isTurned = (listed.width, listed.height) == (image.height, image.width)
    return [
      Finding(
        .error, .imageSize, at: record.place,
        "it is listed as \(listed.width) x \(listed.height), the file is \(image.width) x \(image.height) pixels",
        allowed: "the size of the upright image",
        hint: isTurned ? "the file's EXIF orientation turns it; boxes belong to the upright image" : nil)
    ]
  }

  // MARK: Masks

  /// Classes that no mask of a training sample holds, once one of these masks can be read.
  private var untrainedClasses: [Finding] {
    guard isWhole, description.labelType == .segmentation else { return [] }
    // Masks as large as their slides are looked at here and there, which proves no absence.
    guard !maskUses.contains(where: { $0.kind == .slideMask && SlideMask.isPyramid($0.path) }) else { return [] }
    let divided = Splits.holdOut(records, share: description.validation)
    let isKnown = divided.contains { $0.split == .train && maskFacts($0)?.values.isEmpty == false }
    return isKnown ? ClassCount.of(divided, description, verdicts).untrained(at: description.sourcePath) : []
  }

  private var ignoredMasks: [Finding] {
    let ignored = maskUses.filter(isIgnored)
    guard let first = ignored.first else { return [] }
    let found =
      ignored.count == 1
      ? "every pixel of the mask is ignored, so nothing is learned from it"
      : "every pixel of \(ignored.count) masks, this one among them, is ignored, so nothing is learned from them"
    return [Finding(.warning, .emptyMask, at: first.path, found)]
  }

  /// A training that learns nothing looks like one that has learned all: its loss is 0.
  var ignoredTraining: [Finding] {
    let masks = records.filter { $0.split == .train }.compactMap { FileUse.mask($0, description) }
    guard !masks.isEmpty, masks.allSatisfy(isIgnored) else { return [] }
    return [
      Finding(
        .warning, .emptyMask, at: description.sourcePath,
        "every pixel of all training masks is ignored, so nothing is learned",
        hint: "see which stored values values: gives to classes")
    ]
  }

  private func isIgnored(_ use: FileUse) -> Bool {
    guard let values = facts(use)?.values, !values.isEmpty else { return false }
    return values.allSatisfy { description.maskValues.classIndex($0) == LabelMap.ignore }
  }

  // MARK: Images

  private var duplicates: [Finding] { DuplicateImages.copies(pictures) + DuplicateImages.nearCopies(pictures) }

  /// Every image of every record that could be read.
  var pictures: [InspectedImage] {
    records.flatMap { record in
      FileUse.images(record, description).compactMap { use in
        verdicts[use].flatMap { verdict in
          verdict.facts.map {
            InspectedImage(task: description.name, record: record, facts: $0, fileHash: verdict.hash)
          }
        }
      }
    }
  }

  private var constantImages: [Finding] {
    uses.compactMap { use in
      guard use.kind == .image, facts(use)?.isConstant == true else { return nil }
      return Finding(.warning, .constantImage, at: use.path, "every pixel of the image has the same value")
    }
  }

  // MARK: Access

  private var maskUses: [FileUse] { uses.filter(\.isMask) }

  func facts(_ use: FileUse) -> FileVerdict.Facts? { verdicts[use]?.facts }

  func maskFacts(_ record: SampleRecord) -> FileVerdict.Facts? {
    FileUse.mask(record, description).flatMap(facts)
  }
}
