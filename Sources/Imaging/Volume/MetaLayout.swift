// Source: the MetaIO format as ITK writes it. Places are LPS; each row of TransformMatrix is the direction of one axis.

/// Reads MetaImage headers: `.mha` with the voxels inside, `.mhd` with a file beside it.
struct MetaLayout {
  private let path: String
  private let fields: [String: String]
  /// Bytes of the header file up to the voxels.
  private let headerBytes: Int

  static func claims(_ head: [UInt8]) -> Bool {
    let start = String(decoding: head.prefix(64), as: UTF8.self)
    return ["ObjectType", "NDims", "Comment", "ObjectSubType", "TransformType", "Name", "ID"].contains { key in
      start.hasPrefix(key) && start.dropFirst(key.count).drop { $0 == " " }.hasPrefix("=")
    }
  }

  static func read(_ path: String, _ options: VolumeReadOptions) throws -> VolumeLayout {
    try MetaLayout(path).layout(options)
  }

  private init(_ path: String) throws {
    let header = try TextHeader(path)
    var fields: [String: String] = [:]
    var offset = 0
    while fields["ElementDataFile"] == nil {
      guard let (line, next) = try header.line(from: offset) else {
        throw ImageError("truncated MetaImage: the header has no ElementDataFile")
      }
      offset = next
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        if line.isEmpty { continue }
        throw ImageError("damaged MetaImage: the line \"\(line.prefix(40))\" is no KEY = VALUE")
      }
      let key = parts[0].trimmingCharacters(in: .whitespaces)
      guard fields[key] == nil || key == "Comment" else { throw ImageError("damaged MetaImage: \(key) stands twice") }
      fields[key] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    (self.path, self.fields, headerBytes) = (path, fields, offset)
  }

  private func layout(_ options: VolumeReadOptions) throws -> VolumeLayout {
    let shape = try shape(limit: options.voxelLimit)
    let size = (0..<3).map { $0 < shape.count ? shape[$0] : 1 }
    var notes: [String] = []
    let channels = try channelCount()
    try VolumeLayout.check(shape: shape + [channels], limit: options.voxelLimit)
    let geometry = try geometry(size, shape.count, acceptsMissing: options.acceptsIrregularGeometry, &notes)
    guard channels == 1 || shape.count < 4 else {
      throw ImageError("has \(channels) values a voxel and \(shape[3]) frames; only one of the two is supported")
    }
    let isDeflated = flag("CompressedData") ?? false
    let voxels = size.reduce(1, *)
    let frames = channels > 1 ? channels : shape.dropFirst(3).reduce(1, *)
    let (dataPath, dataOffset) = try dataPlace(voxels * frames, isDeflated)
    if channels > 1 { notes.append("\(channels) values a voxel: each is a frame") }
    notes += geometry.shearNotes
    return VolumeLayout(
      format: "MetaImage", type: try type(voxels * frames, at: dataPath, dataOffset, isDeflated),
      isSwapped: isBigEndian, shape: channels > 1 ? shape + [channels] : shape, size: size,
      strides: [1, size[0], size[0] * size[1]].map { $0 * channels }, frameCount: frames,
      frameStride: channels > 1 ? 1 : voxels, geometry: geometry, dataPath: dataPath,
      dataOffset: isDeflated ? 0 : dataOffset, streamOffset: isDeflated ? dataOffset : 0,
      codec: isDeflated ? try codec(of: dataPath, dataOffset) : .none, notes: notes)
  }

  /// MetaIO inflates streams of both kinds.
  private func codec(of path: String, _ offset: Int) throws -> VoxelCodec {
    NiftiLayout.isGzip(try FileBytes.read(path, from: offset, count: 2)) ? .gzip : .zlib
  }

  private func shape(limit: Int) throws -> [Int] {
    guard let text = fields["DimSize"] else { throw ImageError("damaged MetaImage: DimSize is missing") }
    let shape = try TextHeader.integers(text, of: "DimSize")
    guard let count = fields["NDims"].flatMap({ Int($0) }), (2...4).contains(count), count == shape.count else {
      throw ImageError(
        "damaged MetaImage: NDims is \(fields["NDims"] ?? "missing"), DimSize \(text.prefix(60)); 2 to 4 axes are "
          + "supported"
      )
    }
    try VolumeLayout.check(shape: shape, limit: limit)
    return shape
  }

  private func channelCount() throws -> Int {
    guard let text = fields["ElementNumberOfChannels"] else { return 1 }
    guard let count = Int(text), (1...4096).contains(count) else {
      throw ImageError("damaged MetaImage: ElementNumberOfChannels is \(text.prefix(40)); 1 to 4096 are allowed")
    }
    return count
  }

  private var isBigEndian: Bool { flag("BinaryDataByteOrderMSB") ?? flag("ElementByteOrderMSB") ?? false }

  /// MetaIO takes every value that begins so for true; nil where the field is missing.
  private func flag(_ key: String) -> Bool? { fields[key].map { $0.first.map { "Tt1".contains($0) } ?? false } }

  private func type(_ count: Int, at path: String, _ offset: Int, _ isDeflated: Bool) throws -> VoxelType {
    let types: [String: VoxelType] = [
      "MET_UCHAR": .uint8, "MET_CHAR": .int8, "MET_USHORT": .uint16, "MET_SHORT": .int16, "MET_UINT": .uint32,
      "MET_INT": .int32, "MET_ULONG_LONG": .uint64, "MET_LONG_LONG": .int64, "MET_FLOAT": .float32,
      "MET_DOUBLE": .float64,
    ]
    let text = fields["ElementType"] ?? "missing"
    let name = text.hasSuffix("_ARRAY") ? String(text.dropLast("_ARRAY".count)) : text
    if let type = types[name] { return type }
    if name == "MET_LONG" || name == "MET_ULONG" {
      // Four bytes by the format, eight from some writers: the file's length tells.
      let isWide = try !isDeflated && FileBytes.size(of: path) - offset >= count * 8
      return name == "MET_LONG" ? (isWide ? .int64 : .int32) : (isWide ? .uint64 : .uint32)
    }
    throw ImageError(
      "the ElementType \(name.prefix(40)) is not supported; \(types.keys.sorted().joined(separator: ", ")) are")
  }

  private func dataPlace(_ count: Int, _ isDeflated: Bool) throws -> (path: String, offset: Int) {
    if flag("BinaryData") == false {
      throw ImageError("MetaImage with voxels as text is not supported; save it as binary")
    }
    let name = fields["ElementDataFile"] ?? ""
    if name == "LOCAL" || name == "Local" || name == "local" {
      return (path, try dataOffset(in: path, from: headerBytes, count, isDeflated))
    }
    guard !name.hasPrefix("LIST"), !name.contains("%"), !name.isEmpty else {
      throw ImageError("MetaImage with a list of files (\(name.prefix(40))) is not supported; save it as one file")
    }
    let data = try TextHeader.neighbour(name, of: path)
    return (data, try dataOffset(in: data, from: 0, count, isDeflated))
  }

  /// Where the voxels begin: `HeaderSize` counts from the beginning of their file, and -1 puts them at its end, as in
  /// ITK.
  /// - Parameter start: bytes of the file that belong to the header.
  private func dataOffset(in data: String, from start: Int, _ count: Int, _ isDeflated: Bool) throws -> Int {
    guard let text = fields["HeaderSize"], text != "0" else { return start }
    var offset = Int(text) ?? -2
    if offset == -1, !isDeflated {
      let type = try type(count, at: data, start, isDeflated)
      offset = try TextHeader.last(count * type.byteCount, of: data)
      guard offset >= start else {
        throw ImageError(
          "truncated MetaImage: the voxels need \(count * type.byteCount) bytes, "
            + "\(try FileBytes.size(of: data) - start) are behind the header")
      }
    }
    guard offset >= 0 else {
      throw ImageError(
        "HeaderSize \(text.prefix(40)) is not supported; -1 (without compression) and numbers from 0 on are")
    }
    guard offset >= start else {
      throw ImageError(
        "damaged MetaImage: HeaderSize \(offset) lies inside the header, which has \(start) bytes; "
          + "-1 takes the last bytes of the file")
    }
    return offset
  }

  private func geometry(
    _ size: [Int], _ axes: Int, acceptsMissing: Bool, _ notes: inout [String]
  ) throws -> Geometry {
    var spacing = try values(["ElementSpacing", "ElementSize"], count: axes) ?? []
    if spacing.isEmpty {
      guard acceptsMissing else {
        throw ImageError("the spacing is missing (ElementSpacing); set irregular_geometry: true to take it as 1 mm")
      }
      notes.append("the spacing is missing and was taken as 1 mm")
      spacing = [Double](repeating: 1, count: axes)
    }
    let origin = try values(["Offset", "Position", "Origin"], count: axes) ?? [Double](repeating: 0, count: axes)
    let matrix = try values(["TransformMatrix", "Rotation", "Orientation"], count: axes * axes)
    if matrix == nil { notes.append("no orientation on disk: taken as LPS, as ITK does") }
    let columns = (0..<3).map { (axis: Int) -> [Double] in
      (0..<3).map { (row: Int) -> Double in
        let identity: Double = axis == row ? 1 : 0
        guard axis < axes, row < axes else { return identity }
        let value = matrix.map { $0[axis * axes + row] } ?? identity
        return value * spacing[axis]
      }
    }
    let place = (0..<3).map { (row: Int) -> Double in row < axes ? origin[row] : 0 }
    return try .fromLPS(size: size, columns: columns, origin: place)
  }

  private func values(_ keys: [String], count: Int) throws -> [Double]? {
    guard let key = keys.first(where: { fields[$0] != nil }), let text = fields[key] else { return nil }
    let values = try TextHeader.numbers(text, of: key)
    guard values.count == count else {
      throw ImageError("damaged MetaImage: \(key) has \(values.count) numbers, \(count) are needed")
    }
    return values
  }
}
