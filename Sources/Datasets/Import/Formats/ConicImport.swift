import Foundation
import Imaging
import Settings

/// The CoNIC challenge: `images.npy` [N, 256, 256, 3], `labels.npy` [N, 256, 256, 2] (nucleus number, class) and
/// `patch_info.csv` with a name a patch.
///
/// The patches lie inside one array that no picture reader opens, so they are written as PNG files: the only images
/// that an import writes.
enum ConicImport {
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

  private static func read(_ request: ImportRequest) throws -> ImportedSet {
    try request.refuseFlags(except: [], format: importer.name)
    let images = try NumpyFile(PathName.joined(request.source, "images.npy"))
    let labels = try NumpyFile(PathName.joined(request.source, "labels.npy"))
    guard images.shape.count == 4, images.shape[3] == 3, labels.shape == Array(images.shape.prefix(3)) + [2] else {
      throw DataError(
        .unreadableFile, at: labels.path, "the arrays have the shapes \(images.shape) and \(labels.shape)",
        allowed: "[N, H, W, 3] and [N, H, W, 2]")
    }
    let names = try names(request, count: images.shape[0])
    try ImportTargets(request).require(names.map { "images/\($0).png" })
    var set = ImportedSet(.detection, classes: classes, root: request.out)
    set.modality = .histology
    do {
      try takePatches(names, images, labels, request, &set)
    } catch {
      set.removeWritten()
      throw error
    }
    set.report.note("\(names.count) patches were written as PNG, because they lie inside one array")
    return set
  }

  private static func takePatches(
    _ names: [String], _ images: NumpyFile, _ labels: NumpyFile, _ request: ImportRequest, _ set: inout ImportedSet
  ) throws {
    let folder = PathName.joined(request.out, "images")
    try OutputPlace.makeFolder(folder)
    let size = PixelSize(height: images.shape[1], width: images.shape[2])
    for (number, name) in names.enumerated() {
      let file = "images/\(name).png"
      let bytes = try images.item(number).map { UInt8(clamping: $0) }
      let picture = Raster(height: size.height, width: size.width, bytes: bytes)
      let path = PathName.joined(request.out, file)
      if !ImageFolder.exists(path) { set.written.append(path) }
      try OutputPlace.telling(folder) { try ImageWriter.png(picture, to: path) }
      let boxes = try boxes(labels.item(number), size, name, &set.report)
      set.samples.append(
        ImportedSample(id: name, images: [file], label: .boxes(boxes, size), group: source(of: name)))
    }
  }

  /// Names of patch_info.csv, such as `consep_1-0000`; numbers where there is no such file.
  private static func names(_ request: ImportRequest, count: Int) throws -> [String] {
    let path = PathName.joined(request.source, "patch_info.csv")
    guard ImageFolder.exists(path) else {
      let width = String(count).count
      return (0..<count).map { String(repeating: "0", count: width - String($0).count) + String($0) }
    }
    let table = try Table.read(path)
    guard table.rows.count == count else {
      throw DataError(.table, at: path, "\(table.rows.count) rows for \(count) patches")
    }
    let names = table.rows.map { fileName($0.cells[0]) }
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
  private static func boxes(
    _ values: [Int], _ size: PixelSize, _ name: String, _ report: inout ImportReport
  ) throws -> [ImportedBox] {
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
      guard let box = found[number], (1...classes.count).contains(box.label) else {
        report.leaveOut(name, "nuclei without a class")
        return nil
      }
      return ImportedBox(
        x: Double(box.x0), y: Double(box.y0), width: Double(box.x1 - box.x0 + 1), height: Double(box.y1 - box.y0 + 1),
        label: box.label - 1)
    }
  }
}
