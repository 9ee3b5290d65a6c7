import Foundation
import Imaging

/// Images and masks that are matched by their paths: `Images/1.png` and `Annotation/1.png`, `a.nii` and `a_seg.nii`.
enum MaskFolderImport {
  static let importer = Importer(
    name: "mask-folders",
    summary: "images and masks matched by path; --as labels makes labels of the values that a mask holds",
    recognise: recognise, read: { try read($0) })

  static let imageNames = ["images", "image", "imgs", "img", "tma_images"]
  static let maskNames = [
    "masks", "mask", "labels", "label", "annotation", "annotations", "gt", "ground_truth", "segmentation",
    "segmentations",
  ]

  private static func recognise(_ source: ImportSource) -> String? {
    pair(source) { FileIndex.holdsImage(below: $0) }.map { "it has the folders \($0.image) and \($0.mask)" }
  }

  /// What keeps folders of images and masks from being those: `labels` may hold lists in place of masks.
  static func problem(_ source: ImportSource) -> String? {
    guard recognise(source) == nil, let (image, mask) = pair(source, takes: { _ in true }) else { return nil }
    let holdsTexts = pair(source) { folder in
      (try? FileIndex(folder) { PathName.lowercasedExtension($0) == "txt" })?.files.isEmpty == false
    }
    let yolo = holdsTexts == nil ? "" : " (text files of boxes, as YOLO has them, are not read: export the set as COCO)"
    return "it has the folders \(image) and \(mask), but \(mask) holds no mask image\(yolo)"
  }

  private static func pair(_ source: ImportSource, takes: (String) -> Bool) -> (image: String, mask: String)? {
    let parents = [source] + source.folders.map { ImportSource(path: PathName.joined(source.path, $0)) }
    for parent in parents {
      let folders = parent.folders
      guard let image = folders.first(where: { imageNames.contains($0.lowercased()) }) else { continue }
      let masks = folders.filter { maskNames.contains($0.lowercased()) }
      if let mask = masks.first(where: { takes(PathName.joined(parent.path, $0)) }) { return (image, mask) }
    }
    return nil
  }

  private static func read(_ request: ImportRequest) throws -> ImportedSet {
    try request.refuseFlags(except: [.kind, .mask, .value], format: importer.name)
    let kind = request.kind ?? .masks
    guard [.masks, .labels].contains(kind) else {
      throw ImportUsage.kind(kind, importer.name, allowed: [.masks, .labels])
    }
    var set = ImportedSet(kind == .masks ? .segmentation : .multilabel, classes: [], root: request.source)
    let pairs = try MaskPairs(FileIndex.images(below: request.source, &set.report).images, request)
    var splits: [String: Split] = [:]
    for pair in pairs.found {
      let (name, split) = self.split(of: pair.image, request)
      if let name, let split { splits[name] = split }
      set.samples.append(
        ImportedSample(id: pairs.id(of: pair.image), images: [pair.image], label: .mask(pair.mask), split: split))
    }
    if !splits.isEmpty { set.report.note("splits by folder: \(SplitName.text(splits))") }
    pairs.tell(&set.report)
    try set.takeMaskClasses(request)
    if kind == .labels { try takeLabels(&set, request) }
    return set
  }

  /// The folder that is a split: the first one, as in `train/images`, or the one in that of the images, as in
  /// `images/train`.
  private static func split(of image: String, _ request: ImportRequest) -> (name: String?, split: Split?) {
    let folders = image.split(separator: "/").dropLast().map(String.init)
    let place = folders.lastIndex { imageNames.contains($0.lowercased()) }
    for name in [folders.first, place.flatMap { folders.dropFirst($0 + 1).first }].compactMap({ $0 }) {
      if let split = SplitName.whole(name, request.splits) { return (name, split) }
    }
    return (nil, nil)
  }

  /// A class that occurs anywhere in the mask is positive.
  private static func takeLabels(_ set: inout ImportedSet, _ request: ImportRequest) throws {
    _ = try ImagingVersions.read()
    let root = set.root
    let masks = set.samples.map { sample -> String in
      if case .mask(let file) = sample.label { PathName.joined(root, file) } else { "" }
    }
    let threads = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let values = concurrentMap(masks.count, threads: threads) { index in
      (try? ImageReader.readLabels(masks[index])).map { Set($0.values) }
    }
    // Without a map the value is the class index.
    var meanings = set.values
    if meanings.isEmpty { meanings = set.classes.enumerated().map { (String($0.offset), $0.element) } }
    var kept: [ImportedSample] = []
    for (sample, found) in zip(set.samples, values) {
      guard let found else {
        set.report.leaveOut(sample.id, "masks that cannot be read")
        continue
      }
      let names = meanings.compactMap { entry in UInt16(entry.value).flatMap { found.contains($0) ? entry.name : nil } }
      var sample = sample
      sample.label = .states(set.classes.map { names.contains($0) ? "1" : "0" })
      kept.append(sample)
    }
    set.samples = kept
    set.values = []
    set.report.note("a class is positive where its value occurs in the mask")
  }
}
