import Foundation

/// A DICOM series (a folder) or a file of several frames, read as one volume.
struct DicomVolume {
  private let stack: DicomStack
  private let notes: [String]
  private let type: VoxelType
  /// MONOCHROME1: turned when values come to 0...1.
  private let isInverted: Bool
  private let areLabels: Bool

  /// Nil when the path is a file of another format.
  /// - Throws: `ImageError` when it is DICOM and no volume.
  static func claiming(_ path: String, _ options: VolumeReadOptions) throws -> DicomVolume? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ImageError("there is no such file or folder", cause: .system(ENOENT))
    }
    if isFolder.boolValue { return try DicomVolume(folder: path, options) }
    guard DicomFile.claims(try FileBytes.read(path, atMost: DicomFile.claimBytes)) else { return nil }
    let file = try DicomFile.header(path)
    let slices = try DicomSlice.all(file)
    let notes = file.notes + (slices.first?.layout.notes ?? [])
    return try DicomVolume(slices, told: DicomSliceSpacing(file), notes: notes, options)
  }

  private init(folder: String, _ options: VolumeReadOptions) throws {
    var notes: [String] = []
    let chosen = try Self.oneSeries(Self.images(in: folder, &notes), options)
    guard let first = chosen.first else { throw ImageError("holds no DICOM images") }
    let slices = try chosen.flatMap { (image: Image) -> [DicomSlice] in try image.slices.get() }
    let told = try ImageError.naming(first.path) { try DicomSliceSpacing(DicomFile.header(first.path)) }
    try self.init(slices, told: told, notes: notes, options)
  }

  private init(
    _ frames: [DicomSlice], told: DicomSliceSpacing, notes: [String], _ options: VolumeReadOptions
  ) throws {
    let slices = try DicomSlice.layered(frames)
    guard let first = slices.first else { throw ImageError("has no slices") }
    try VolumeLayout.check(
      shape: [first.layout.columns, first.layout.rows, slices.count], limit: options.voxelLimit)
    // A frame is a slice here; only the first may be asked for.
    guard options.areLabels || options.frame ?? 0 == 0 else {
      throw ImageError("frames of DICOM are slices; no frame can be chosen")
    }
    areLabels = options.areLabels
    stack = try DicomStack(slices, options, told: told)
    let segments = DicomSegment.note(frames.compactMap(\.segment)).map { [$0] } ?? []
    isInverted = segments.isEmpty && first.layout.colour == .whiteIsZero
    let inversion = isInverted ? [DicomLayout.inversionNote] : []
    let isPalette = first.layout.colour == .palette && !first.isSegmentation
    let palette = isPalette ? ["palette colours: voxels hold their indices"] : []
    (self.notes, type) = (notes + stack.notes + segments + inversion + palette, first.layout.type)
  }

  /// A file of a folder. The bytes of its header are not kept.
  private struct Image {
    let path: String
    /// The SeriesInstanceUID; empty where there is none.
    let series: String
    /// Its planes, or why it has none: that matters only if its series is the one to be read.
    let slices: Result<[DicomSlice], any Error>

    init(_ file: DicomFile) {
      path = file.path
      series = file.data.text(DicomTag.seriesInstance) ?? ""
      slices = Result { try ImageError.naming(file.path) { try DicomSlice.all(file) } }
    }
  }

  /// The images of a folder in the order of their names, which decides nothing but messages.
  private static func images(in folder: String, _ notes: inout [String]) throws -> [Image] {
    let names = try Self.names(in: folder)
    var (images, others) = ([Image](), 0)
    for name in names {
      let path = folder + "/" + name
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      let head = try FileBytes.read(path, atMost: DicomFile.claimBytes)
      guard DicomFile.claims(head) else {
        try requireOther(name, isEmpty: head.isEmpty)
        others += 1
        continue
      }
      let file = try DicomFile.header(path)
      guard file.hasPixels else {
        others += 1
        continue
      }
      images.append(Image(file))
    }
    if others > 0 { notes.append("\(others) files without DICOM pixels were left out") }
    guard !images.isEmpty else { throw ImageError("the folder holds no DICOM images (\(names.count) entries)") }
    return images
  }

  /// A file that should be a slice, such as one that a copy has left empty, may not be missing unheard.
  private static func requireOther(_ name: String, isEmpty: Bool) throws {
    guard [".dcm", ".dicom", ".ima"].contains(where: name.lowercased().hasSuffix) else { return }
    throw ImageError(
      "\(name) is \(isEmpty ? "empty (0 bytes)" : "no DICOM file"); get it again, or take it out of the folder")
  }

  private static func names(in folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()
    } catch {
      throw ImageError("the folder cannot be listed: \(error.localizedDescription)")
    }
  }

  private static func oneSeries(_ images: [Image], _ options: VolumeReadOptions) throws -> [Image] {
    let groups = Dictionary(grouping: images) { (image: Image) -> String in image.series }
    if let wanted = options.series {
      guard let chosen = groups[wanted] else {
        throw ImageError("holds no series \(wanted); it has \(groups.count) others")
      }
      return chosen
    }
    guard groups.count > 1 else { return images }
    let list = groups.sorted { $0.key < $1.key }.prefix(4).map { (series: String, members: [Image]) -> String in
      let name = members.first.map { URL(fileURLWithPath: $0.path).lastPathComponent }
      return "\(series) (\(members.count) files, such as \(name ?? "?"))"
    }
    throw ImageError(
      "holds \(groups.count) series: \(list.joined(separator: "; ")); "
        + "choose one by its UID in the table's column series")
  }

  var header: VolumeHeader {
    VolumeHeader(
      format: "DICOM", geometry: AxisTurn(stack.geometry.direction).turned(stack.geometry),
      fileGeometry: stack.geometry, type: type, frameCount: 1, notes: notes, isAssumed: stack.isAssumed)
  }

  /// Decodes every slice, rescaled by its own rule, and turns the axes.
  func read() throws -> (volume: Volume, notes: [String]) {
    var notes = notes
    let plane = stack.geometry.size[0] * stack.geometry.size[1]
    var stored: [Float] = []
    var reader = DicomSliceReader(areLabels: areLabels)
    for (index, slice) in stack.slices.enumerated() {
      // A plane without a frame stays 0.
      guard let slice else { continue }
      let values = try ImageError.naming(slice.path) { try reader.values(slice) }
      // Memory for all is taken once the first slice has shown that its pixels are there.
      if stored.isEmpty { stored = [Float](repeating: 0, count: plane * stack.slices.count) }
      stored.replaceSubrange(index * plane..<(index + 1) * plane, with: values)
    }
    notes += reader.notes
    let turn = AxisTurn(stack.geometry.direction)
    let walk = turn.walk(size: stack.geometry.size, strides: [1, stack.geometry.size[0], plane])
    let conversion = VoxelConversion(type: .float32, slope: 1, intercept: 0)
    let voxels = stored.withUnsafeBytes { conversion.gather($0, walk) }
    var volume = Volume(
      geometry: turn.turned(stack.geometry), fileGeometry: stack.geometry, voxels: voxels, isInverted: isInverted)
    volume.isAssumed = stack.isAssumed
    return (volume, notes)
  }
}
