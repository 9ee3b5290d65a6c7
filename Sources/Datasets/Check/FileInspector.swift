import Foundation
import Imaging

/// Decodes every file of a task completely, in threads, or takes the kept verdict where the file's stamp is as before.
struct FileInspector: Sendable {
  let description: TaskDescription
  let cache: VerdictCache?
  let threads: Int

  /// Verdicts on all files of some records; what does not exist has none. New ones are kept.
  /// - Returns: the verdicts, how many were decoded now, and a note if they could not be kept.
  /// - Throws: the error of the imaging library if it is needed and cannot be opened: that is no fault of a file, so it
  ///   never becomes a verdict.
  func inspect(_ records: [SampleRecord]) throws -> (verdicts: [FileUse: FileVerdict], decoded: Int, note: Finding?) {
    let uses = Self.uses(records, description)
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

  /// Every file once, in the order of the records.
  private static func uses(_ records: [SampleRecord], _ description: TaskDescription) -> [FileUse] {
    var seen: Set<FileUse> = []
    return records.flatMap { FileUse.all($0, description) }.filter { seen.insert($0).inserted }
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
    if use.kind == .image, SlideDecoder.isSlide(use.path, description) {
      return slideVerdict(use, stamp, description)
    }
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
    if VolumeDecoder.isVolume(use.path, description) { return try volumeFacts(use, description) }
    if use.isMask, SlideAnnotations.isAnnotations(use.path) {
      let items = try SlideAnnotations.read(use.path, description)
      let values = Set(items.map(\.value)).union([UInt16(description.backgroundClass)])
      let rings = items.flatMap { item -> [MaskDrawing.Ring] in
        if case .rings(let rings) = item.shape { rings } else { [] }
      }
      let bounds = MaskDrawing.Shape.bounds(rings).map { [$0.x0, $0.y0, $0.x1, $0.y1] }
      return FileVerdict.Facts(
        height: 0, width: 0, isConstant: values.count == 1, largestStored: nil, values: values.sorted(),
        outlineBounds: bounds)
    }
    switch use.kind {
    case .image:
      let image = try ImageReader.decode(bytes, name: use.path, description.pictureOptions())
      let raster = image.raster
      return FileVerdict.Facts(
        height: raster.height, width: raster.width, isConstant: raster.isConstant,
        largestStored: description.valueRange == nil ? raster.largestStored(use.path) : nil, values: [],
        pixelHash: raster.pixelHash, appearance: try PerceptualHash(raster), intensity: .init(raster.floats),
        notes: image.notes, isGrey: raster.isGrey)
    case .mask, .slideMask:
      let mask = try ImageReader.labels(
        bytes, name: use.path, page: use.page, frame: description.frame, pixelLimit: description.pixels)
      let values = mask.distinctValues
      return FileVerdict.Facts(
        height: mask.height, width: mask.width, isConstant: values.count == 1, largestStored: nil,
        values: Array(values.prefix(FileVerdict.valueLimit)), pixelHash: mask.values.pixelHash)
    }
  }

  /// A slide is not read as a whole: its header with its resolution, which has to be known, and an overview.
  private static func slideVerdict(
    _ use: FileUse, _ stamp: FileStamp, _ description: TaskDescription
  ) -> FileVerdict {
    do {
      let slide = try Slide(use.path, micrometresPerPixel: use.overrides.micrometresPerPixel)
      let resolution = try SlideDecoder.resolution(slide, description)
      let picture = try slide.overview().picture
      let facts = FileVerdict.Facts(
        height: slide.height, width: slide.width, isConstant: picture.isConstant, largestStored: nil, values: [],
        pixelHash: picture.pixelHash, appearance: try PerceptualHash(picture), intensity: .init(picture.floats),
        notes: slide.notes, micrometresPerPixel: resolution)
      return FileVerdict(stamp: stamp, hash: picture.pixelHash, problem: nil, facts: facts)
    } catch {
      return FileVerdict(error, use, stamp)
    }
  }

  /// A mask as large as its slide is looked at here and there.
  private static func maskVerdict(_ mask: SlideMask, _ use: FileUse, _ stamp: FileStamp) -> FileVerdict {
    do {
      let (values, size) = (try mask.sampledValues(), mask.size)
      let facts = FileVerdict.Facts(
        height: size.height, width: size.width, isConstant: values.count == 1, largestStored: nil, values: values)
      return FileVerdict(stamp: stamp, hash: try ContentHash.ofFile(use.path), problem: nil, facts: facts)
    } catch {
      return FileVerdict(error, use, stamp)
    }
  }

  /// A DICOM series is its folder's files together.
  private static func seriesVerdict(
    _ use: FileUse, _ stamp: FileStamp, _ description: TaskDescription
  ) -> FileVerdict {
    guard VolumeDecoder.isVolume(use.path, description) else {
      let problem =
        "it is a folder with a picture's name, which is not read as a series; rename it"
        + (FileKind.isDicom(use.path) ? ", or write slice: {} in the task description" : "")
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
    let isConstant = volume.voxels.allSatisfy { $0 == volume.voxels[0] }
    let values = use.isMask ? try VolumeLabels.values(volume, at: use.path) : []
    return FileVerdict.Facts(
      height: volume.size[1], width: volume.size[0], planes: volume.size[2], frames: volume.frameCount,
      isConstant: isConstant, largestStored: nil, values: Array(values.prefix(FileVerdict.valueLimit)),
      pixelHash: volume.voxels.pixelHash,
      appearance: use.kind == .image ? PerceptualHash(volume) : nil,
      intensity: use.kind == .image ? .init(volume.voxels) : nil, geometry: volume.geometry,
      notes: notes, orientation: volume.fileGeometry.orientation)
  }
}

extension FileVerdict {
  /// The verdict on a file that could not be decoded.
  ///
  /// It is kept where the content is at fault. Where the file could not be opened or read, which may pass, it gets the
  /// stamp of no file, so that it is looked at again the next time.
  fileprivate init(_ error: any Error, _ use: FileUse, _ stamp: FileStamp, hash: UInt64 = 0) {
    let kept = Self.isPassing(error, use.path) ? FileStamp.ofNoData : stamp
    self.init(stamp: kept, hash: hash, problem: "\(error)", facts: nil)
  }

  private static func isPassing(_ error: any Error, _ path: String) -> Bool {
    switch error {
    case let error as ImageError:
      // What the readers say before the system's reason.
      if ["cannot be opened: ", "cannot be read: "].contains(where: { error.message.hasPrefix($0) }) { return true }
    case let error as DataError:
      if error.findings.contains(where: { $0.kind == .unreadableFile || $0.kind == .missingFile }) { return true }
    default: return true
    }
    // Libraries tell no reason.
    return FileHandle(forReadingAtPath: path) == nil
  }
}

extension FileVerdict.Intensity {
  /// Of the finite values.
  fileprivate init(_ values: [Float]) {
    var (low, high, sum, count) = (Float.infinity, -Float.infinity, 0.0, 0)
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
      sum += Double(value)
      count += 1
    }
    self.init(lowest: count > 0 ? low : 0, highest: count > 0 ? high : 0, mean: Float(sum / Double(max(1, count))))
  }
}

extension Array {
  /// Hash of the elements' bytes.
  fileprivate var pixelHash: UInt64 {
    var hash = ContentHash()
    withUnsafeBytes { hash.add($0) }
    return hash.value
  }
}

extension Raster {
  /// Hash of size and pixels.
  fileprivate var pixelHash: UInt64 {
    var hash = ContentHash()
    hash.add("\(height) \(width) \(channels) \(depth)")
    bytes.withUnsafeBytes { hash.add($0) }
    return hash.value
  }

  /// Every pixel equals the first.
  fileprivate var isConstant: Bool {
    let pixel = channels * depth.byteCount
    return bytes.withUnsafeBytes { bytes in
      guard bytes.count > pixel, let start = bytes.baseAddress else { return true }
      return memcmp(start, start + pixel, bytes.count - pixel) == 0
    }
  }

  /// The largest value of a 16-bit PNG or TIFF, where the full scale is 65535; nil for others.
  fileprivate func largestStored(_ path: String) -> Int? {
    guard depth == .float32, ["png", "tif", "tiff"].contains(PathName.lowercasedExtension(path)) else { return nil }
    let largest = bytes.withUnsafeBytes { $0.bindMemory(to: Float.self).max() ?? 0 }
    return (0...1).contains(largest) ? Int((largest * 65_535).rounded()) : nil
  }
}

extension LabelMap {
  /// All values, ascending.
  fileprivate var distinctValues: [UInt16] {
    var isPresent = [Bool](repeating: false, count: 65_536)
    values.withUnsafeBufferPointer { values in
      isPresent.withUnsafeMutableBufferPointer { present in
        for value in values { present[Int(value)] = true }
      }
    }
    return isPresent.indices.filter { isPresent[$0] }.map { UInt16($0) }
  }
}
