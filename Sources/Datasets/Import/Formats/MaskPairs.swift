/// Which file is the mask of which.
struct MaskPairs {
  struct Pair {
    let image: String
    let mask: String
  }

  private(set) var found: [Pair] = []
  /// Images without a mask of their name.
  private var alone: [String] = []
  /// Files where masks lie that no image takes.
  private var spare: [String] = []

  /// - Parameter files: images and masks, from the source.
  init(_ files: [String], _ request: ImportRequest) throws {
    if request.maskRules.isEmpty {
      matchFolders(files, request.source)
    } else {
      apply(request.maskRules, to: files)
    }
  }

  /// The path without its ending and without the folder of the images.
  func id(of image: String) -> String {
    let parts = FileIndex.stem(image).split(separator: "/").map(String.init)
    return parts.enumerated().filter {
      $0.offset == parts.count - 1 || !MaskFolderImport.imageNames.contains($0.element.lowercased())
    }.map(\.element).joined(separator: "/")
  }

  /// Says what has no counterpart.
  func tell(_ report: inout ImportReport) {
    let taken = Set(found.map { Self.key($0.image) })
    let longer = self.longer
    for image in alone {
      let isDivided = longer[Self.key(image), default: []].count > 1
      report.leaveOut(
        image,
        isDivided ? "images with several masks, of which a task reads one; merge them" : "images without a mask")
    }
    let divided = Set(longer.values.filter { $0.count > 1 }.flatMap { $0 })
    for mask in spare where !divided.contains(mask) {
      let isFurther = taken.contains(Self.key(mask))
      report.leaveOut(mask, isFurther ? "further masks of an image; one is read" : "masks without an image")
    }
  }

  // MARK: Pairs

  private mutating func apply(_ rules: [MaskRule], to files: [String]) {
    let all = Set(files)
    for file in files {
      let masks = rules.compactMap { $0.applied(to: file) }
      guard !masks.isEmpty else { continue }
      if let mask = masks.first(where: all.contains) {
        found.append(Pair(image: file, mask: mask))
      } else {
        alone.append(file)
      }
    }
    let masks = Set(found.map(\.mask))
    let images = Set(found.map(\.image) + alone)
    // A rule may fit masks as well.
    alone.removeAll(where: masks.contains)
    let folders = Set(masks.map(DicomFiles.folder)).subtracting(images.subtracting(masks).map(DicomFiles.folder))
    spare = files.filter { !masks.contains($0) && !images.contains($0) && folders.contains(DicomFiles.folder($0)) }
  }

  private mutating func matchFolders(_ files: [String], _ source: String) {
    let folders = DicomFiles.folders(of: files)
    let series = Set(folders)
    let byStem = Dictionary((files + folders).map { (FileIndex.stem($0), $0) }, uniquingKeysWith: { first, _ in first })
    func mask(of image: String) -> String? {
      let mask = Self.stemsOfMasks(image).lazy.compactMap { byStem[$0] }.first
      guard let mask, series.contains(mask) else { return mask }
      return DicomFiles.isSeries(PathName.joined(source, mask)) ? mask : nil
    }
    // A series goes before its slices where it has a mask of its own.
    var whole: Set<String> = []
    for folder in folders {
      guard let mask = mask(of: folder), DicomFiles.isSeries(PathName.joined(source, folder)) else { continue }
      found.append(Pair(image: folder, mask: mask))
      whole.formUnion([folder, mask])
    }
    for file in files where !(whole.contains(DicomFiles.folder(file)) && DicomFiles.isDicom(file)) {
      guard Self.place(file, MaskFolderImport.imageNames) != nil else { continue }
      if let mask = mask(of: file) { found.append(Pair(image: file, mask: mask)) } else { alone.append(file) }
    }
    let masks = Set(found.map(\.mask))
    spare = files.filter { file in
      Self.place(file, MaskFolderImport.imageNames) == nil && Self.place(file, MaskFolderImport.maskNames) != nil
        && !masks.contains(file) && !masks.contains(DicomFiles.folder(file))
    }
  }

  /// Where the masks of an image may be, without their endings.
  private static func stemsOfMasks(_ image: String) -> [String] {
    guard let place = place(image, MaskFolderImport.imageNames) else { return [] }
    let siblings = MaskFolderImport.maskNames.flatMap { [$0, $0.capitalized, $0.uppercased()] }
    var parts = image.split(separator: "/").map(String.init)
    return siblings.flatMap { name -> [String] in
      parts[place] = name
      let stem = FileIndex.stem(parts.joined(separator: "/"))
      return [stem, stem + maskEnding]
    }
  }

  private static let maskEnding = "_mask"

  /// Spare masks by the image without one whose name theirs begin with: `1_liver` and `1_kidney` of `1`.
  private var longer: [String: [String]] {
    let keys = Set(alone.map(Self.key))
    var found: [String: [String]] = [:]
    for mask in spare {
      let key = Self.key(mask)
      let cuts = key.indices.filter { "_-/. ".contains(key[$0]) }
      if let image = cuts.last(where: { keys.contains(String(key[..<$0])) }) {
        found[String(key[..<image]), default: []].append(mask)
      }
    }
    return found
  }

  // MARK: Names

  /// The level of a folder with one of these names, the deepest first; a file's own name is none.
  private static func place(_ file: String, _ names: [String]) -> Int? {
    file.split(separator: "/").dropLast().lastIndex { names.contains($0.lowercased()) }
  }

  /// What an image and its mask have in common.
  private static func key(_ file: String) -> String {
    var parts = FileIndex.stem(file).split(separator: "/").map(String.init)
    let isImage = place(file, MaskFolderImport.imageNames) != nil
    if let place = place(file, isImage ? MaskFolderImport.imageNames : MaskFolderImport.maskNames) { parts[place] = "" }
    let key = parts.joined(separator: "/")
    return !isImage && key.hasSuffix(maskEnding) ? String(key.dropLast(maskEnding.count)) : key
  }
}
