import CImaging
import Foundation

/// Finds and reads NIfTI and Analyze headers.
enum NiftiLayout {
  /// - Parameters:
  ///   - path: the file that was named: `.nii`, `.nii.gz`, or either half of a pair.
  ///   - head: its first bytes as they are on disk.
  static func read(_ path: String, head: [UInt8], _ options: VolumeReadOptions) throws -> VolumeLayout {
    let (headerPath, dataPath) = try pair(path)
    let start = headerPath == path ? head : try FileBytes.read(headerPath, atMost: 4096)
    let header = try NiftiHeader(beginning(start), allowsAnalyze: headerPath != dataPath)
    guard header.isSingleFile || headerPath != dataPath else {
      throw ImageError("is the header of a pair; it must be named .hdr, with its .img beside it")
    }
    // A single file may carry any name.
    let voxels = header.isSingleFile ? headerPath : dataPath
    guard FileManager.default.fileExists(atPath: voxels) else {
      throw ImageError("the voxels are missing: \(name(voxels)) is not beside this header")
    }
    let notes = header.notes + (header.version == .analyze ? try SpmMatrix.notes(beside: headerPath, options) : [])
    return try layout(header, dataPath: voxels, notes: notes, options)
  }

  /// Header and voxels by name; one file unless it is `.hdr` or `.img`.
  private static func pair(_ path: String) throws -> (header: String, data: String) {
    let lowercased = path.lowercased()
    for ending in [".hdr", ".hdr.gz"] where lowercased.hasSuffix(ending) {
      let stem = String(path.dropLast(ending.count))
      return (path, other(stem, ".img") ?? stem + ".img")
    }
    for ending in [".img", ".img.gz"] where lowercased.hasSuffix(ending) {
      let stem = String(path.dropLast(ending.count))
      guard let header = other(stem, ".hdr") else {
        throw ImageError("the header is missing: \(name(stem)).hdr is not beside this file")
      }
      return (header, path)
    }
    return (path, path)
  }

  /// The other half of a pair, in small letters or capitals.
  private static func other(_ stem: String, _ ending: String) -> String? {
    let endings = [ending, ending + ".gz"]
    return (endings + endings.map { $0.uppercased() }).map { stem + $0 }.first(where: FileManager.default.fileExists)
  }

  private static func name(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }

  /// The first bytes, inflated where they are deflated.
  static func beginning(_ head: [UInt8]) throws -> [UInt8] {
    guard isGzip(head) else { return Array(head.prefix(NiftiHeader.longestHeader)) }
    return try head.withUnsafeBufferPointer {
      try Inflate.prefix($0, wrapping: Int32(CIMAGING_GZIP), count: NiftiHeader.longestHeader)
    }
  }

  static func isGzip(_ head: [UInt8]) -> Bool { head.starts(with: [0x1f, 0x8b]) }

  private static func layout(
    _ header: NiftiHeader, dataPath: String, notes: [String], _ options: VolumeReadOptions
  ) throws -> VolumeLayout {
    let type = try header.voxelType()
    let shape = try header.shape(limit: options.voxelLimit)
    let size = (0..<3).map { $0 < shape.count ? shape[$0] : 1 }
    let placed = try NiftiGeometry(header, size: size, acceptsMissing: options.acceptsIrregularGeometry)
    let codec: VoxelCodec = isGzip(try FileBytes.read(dataPath, atMost: 2)) ? .gzip : .none
    let voxels = size.reduce(1, *)
    var layout = VolumeLayout(
      format: header.name, type: type, isSwapped: header.isBigEndian, shape: shape, size: size,
      strides: [1, size[0], size[0] * size[1]], frameCount: shape.dropFirst(3).reduce(1, *), frameStride: voxels,
      geometry: placed.geometry, dataPath: dataPath, dataOffset: try header.dataOffset(), codec: codec,
      notes: notes + placed.notes)
    try scale(&layout, header)
    if header.bitsPerVoxel != type.byteCount * 8 {
      layout.notes.append(
        "bitpix says \(header.bitsPerVoxel), \(type.rawValue) has \(type.byteCount * 8); the type counts")
    }
    return layout
  }

  private static func scale(_ layout: inout VolumeLayout, _ header: NiftiHeader) throws {
    if header.slope.isFinite, header.slope != 0 {
      guard header.intercept.isFinite || header.version == .analyze else {
        throw ImageError("damaged \(header.name): scl_inter is \(header.intercept)")
      }
      (layout.slope, layout.intercept) = (header.slope, header.intercept.isFinite ? header.intercept : 0)
    } else if header.version == .analyze {
      scaleLikeSpm(&layout, header)
    } else if !header.slope.isFinite {
      layout.notes.append("scl_slope is \(header.slope): values are as stored")
    }
    guard layout.slope != 1 || layout.intercept != 0 else { return }
    guard layout.type != .rgb24, layout.type != .rgba32 else {
      (layout.slope, layout.intercept) = (1, 0)
      layout.notes.append("slope and intercept do not apply to colours")
      return
    }
    layout.notes.append("values are stored * \(Float(layout.slope)) + \(Float(layout.intercept))")
  }

  private static func scaleLikeSpm(_ layout: inout VolumeLayout, _ header: NiftiHeader) {
    let stored = header.storedRange.high - header.storedRange.low
    let calibrated = header.calibratedRange.high - header.calibratedRange.low
    guard stored != 0, calibrated != 0, calibrated.isFinite else { return }
    layout.slope = calibrated / stored
    layout.intercept = header.calibratedRange.low - layout.slope * header.storedRange.low
  }
}
