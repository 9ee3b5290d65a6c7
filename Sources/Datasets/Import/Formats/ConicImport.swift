import Foundation
import Imaging
import Settings

/// The CoNIC challenge: `images.npy` [N, 256, 256, 3], `labels.npy` [N, 256, 256, 2] (nucleus number, class) and
/// `patch_info.csv` with a name a patch.
///
/// The patches lie inside one array that no picture reader opens, so they are written as PNG files: the only images
/// that an import writes.
struct ConicImport: ImportFormat {
  static let importer = Importer(
    name: "conic", summary: "the CoNIC challenge's images.npy and labels.npy; a box a nucleus",
    recognise: recognise, read: { try read($0) })

  /// Values 1 to 6 of the class map.
  /// - Source: README of TissueImageAnalytics/CoNIC.
  static let classes = ["neutrophil", "epithelial", "lymphocyte", "plasma", "eosinophil", "connective"]

  private static func recognise(_ source: ImportSource) -> String? {
    guard source.isFolder, source.file("images.npy") != nil, source.file("labels.npy") != nil else { return nil }
    return "it holds images.npy and labels.npy"
  }

  private let request: ImportRequest
  private let images: NumpyFile
  private let labels: NumpyFile
  /// The size of every patch.
  private let size: PixelSize
  private var set: ImportedSet

  init(_ request: ImportRequest) throws {
    try request.refuseFlags(except: [], format: Self.importer.name)
    self.request = request
    images = try NumpyFile(PathName.joined(request.source, "images.npy"))
    labels = try NumpyFile(PathName.joined(request.source, "labels.npy"))
    set = ImportedSet(.detection, classes: Self.classes, root: request.out)
    set.modality = .histology
    guard images.shape.count == 4, images.shape[3] == 3, labels.shape == Array(images.shape.prefix(3)) + [2] else {
      throw DataError(
        .unreadableFile, at: labels.path, "the arrays have the shapes \(images.shape) and \(labels.shape)",
        allowed: "[N, H, W, 3] and [N, H, W, 2]")
    }
    size = PixelSize(height: images.shape[1], width: images.shape[2])
  }

  mutating func run() throws -> ImportedSet {
    let names = try self.names()
    try ImportTargets(request).require(names.map { "images/\($0).png" })
    do {
      try OutputPlace.makeFolder(PathName.joined(request.out, "images"))
      for (number, name) in names.enumerated() { try addPatch(number, name) }
    } catch {
      set.removeWritten()
      throw error
    }
    set.report.note("\(names.count) patches were written as PNG, because they lie inside one array")
    return set
  }

  private mutating func addPatch(_ number: Int, _ name: String) throws {
    let file = "images/\(name).png"
    let bytes = try images.item(number).map { UInt8(clamping: $0) }
    let picture = Raster(height: size.height, width: size.width, bytes: bytes)
    let path = PathName.joined(request.out, file)
    if !ImageFolder.exists(path) { set.written.append(path) }
    try OutputPlace.telling(PathName.joined(request.out, "images")) { try ImageWriter.png(picture, to: path) }
    let boxes = try boxes(ofPatch: number, name)
    set.samples.append(
      ImportedSample(id: name, images: [file], label: .boxes(boxes, size), group: Self.source(of: name)))
  }

  /// Names of patch_info.csv, such as `consep_1-0000`; numbers where there is no such file.
  private func names() throws -> [String] {
    let count = images.shape[0]
    let path = PathName.joined(request.source, "patch_info.csv")
    guard ImageFolder.exists(path) else {
      let width = String(count).count
      return (0..<count).map { String(repeating: "0", count: width - String($0).count) + String($0) }
    }
    let table = try Table.read(path)
    guard table.rows.count == count else {
      throw DataError(.table, at: path, "\(table.rows.count) rows for \(count) patches")
    }
    let names = table.rows.map { Self.fileName($0.cells[0]) }
    // Some file systems take "A" and "a" for one name.
    let places = Dictionary(grouping: names.indices) { names[$0].lowercased() }
    let repeated = names.indices.filter { (places[names[$0].lowercased()] ?? []).count > 1 }
    guard repeated.isEmpty else {
      throw DataError(
        .duplicateId, at: path,
        "several patches would be one file: \(repeated.map { names[$0] }.quoted(atMost: 3))",
        allowed: "a name of its own for each patch", hint: "all but letters, digits and _ - . becomes _")
    }
    return names
  }

  private static func fileName(_ name: String) -> String {
    String(name.map { $0.isLetter || $0.isNumber || "_-.".contains($0) ? $0 : "_" })
  }

  /// `consep_1` of `consep_1-0000`: the source image, from which several patches were cut.
  private static func source(of name: String) -> String? {
    name.lastIndex(of: "-").map { String(name[..<$0]) }
  }

  /// The smallest box around each nucleus, with the class of its first pixel that has one.
  private mutating func boxes(ofPatch number: Int, _ name: String) throws -> [ImportedBox] {
    let values = try labels.item(number)
    var found: [Int: (x0: Int, y0: Int, x1: Int, y1: Int, label: Int)] = [:]
    for place in 0..<size.height * size.width where values[2 * place] > 0 {
      let (x, y) = (place % size.width, place / size.width)
      let label = values[2 * place + 1]
      let old = found[values[2 * place]] ?? (x, y, x, y, label)
      found[values[2 * place]] = (
        min(old.x0, x), min(old.y0, y), max(old.x1, x), max(old.y1, y), old.label > 0 ? old.label : label
      )
    }
    return found.keys.sorted().compactMap { number in
      guard let box = found[number], (1...Self.classes.count).contains(box.label) else {
        set.report.leaveOut(name, "nuclei without a class")
        return nil
      }
      return ImportedBox(
        x: Double(box.x0), y: Double(box.y0), width: Double(box.x1 - box.x0 + 1), height: Double(box.y1 - box.y0 + 1),
        label: box.label - 1)
    }
  }
}
