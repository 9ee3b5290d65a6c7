import Imaging
import Statistics

/// Which patches of a slide are samples.
enum PatchDraw {
  /// Places that are tried for enough tissue before the best of them is taken.
  private static let tries = 20
  /// Patches of one slide in an evaluation at most, spread evenly over those with enough tissue.
  static let mostPatches = 256

  /// A random patch for training: one in two holds a labelled object where there is any, the others lie on tissue.
  static func random(
    _ opened: OpenedSlide, _ rule: TaskDescription.PatchRule, size: Int, background: Int, _ random: inout SampleRandom
  ) -> PatchSelection {
    if random.chance(CropWindow.foregroundShare),
      let point = foregroundPoint(opened, background: UInt16(background), &random)
    {
      return patch(holding: point, opened, size: size, &random)
    }
    guard let tissue = opened.tissue else {
      return patch(holding: anywhere(opened.area, &random), opened, size: size, &random)
    }
    let cells = tissue.tissueCells
    var best: (patch: PatchSelection, share: Double)?
    for _ in 0..<tries {
      let point = cells.isEmpty ? anywhere(opened.area, &random) : jittered(tissue, cells, &random)
      let found = patch(holding: point, opened, size: size, &random)
      let share = tissue.share(x: found.x, y: found.y, edge: Double(size) * opened.scale)
      if share >= rule.tissue { return found }
      if share > best?.share ?? -1 { best = (found, share) }
    }
    return best?.patch ?? PatchSelection(x: opened.area.x, y: opened.area.y)
  }

  /// The patches of an evaluation: a grid without overlap over the area, where there is enough tissue.
  static func all(_ opened: OpenedSlide, _ rule: TaskDescription.PatchRule, size: Int) -> [PatchSelection] {
    let edge = max(1, Int((Double(size) * opened.scale).rounded()))
    let area = opened.area
    let grid = (0..<count(along: area.height, edge: edge)).flatMap { row in
      (0..<count(along: area.width, edge: edge)).map { column in
        PatchSelection(x: area.x + column * edge, y: area.y + row * edge)
      }
    }
    guard let tissue = opened.tissue else { return spread(grid) }
    let shares = grid.map { tissue.share(x: $0.x, y: $0.y, edge: Double(edge)) }
    let enough = zip(grid, shares).filter { $0.1 >= rule.tissue }.map(\.0)
    if enough.isEmpty, let best = shares.indices.max(by: { shares[$0] < shares[$1] }) { return [grid[best]] }
    return spread(enough)
  }

  /// Patches side by side along an edge in level-0 pixels; the last one may reach over the end by up to half.
  static func count(along length: Int, edge: Int) -> Int { (max(1, length - edge / 2) + edge - 1) / edge }

  private static func spread(_ patches: [PatchSelection]) -> [PatchSelection] {
    guard patches.count > mostPatches else { return patches }
    return (0..<mostPatches).map { patches[($0 * 2 + 1) * patches.count / (mostPatches * 2)] }
  }

  // MARK: Places

  private typealias Point = (x: Double, y: Double)

  private static func anywhere(_ area: PixelRegion, _ random: inout SampleRandom) -> Point {
    (
      Double(area.x) + random.uniform(in: 0...1) * Double(area.width),
      Double(area.y) + random.uniform(in: 0...1) * Double(area.height)
    )
  }

  private static func jittered(_ tissue: TissueMask, _ cells: [Int], _ random: inout SampleRandom) -> Point {
    let center = tissue.center(ofCell: cells[random.integer(in: 0..<cells.count)])
    return (
      center.x + random.uniform(in: -0.5...0.5) * tissue.cell, center.y + random.uniform(in: -0.5...0.5) * tissue.cell
    )
  }

  /// A place of a labelled object, nil if nothing but the whole is labelled.
  private static func foregroundPoint(
    _ opened: OpenedSlide, background: UInt16, _ random: inout SampleRandom
  ) -> Point? {
    switch opened.labels {
    case .whole: return nil
    case .pyramid(let mask, let scale): return pyramidPoint(mask, scale, opened, background: background, &random)
    case .boxes(let boxes, _):
      let inside = boxes.filter { opened.area.holds(x: Double($0.x0 + $0.x1) / 2, y: Double($0.y0 + $0.y1) / 2) }
      guard !inside.isEmpty else { return nil }
      let box = inside[random.integer(in: 0..<inside.count)]
      return (Double(box.x0 + box.x1) / 2, Double(box.y0 + box.y1) / 2)
    case .outlines(let outlines):
      guard !outlines.foreground.isEmpty else { return nil }
      let item = outlines.items[outlines.foreground[random.integer(in: 0..<outlines.foreground.count)]]
      // A point of the outline: both sides of it are then in the patch more often than not.
      let points = item.rings?.first ?? []
      guard !points.isEmpty else { return nil }
      let point = points[random.integer(in: 0..<points.count)]
      return opened.area.holds(x: point.x, y: point.y) ? (point.x, point.y) : nil
    case .mask(let mask, let scale):
      guard let pixel = CropWindow.foregroundPixel(mask, background: background, &random) else { return nil }
      let point = ((Double(pixel.column) + 0.5) * scale, (Double(pixel.row) + 0.5) * scale)
      return opened.area.holds(x: point.0, y: point.1) ? point : nil
    }
  }

  /// A labelled pixel below tissue, found by looking at a few small places of a mask that is not in memory.
  private static func pyramidPoint(
    _ mask: SlideMask, _ scale: Double, _ opened: OpenedSlide, background: UInt16, _ random: inout SampleRandom
  ) -> Point? {
    let cells = opened.tissue?.tissueCells ?? []
    for _ in 0..<placesLookedAt {
      let place =
        if let tissue = opened.tissue, !cells.isEmpty { jittered(tissue, cells, &random) } else {
          anywhere(opened.area, &random)
        }
      let (x, y) = (Int(place.x / scale) - lookedAtEdge / 2, Int(place.y / scale) - lookedAtEdge / 2)
      let region = PixelRegion(x: x, y: y, width: lookedAtEdge, height: lookedAtEdge)
      // A damaged mask is told when its patch is read.
      guard let part = try? mask.classes(region),
        let pixel = CropWindow.foregroundPixel(part.map, background: background, &random)
      else { continue }
      let point = (
        (Double(part.left + pixel.column) + 0.5) * scale, (Double(part.top + pixel.row) + 0.5) * scale
      )
      if opened.area.holds(x: point.0, y: point.1) { return point }
    }
    return nil
  }

  private static let placesLookedAt = 4
  private static let lookedAtEdge = 64

  /// A patch that holds the point anywhere, moved into the area where the area is large enough.
  private static func patch(
    holding point: Point, _ opened: OpenedSlide, size: Int, _ random: inout SampleRandom
  ) -> PatchSelection {
    let edge = Double(size) * opened.scale
    let area = opened.area
    let start = { (center: Double, offset: Double, low: Int, length: Int) -> Int in
      let first = center - offset * edge
      let last = Double(low) + Double(length) - edge
      guard last > Double(low) else { return Int((Double(low) + (Double(length) - edge) / 2).rounded()) }
      return Int(min(max(first, Double(low)), last).rounded())
    }
    return PatchSelection(
      x: start(point.x, random.uniform(in: 0...1), area.x, area.width),
      y: start(point.y, random.uniform(in: 0...1), area.y, area.height))
  }
}

extension PixelRegion {
  fileprivate func holds(x px: Double, y py: Double) -> Bool {
    px >= Double(x) && py >= Double(y) && px < Double(x + width) && py < Double(y + height)
  }
}

extension TissueMask {
  /// The share of tissue in a square of level-0 pixels, 0...1; what lies outside the slide is none.
  func share(x: Int, y: Int, edge: Double) -> Double {
    let rows = cells(from: Double(y), edge)
    let columns = cells(from: Double(x), edge)
    var found = 0
    for row in rows where (0..<self.rows).contains(row) {
      for column in columns where (0..<self.columns).contains(column) {
        found += isTissue[row * self.columns + column] ? 1 : 0
      }
    }
    return Double(found) / Double(rows.count * columns.count)
  }

  /// The cells whose centres lie in a stretch, at least one.
  private func cells(from start: Double, _ length: Double) -> Range<Int> {
    let first = Int((start / cell - 0.5).rounded(.up))
    let end = Int(((start + length) / cell - 0.5).rounded(.up))
    return end > first ? first..<end : Int((start + length / 2) / cell)..<Int((start + length / 2) / cell) + 1
  }
}
