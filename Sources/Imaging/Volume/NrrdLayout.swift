import Foundation

// Source: the NRRD0005 definition (teem).

/// Reads NRRD headers: `.nrrd` with the voxels inside, `.nhdr` with a file beside it.
struct NrrdLayout {
  private let path: String
  private let fields: [String: String]
  private let headerBytes: Int

  private static let magics = (1...5).map { "NRRD000\($0)" }

  static func claims(_ head: [UInt8]) -> Bool { head.starts(with: Array("NRRD".utf8)) }

  static func read(_ path: String, _ options: VolumeReadOptions) throws -> VolumeLayout {
    try NrrdLayout(path).layout(options)
  }

  private init(_ path: String) throws {
    let header = try TextHeader(path)
    guard let (magic, start) = try header.line(from: 0), Self.magics.contains(magic) else {
      throw ImageError("damaged NRRD: the first line is no NRRD0001 to NRRD0005")
    }
    var (fields, offset) = ([String: String](), start)
    while let (line, next) = try header.line(from: offset) {
      offset = next
      if line.isEmpty { break }
      if line.hasPrefix("#") || line.contains(":=") { continue }
      guard let colon = line.firstIndex(of: ":") else {
        throw ImageError("damaged NRRD: the line \"\(line.prefix(40))\" is no field: value")
      }
      let key = line[..<colon].lowercased().trimmingCharacters(in: .whitespaces)
      guard fields[key] == nil else { throw ImageError("damaged NRRD: \(key) stands twice") }
      fields[key] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      // The lines below it are file names.
      if ["data file", "datafile"].contains(key), fields[key]?.hasPrefix("LIST") == true { break }
    }
    (self.path, self.fields, headerBytes) = (path, fields, offset)
  }

  private func layout(_ options: VolumeReadOptions) throws -> VolumeLayout {
    let shape = try shape(limit: options.voxelLimit)
    var notes: [String] = []
    let axes = try NrrdAxes(fields, shape, acceptsMissing: options.acceptsIrregularGeometry, &notes)
    let (codec, dataPath, offset) = try dataPlace(byteCount: shape.reduce(1, *) * type().byteCount)
    return VolumeLayout(
      format: "NRRD", type: try type(), isSwapped: try isBigEndian(), shape: shape, size: axes.size,
      strides: axes.strides, frameCount: axes.frameCount, frameStride: axes.frameStride, geometry: axes.geometry,
      dataPath: dataPath, dataOffset: codec == .none ? offset : 0, streamOffset: codec == .none ? 0 : offset,
      codec: codec, notes: notes + axes.geometry.shearNotes)
  }

  private func shape(limit: Int) throws -> [Int] {
    let shape = try TextHeader.integers(fields["sizes"] ?? "", of: "sizes")
    guard let count = fields["dimension"].flatMap({ Int($0) }), count == shape.count, (2...4).contains(count) else {
      throw ImageError(
        "damaged NRRD: dimension is \(fields["dimension"]?.prefix(20) ?? "missing"), sizes has \(shape.count) numbers; "
          + "2 to 4 axes are supported")
    }
    try VolumeLayout.check(shape: shape, limit: limit)
    return shape
  }

  private func type() throws -> VoxelType {
    let types: [(VoxelType, [String])] = [
      (.int8, ["signed char", "int8", "int8_t"]), (.uint8, ["uchar", "unsigned char", "uint8", "uint8_t"]),
      (.int16, ["short", "short int", "signed short", "signed short int", "int16", "int16_t"]),
      (.uint16, ["ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"]),
      (.int32, ["int", "signed int", "int32", "int32_t"]),
      (.uint32, ["uint", "unsigned int", "uint32", "uint32_t"]),
      (.int64, ["longlong", "long long", "long long int", "signed long long", "int64", "int64_t"]),
      (.uint64, ["ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t"]),
      (.float32, ["float"]), (.float64, ["double"]),
    ]
    let name = fields["type"] ?? "missing"
    guard let type = types.first(where: { $0.1.contains(name.lowercased()) })?.0 else {
      throw ImageError("the type \(name.prefix(40)) is not supported; integers of 8 to 64 bits, float and double are")
    }
    return type
  }

  private func isBigEndian() throws -> Bool {
    switch fields["endian"]?.lowercased() {
    case "big": return true
    case "little": return false
    default:
      guard try type().componentBytes == 1 else { throw ImageError("damaged NRRD: the field endian is missing") }
      return false
    }
  }

  private func dataPlace(byteCount: Int) throws -> (VoxelCodec, path: String, offset: Int) {
    let name = fields["data file"] ?? fields["datafile"]
    if let name, name.hasPrefix("LIST") || name.contains("%") {
      throw ImageError("NRRD with a list of files is not supported; save it as one file")
    }
    let place = try name.map { (try TextHeader.neighbour($0, of: path), 0) } ?? (path, headerBytes)
    for key in ["line skip", "lineskip"] where fields[key] ?? "0" != "0" {
      throw ImageError("NRRD with \(key) is not supported; save it without")
    }
    let skipText = fields["byte skip"] ?? fields["byteskip"] ?? "0"
    guard let skip = Int(skipText), skip >= -1 else {
      throw ImageError(
        "NRRD with byte skip \(skipText.prefix(20)) is not supported; -1 and whole numbers from 0 on are")
    }
    switch fields["encoding"]?.lowercased() {
    case "raw" where skip == -1: return (.none, place.0, try TextHeader.last(byteCount, of: place.0))
    case "raw":
      let (offset, overflow) = place.1.addingReportingOverflow(skip)
      guard !overflow else { throw ImageError("damaged NRRD: byte skip \(skip) lies behind the end of every file") }
      return (.none, place.0, offset)
    case "gzip", "gz":
      guard skip == 0 else { throw ImageError("NRRD with byte skip in deflated data is not supported") }
      return (.gzip, place.0, place.1)
    case let other:
      throw ImageError("NRRD encoding \(other?.prefix(20) ?? "missing") is not supported; raw and gzip are")
    }
  }
}

/// Which axes of an NRRD file are space, and where they run.
struct NrrdAxes {
  let size: [Int]
  let strides: [Int]
  let frameCount: Int
  let frameStride: Int
  let geometry: Geometry

  init(_ fields: [String: String], _ shape: [Int], acceptsMissing: Bool, _ notes: inout [String]) throws {
    let steps = shape.indices.map { shape[..<$0].reduce(1, *) }
    var units = NrrdUnits(fields)
    let vectors = try Self.vectors(fields, shape, acceptsMissing: acceptsMissing, &units, &notes)
    let spatial = shape.indices.filter { vectors[$0] != nil }
    let others = shape.indices.filter { vectors[$0] == nil }
    guard (2...3).contains(spatial.count), others.count <= 1 else {
      throw ImageError(
        "has \(spatial.count) axes in space and \(others.count) others; 2 or 3 and at most 1 are supported")
    }
    size = (0..<3).map { $0 < spatial.count ? shape[spatial[$0]] : 1 }
    strides = (0..<3).map { $0 < spatial.count ? steps[spatial[$0]] : 0 }
    frameCount = others.first.map { shape[$0] } ?? 1
    frameStride = others.first.map { steps[$0] } ?? 0
    var columns = spatial.compactMap { vectors[$0] }
    if columns.count == 2 { columns.append(Self.normal(columns)) }
    let origin = try fields[Self.originKey].map { try Self.vector($0, of: Self.originKey) } ?? nil
    geometry = try Self.geometry(
      fields["space"]?.lowercased(), size, columns, units.millimetres(origin ?? [0, 0, 0]), &notes)
    notes += units.notes
  }

  private static func normal(_ columns: [[Double]]) -> [Double] {
    let normal = Vector.cross(columns[0], columns[1])
    return Vector.scaled(normal, 1 / max(Vector.norm(normal), .leastNormalMagnitude))
  }

  /// One vector an axis, or nil for axes that are no space.
  private static func vectors(
    _ fields: [String: String], _ shape: [Int], acceptsMissing: Bool, _ units: inout NrrdUnits,
    _ notes: inout [String]
  ) throws -> [[Double]?] {
    if let text = fields["space directions"] {
      let parts = split(text)
      guard parts.count == shape.count else {
        throw ImageError("damaged NRRD: space directions has \(parts.count) entries, \(shape.count) are needed")
      }
      return try parts.map { try vector($0, of: "space directions").map { units.millimetres($0) } }
    }
    notes.append("no orientation on disk: taken as LPS, as ITK does")
    let kinds = split(fields["kinds"] ?? "").map { $0.lowercased() }
    // What is no space has no place, whatever spacing stands there.
    let spaces = ["domain", "space", "none", "???"]
    let isSpace = { (axis: Int) in kinds.count != shape.count || spaces.contains(kinds[axis]) }
    let texts = (fields["spacings"] ?? "").split(whereSeparator: \.isWhitespace)
    let spacings = try texts.enumerated().map { axis, text -> Double? in
      guard let value = Double(text) else { throw ImageError("damaged NRRD: spacings holds \(text.prefix(20))") }
      return value.isFinite && isSpace(axis) ? value : nil
    }
    guard spacings.count == shape.count else {
      guard spacings.isEmpty, acceptsMissing, shape.count <= 3 else {
        throw ImageError(
          "the spacing is missing (space directions or spacings); set irregular_geometry: true to take it as 1 mm")
      }
      notes.append("the spacing is missing and was taken as 1 mm")
      return shape.indices.map { (axis: Int) -> [Double]? in (0..<3).map { (row: Int) -> Double in row == axis ? 1 : 0 }
      }
    }
    var next = 0
    return spacings.enumerated().map { axis, spacing in
      guard let spacing, next < 3 else { return nil }
      defer { next += 1 }
      let length = spacing * units.ofAxis(axis, inSpace: next)
      return (0..<3).map { (row: Int) -> Double in row == next ? length : 0 }
    }
  }

  /// `(a,b,c) none (d,e,f)` in pieces.
  private static func split(_ text: String) -> [String] {
    var (parts, current, depth) = ([String](), "", 0)
    for character in text {
      depth += character == "(" ? 1 : character == ")" ? -1 : 0
      if character.isWhitespace && depth == 0 {
        if !current.isEmpty { parts.append(current) }
        current = ""
      } else {
        current.append(character)
      }
    }
    return current.isEmpty ? parts : parts + [current]
  }

  private static func vector(_ text: String, of key: String) throws -> [Double]? {
    if text.lowercased() == "none" { return nil }
    let inner = text.trimmingCharacters(in: CharacterSet(charactersIn: "() ")).split(separator: ",")
    let values = inner.compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    if values.count == inner.count, !values.isEmpty, values.allSatisfy(\.isNaN) { return nil }
    guard values.count == inner.count, (2...4).contains(values.count), values.allSatisfy(\.isFinite) else {
      throw ImageError("damaged NRRD: \(key) holds \(text.prefix(60)); (x,y,z) is expected")
    }
    // A plane lies in no depth; a fourth part is time, and an axis that runs along it alone is no space.
    let space = Array((values + [0]).prefix(3))
    return values.count == 4 && space.allSatisfy { $0 == 0 } && values[3] != 0 && key != originKey ? nil : space
  }

  private static let originKey = "space origin"

  private static func geometry(
    _ space: String?, _ size: [Int], _ columns: [[Double]], _ origin: [Double], _ notes: inout [String]
  ) throws -> Geometry {
    // Signs that bring the file's space to LPS.
    let signs: [Double]
    switch space {
    case "right-anterior-superior", "ras", "right-anterior-superior-time", "rast": signs = [-1, -1, 1]
    case "left-anterior-superior", "las", "left-anterior-superior-time", "last": signs = [1, -1, 1]
    case "left-posterior-superior", "lps", "left-posterior-superior-time", "lpst": signs = [1, 1, 1]
    default:
      signs = [1, 1, 1]
      if space != nil {
        notes.append("the space \(space?.prefix(40) ?? "") names no side of the patient: taken as LPS")
      }
    }
    let turned = { (vector: [Double]) in zip(vector, signs).map { $0 * $1 } }
    return try .fromLPS(size: size, columns: columns.map(turned), origin: turned(origin))
  }
}
