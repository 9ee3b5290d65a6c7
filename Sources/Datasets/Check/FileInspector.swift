import Foundation
import Imaging

/// Decodes every file of a task, in threads, or takes the kept verdict where the file's stamp is as before: pictures
/// and volumes as a whole, of a slide its header, an overview, and whether its tiles lie in the file.
struct FileInspector: Sendable {
  let description: TaskDescription
  let cache: VerdictCache?
  let threads: Int

  /// Verdicts on all files of some records; what does not exist has none. New ones are kept.
  /// - Returns: the verdicts, how many were decoded now, and a note if they could not be kept.
  /// - Throws: the error of the imaging library if it is needed and cannot be opened: that is no fault of a file, so it
  ///   never becomes a verdict.
  func inspect(_ records: [SampleRecord]) throws -> (verdicts: [FileUse: FileVerdict], decoded: Int, note: Finding?) {
    let uses = FileUse.all(records, description)
    let kept = cache?.read(description) ?? [:]
    if uses.contains(where: { Self.isNew($0, kept[$0.key]) }) { _ = try ImagingVersions.read() }
    let results = concurrentMap(uses.count, threads: threads) { [description] index in
      Self.verdict(uses[index], kept[uses[index].key], description)
    }
    var verdicts: [FileUse: FileVerdict] = [:]
    for (use, result) in zip(uses, results) { verdicts[use] = result.verdict }
    let decoded = results.count { $0.isNew }
    return (verdicts, decoded, decoded > 0 ? keep(verdicts, beside: kept) : nil)
  }

  private static func isNew(_ use: FileUse, _ kept: FileVerdict?) -> Bool {
    use.look().stamp.map { $0 != kept?.stamp } ?? false
  }

  private func keep(_ verdicts: [FileUse: FileVerdict], beside kept: [String: FileVerdict]) -> Finding? {
    var current: [String: FileVerdict] = [:]
    for (use, verdict) in verdicts { current[use.key] = verdict }
    let all = VerdictCache.kept(kept, beside: current).merging(current) { _, new in new }
    do {
      try cache?.write(all, description)
      return nil
    } catch {
      return Finding(
        .note, .description, at: cache?.folder ?? "", "the verdicts could not be kept (\(error.localizedDescription))",
        hint: "set XDG_CACHE_HOME to a folder that can be written")
    }
  }

  // MARK: One file

  private static func verdict(
    _ use: FileUse, _ kept: FileVerdict?, _ description: TaskDescription
  ) -> (verdict: FileVerdict?, isNew: Bool) {
    switch use.look() {
    case .nothing: return (nil, false)
    case .unusable(let reason):
      return (FileVerdict(stamp: .ofNoData, hash: 0, problem: reason, facts: nil), false)
    case .data(let stamp):
      if let kept, kept.stamp == stamp { return (kept, false) }
      return (decoded(use, stamp, description), true)
    }
  }

  private static func decoded(_ use: FileUse, _ stamp: FileStamp, _ description: TaskDescription) -> FileVerdict {
    if use.kind == .image, use.fileKind == .slide { return slideVerdict(use, stamp, description) }
    if use.kind == .slideMask, let mask = SlideMask(use.path, description) { return maskVerdict(mask, use, stamp) }
    if ImageFiles.isFolder(use.path) { return seriesVerdict(use, stamp, description) }
    guard let bytes = FileManager.default.contents(atPath: use.path).map([UInt8].init) else {
      // It could be a moment ago: no file has this stamp, so it is looked at again the next time.
      return FileVerdict(stamp: .ofNoData, hash: 0, problem: "the file cannot be read", facts: nil)
    }
    var hash = ContentHash()
    bytes.withUnsafeBytes { hash.add($0) }
    do {
      for other in try VolumeReader.companions(of: use.path) { hash.add("\(try ContentHash.ofFile(other)) ") }
      let facts = try facts(bytes, use, description)
      return FileVerdict(stamp: stamp, hash: hash.value, problem: nil, facts: facts)
    } catch {
      return FileVerdict(error, use, stamp, hash: hash.value)
    }
  }

  private static func facts(
    _ bytes: [UInt8], _ use: FileUse, _ description: TaskDescription
  ) throws -> FileVerdict.Facts {
    switch use.fileKind {
    case .volume: return try volumeFacts(use, description)
    case .outlines:
      let (outlines, notes) = try SlideAnnotations.read(use.path, description)
      return FileVerdict.Facts(outlines, background: description.backgroundClass, notes: notes)
    case .picture where use.isMask:
      return FileVerdict.Facts(
        try ImageReader.labels(
          bytes, name: use.path, page: use.page, frame: description.frame, pixelLimit: description.pixels))
    case .picture, .slide:
      let image = try ImageReader.decode(bytes, name: use.path, description.pictureOptions())
      return try FileVerdict.Facts(image, at: use.path, withRange: description.valueRange != nil)
    }
  }

  /// A slide is not read as a whole: its header with its resolution, which has to be known, an overview, and where its
  /// tiles lie.
  private static func slideVerdict(
    _ use: FileUse, _ stamp: FileStamp, _ description: TaskDescription
  ) -> FileVerdict {
    do {
      let slide = try Slide(use.path, micrometresPerPixel: use.overrides.micrometresPerPixel)
      let resolution = try SlideDecoder.resolution(slide, description)
      try SlideExtents.require(use.path)
      let facts = try FileVerdict.Facts(slide, overview: slide.overview().picture, resolution: resolution)
      return FileVerdict(stamp: stamp, hash: facts.pixelHash, problem: nil, facts: facts)
    } catch {
      return FileVerdict(error, use, stamp)
    }
  }

  /// A mask as large as its slide is looked at here and there.
  private static func maskVerdict(_ mask: SlideMask, _ use: FileUse, _ stamp: FileStamp) -> FileVerdict {
    do {
      try SlideExtents.require(use.path)
      let facts = try FileVerdict.Facts(mask)
      return FileVerdict(stamp: stamp, hash: try ContentHash.ofFile(use.path), problem: nil, facts: facts)
    } catch {
      return FileVerdict(error, use, stamp)
    }
  }

  /// A DICOM series is its folder's files together.
  private static func seriesVerdict(
    _ use: FileUse, _ stamp: FileStamp, _ description: TaskDescription
  ) -> FileVerdict {
    guard use.fileKind == .volume else {
      let problem =
        "it is a folder with a picture's name, which is not read as a series; rename it"
        + (ImageFiles.isDicom(use.path) ? ", or write slice: {} in the task description" : "")
      return FileVerdict(stamp: stamp, hash: 0, problem: problem, facts: nil)
    }
    var hash = ContentHash()
    do {
      for name in try ImageFiles.names(in: use.path)
      where !name.hasPrefix(".") && !ImageFiles.isFolder("\(use.path)/\(name)") {
        hash.add("\(try ContentHash.ofFile("\(use.path)/\(name)")) ")
      }
      return FileVerdict(stamp: stamp, hash: hash.value, problem: nil, facts: try volumeFacts(use, description))
    } catch {
      return FileVerdict(error, use, stamp, hash: hash.value)
    }
  }

  private static func volumeFacts(
    _ use: FileUse, _ description: TaskDescription
  ) throws -> FileVerdict.Facts {
    let options = use.isMask ? try description.labelOptions(of: use) : description.volumeOptions(use.overrides)
    let (volume, notes) = try VolumeReader.read(use.path, options)
    if use.kind == .image, !volume.voxels.contains(where: \.isFinite) {
      throw DataError(.constantImage, at: use.path, "it holds no finite value: every voxel is NaN or infinite")
    }
    let labels = use.isMask ? try VolumeLabels.values(volume, at: use.path) : nil
    return FileVerdict.Facts(volume, notes: notes, labels: labels)
  }
}

extension FileVerdict {
  /// The verdict on a file that could not be decoded.
  ///
  /// It is kept where the content is at fault. Where the file could not be opened or read, which may pass, it gets the
  /// stamp of no file, so that it is looked at again the next time.
  init(_ error: any Error, _ use: FileUse, _ stamp: FileStamp, hash: UInt64 = 0) {
    let kept = Self.isPassing(error, use.path) ? FileStamp.ofNoData : stamp
    self.init(stamp: kept, hash: hash, problem: Self.problem(error, use.path), facts: nil)
  }

  /// What is wrong, without the path that whoever tells it names already.
  private static func problem(_ error: any Error, _ path: String) -> String {
    let (text, place) = ("\(error)", path + ": ")
    return text.hasPrefix(place) ? String(text.dropFirst(place.count)) : text
  }

  private static func isPassing(_ error: any Error, _ path: String) -> Bool {
    switch error {
    case let error as ImageError:
      if case .system = error.cause { return true }
    case let error as DataError:
      if error.findings.contains(where: { $0.kind == .unreadableFile || $0.kind == .missingFile }) { return true }
    default: return true
    }
    // Libraries tell no reason.
    return FileHandle(forReadingAtPath: path) == nil
  }
}
