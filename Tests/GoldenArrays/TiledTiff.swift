/// A tiled, pyramidal TIFF as slide scanners' converters write it: RGB, 8 bits, uncompressed, one directory a level.
public struct TiledTiff {
  /// One resolution: its size, and the colour of each pixel.
  public typealias Level = (height: Int, width: Int, pixel: (_ row: Int, _ column: Int) -> (UInt8, UInt8, UInt8))

  /// Finest first.
  let levels: [Level]
  /// Pixels a centimetre of level 0; nil writes no resolution.
  let pixelsPerCentimetre: UInt32?
  private let tile = 64

  public init(levels: [Level], pixelsPerCentimetre: UInt32? = nil) {
    self.levels = levels
    self.pixelsPerCentimetre = pixelsPerCentimetre
  }

  public var bytes: [UInt8] {
    var file: [UInt8] = [0x49, 0x49, 42, 0, 0, 0, 0, 0]
    var previousLink = 4
    for (index, level) in levels.enumerated() {
      let tiles = tilePlaces(level).map { place -> (offset: Int, count: Int) in
        let offset = file.count
        file += tileBytes(level, top: place.top, left: place.left)
        return (offset, file.count - offset)
      }
      let directory = append(entries(level, tiles, isReduced: index > 0, &file), to: &file)
      file.replaceSubrange(previousLink..<previousLink + 4, with: Self.bytes(UInt32(directory.start)))
      previousLink = directory.link
    }
    return file
  }

  private func tilePlaces(_ level: Level) -> [(top: Int, left: Int)] {
    stride(from: 0, to: level.height, by: tile).flatMap { top in
      stride(from: 0, to: level.width, by: tile).map { (top, $0) }
    }
  }

  private func tileBytes(_ level: Level, top: Int, left: Int) -> [UInt8] {
    (0..<tile * tile).flatMap { i -> [UInt8] in
      let (row, column) = (top + i / tile, left + i % tile)
      guard row < level.height, column < level.width else { return [0, 0, 0] }
      let (red, green, blue) = level.pixel(row, column)
      return [red, green, blue]
    }
  }

  /// Tag, type (3 short, 4 long, 5 rational), values or offset.
  private func entries(
    _ level: Level, _ tiles: [(offset: Int, count: Int)], isReduced: Bool, _ file: inout [UInt8]
  ) -> [(tag: UInt16, type: UInt16, count: Int, value: UInt32)] {
    func place(_ values: [UInt32], _ isShort: Bool) -> UInt32 {
      let bytes = values.flatMap { isShort ? Array(Self.bytes($0)[0..<2]) : Self.bytes($0) }
      if bytes.count <= 4 { return values[0] }
      let offset = file.count
      file += bytes
      return UInt32(offset)
    }
    var entries: [(UInt16, UInt16, Int, UInt32)] = [
      (254, 4, 1, isReduced ? 1 : 0), (256, 4, 1, UInt32(level.width)), (257, 4, 1, UInt32(level.height)),
      (258, 3, 3, place([8, 8, 8], true)), (259, 3, 1, 1), (262, 3, 1, 2), (277, 3, 1, 3),
    ]
    if let resolution = pixelsPerCentimetre {
      entries += [(282, 5, 1, place([resolution, 1], false)), (283, 5, 1, place([resolution, 1], false))]
    }
    entries += [(284, 3, 1, 1)]
    if pixelsPerCentimetre != nil { entries += [(296, 3, 1, 3)] }
    entries += [
      (322, 4, 1, UInt32(tile)), (323, 4, 1, UInt32(tile)),
      (324, 4, tiles.count, place(tiles.map { UInt32($0.offset) }, false)),
      (325, 4, tiles.count, place(tiles.map { UInt32($0.count) }, false)),
    ]
    return entries
  }

  private func append(
    _ entries: [(tag: UInt16, type: UInt16, count: Int, value: UInt32)], to file: inout [UInt8]
  ) -> (start: Int, link: Int) {
    if file.count % 2 == 1 { file.append(0) }
    let start = file.count
    file += Self.bytes(UInt32(entries.count))[0..<2]
    for entry in entries {
      file += Self.bytes(UInt32(entry.tag))[0..<2] + Self.bytes(UInt32(entry.type))[0..<2]
      file += Self.bytes(UInt32(entry.count)) + Self.bytes(entry.value)
    }
    file += [0, 0, 0, 0]
    return (start, file.count - 4)
  }

  private static func bytes(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
}
