import Foundation
import Imaging

/// Images and masks that are matched by their paths: `Images/1.png` and `Annotation/1.png`, `a.nii` and `a_seg.nii`.
enum MaskFolderImport {
  static let importer = Importer(
    name: "mask-folders",
    summary: "images and masks matched by path; --as labels makes labels of the values that a mask holds",
    recognise: recognise, read: { try read($0) })

  private static let imageNames = ["images", "image", "imgs", "img", "tma_images"]
  private static let maskNames = [
    "masks", "mask", "labels", "label", "annotation", "annotations", "gt", "ground_truth", "segmentation",
    "segmentations",
  ]

  private static func recognise(_ source: ImportSource) -> String? {
    let parents = [source] + source.folders.map { ImportSource(path: PathName.joined(source.path, $0)) }
    for parent in parents {
      let folders = parent.folders
      let image = folders.first { imageNames.contains($0.lowercased()) }
      let mask = folders.first { maskNames.contains($0.lowercased()) }
      if let image, let mask { return "it has the folders \(image) and \(mask)" }
    }
    return nil
  }

  private static func read(_ request: ImportRequest) throws -> ImportedSet {
    try request.refuseFlags(except: [.kind, .mask, .value], format: importer.name)
    let kind = request.kind ?? .masks
    guard [.masks, .labels].contains(kind) else {
      throw ImportUsage.kind(kind, importer.name, allowed: [.masks, .labels])
    }
    let files = try FileIndex(request.source).files
    let pairs = try MaskPairs(files, request, imageNames: imageNames, maskNames: maskNames)
    var set = ImportedSet(kind == .masks ? .segmentation : .multilabel, classes: [], root: request.source)
    let splits = splitFolders(files, request)
    for (image, mask) in pairs.found {
      let split = image.split(separator: "/").first.flatMap { splits[String($0)] }
      set.samples.append(ImportedSample(id: pairs.id(of: image), images: [image], label: .mask(mask), split: split))
    }
    for image in pairs.alone { set.report.leaveOut(image, "images without a mask") }
    try TableImport.takeValues(&set, request)
    if kind == .labels { try takeLabels(&set, request) }
    return set
  }

  /// First-level folders that are splits.
  private static func splitFolders(_ files: [String], _ request: ImportRequest) -> [String: Split] {
    let folders = Set(files.compactMap { $0.split(separator: "/").dropLast().first.map(String.init) })
    return Dictionary(
      uniqueKeysWithValues: folders.compactMap { name in SplitName.whole(name, request.splits).map { (name, $0) } })
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

/// Which file is the mask of which.
private struct MaskPairs {
  private(set) var found: [(image: String, mask: String)] = []
  private(set) var alone: [String] = []
  private let imageNames: [String]

  init(_ files: [String], _ request: ImportRequest, imageNames: [String], maskNames: [String]) throws {
    self.imageNames = imageNames
    let all = Set(files)
    let stems = Dictionary(files.map { (Self.stem($0), $0) }, uniquingKeysWith: { first, _ in first })
    if !request.maskRules.isEmpty {
      for file in files {
        let masks = request.maskRules.compactMap { $0.applied(to: file) }
        guard !masks.isEmpty else { continue }
        if let mask = masks.first(where: all.contains) { found.append((file, mask)) } else { alone.append(file) }
      }
      return
    }
    for file in files {
      let parts = file.split(separator: "/").map(String.init)
      guard let place = parts.dropLast().lastIndex(where: { imageNames.contains($0.lowercased()) }) else { continue }
      let siblings = maskNames.flatMap { [$0, $0.capitalized, $0.uppercased()] }
      let mask = siblings.lazy.compactMap { name -> String? in
        var other = parts
        other[place] = name
        let stem = Self.stem(other.joined(separator: "/"))
        return stems[stem] ?? stems[stem + "_mask"]
      }.first
      if let mask { found.append((file, mask)) } else { alone.append(file) }
    }
  }

  /// The path without its ending and without the folder of the images.
  func id(of image: String) -> String {
    let parts = Self.stem(image).split(separator: "/").map(String.init)
    return parts.enumerated().filter { $0.offset == parts.count - 1 || !imageNames.contains($0.element.lowercased()) }
      .map(\.element).joined(separator: "/")
  }

  private static func stem(_ path: String) -> String {
    let key = FileIndex.key(path)
    let folder = path.dropLast(PathName.last(path).count)
    return folder + key
  }
}

/// Turns an image's path into its mask's: `PATTERN => TEXT`, where `\1` is the first group.
public struct MaskRule {
  private let expression: Regex<AnyRegexOutput>
  private let replacement: String

  public static let separator = "=>"

  init(expression: Regex<AnyRegexOutput>, replacement: String) {
    self.expression = expression
    self.replacement = replacement
  }

  /// The mask's path; nil if the pattern does not match.
  func applied(to path: String) -> String? {
    guard let match = try? expression.firstMatch(in: path) else { return nil }
    var text = replacement
    for group in 1..<max(1, match.output.count) {
      text = text.replacing("\\\(group)", with: match.output[group].substring ?? "")
    }
    return path[..<match.range.lowerBound] + text + path[match.range.upperBound...]
  }
}
