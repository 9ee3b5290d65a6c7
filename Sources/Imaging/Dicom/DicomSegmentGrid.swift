/// A segmentation's frames on a regular grid of planes, of which writers leave out those that show nothing.
struct DicomSegmentGrid {
  /// One a plane along the normal; nil for planes without a frame.
  let planes: [DicomSlice?]
  /// Place of the first plane, and the way to the next (LPS millimetres).
  let origin: [Double]
  let step: [Double]

  /// Which plane each frame lies on, how many planes there are, where the first is, and the way from one to the next.
  private typealias Found = (indices: [Int], count: Int, origin: [Double], step: [Double])

  /// - Parameters:
  ///   - frames: in the order of their places along the normal.
  ///   - options: frames are put onto its `grid`; without one they tell their own.
  /// - Throws: `ImageError` naming a frame that lies on no plane, or two that fit no grid.
  init(
    _ frames: [DicomStack.Placed], _ plane: DicomPlane, told: DicomSliceSpacing?, _ rule: DicomPlaceRule,
    _ options: VolumeReadOptions, _ notes: inout [String]
  ) throws {
    let slices = frames.map(\.slice)
    let found: Found
    if let image = options.grid {
      guard !image.isAssumed else { throw ImageError(Self.noPlaces) }
      found = try Self.onto(image.geometry, slices, plane)
    } else if frames.count > 1 {
      found = try Self.own(frames, told)
    } else {
      let spacing = try DicomStack.singleSpacing(told, accepts: rule.acceptsIrregular, &notes)
      found = ([0], 1, Self.place(slices[0]), Vector.scaled(plane.normal, spacing))
    }
    let layout = slices[0].layout
    try VolumeLayout.check(shape: [layout.columns, layout.rows, found.count], limit: options.voxelLimit)
    (origin, step) = (found.origin, found.step)
    try DicomStack.checkLine(slices, at: found.indices, from: origin, step, rule, &notes)
    planes = try Self.laid(slices, at: found.indices, count: found.count)
    let empty = planes.count { $0 == nil }
    // One sentence for the labels of all images; alone, a file is looked at closely.
    let share = options.grid == nil ? "\(empty) of \(planes.count) planes" : "planes"
    if empty > 0 { notes.append("\(share) without a frame, which writers leave out where no segment is: background") }
  }

  private static func laid(_ slices: [DicomSlice], at indices: [Int], count: Int) throws -> [DicomSlice?] {
    var planes = [DicomSlice?](repeating: nil, count: count)
    for (slice, index) in zip(slices, indices) {
      guard let other = planes[index] else {
        planes[index] = slice
        continue
      }
      guard other.lacks(slice) else {
        throw refusal("\(other.name) and \(slice.name) lie on one plane of its image and show one segment")
      }
      planes[index]?.further += slice.layers
    }
    return planes
  }

  private static func place(_ slice: DicomSlice) -> [Double] { slice.position ?? [0, 0, 0] }

  private static func refusal(_ found: String) -> ImageError {
    ImageError("\(found); \(DicomPlaceRule.segmentationRemedy)")
  }

  // MARK: The image's grid

  private static let noPlaces =
    "is a segmentation of an image whose slices are taken as evenly spaced (irregular_geometry), so the plane of a "
    + "frame is not known; complete the series, or give the labels as NIfTI on the grid that is read"

  private static func onto(_ image: Geometry, _ slices: [DicomSlice], _ plane: DicomPlane) throws -> Found {
    let along = (0..<3).map { Vector.dot(Vector.turned(image.column($0)), plane.normal) }
    let axis = (0..<3).max { abs(along[$0]) < abs(along[$1]) } ?? 2
    let (spacing, last, isReversed) = (image.spacing[axis], Double(image.size[axis] - 1), along[axis] < 0)
    let indices = slices.map { slice -> Double in
      let voxel = image.voxel(atPlace: Vector.turned(place(slice)))[axis]
      return isReversed ? last - voxel : voxel
    }
    let nearest = try zip(slices, indices).map { slice, index -> Int in
      let nearest = min(max(index.rounded(), 0), last)
      let distance = abs(index - nearest) * spacing
      guard distance <= DicomStack.mostBeside(spacing) else {
        throw refusal("\(slice.name) lies \(Geometry.text(distance)) mm from the nearest plane of its image")
      }
      return Int(nearest)
    }
    let step = Vector.scaled(Vector.turned(image.column(axis)), isReversed ? -spacing : spacing)
    // On the image's first plane, also where the frame lies a little beside its own.
    let origin = Vector.difference(place(slices[0]), Vector.scaled(step, indices[0]))
    return (nearest, image.size[axis], origin, step)
  }

  // MARK: Its own grid

  /// By SpacingBetweenSlices, else by the smallest distance, where all distances are whole multiples of it.
  private static func own(_ frames: [DicomStack.Placed], _ told: DicomSliceSpacing?) throws -> Found {
    let gaps = zip(frames.dropFirst(), frames).map { $0.along - $1.along }
    let least = gaps.min() ?? 1
    // The mean of those that are as small has the fewest rounded digits.
    let alike = gaps.filter { $0 - least <= DicomStack.tolerance(least) }
    let smallest = alike.reduce(0, +) / Double(alike.count)
    let candidates = [told?.between, smallest].compactMap { $0 }
    guard let steps = candidates.lazy.compactMap({ Self.steps(gaps, $0) }).first else {
      throw misfit(frames, gaps, smallest)
    }
    let indices = steps.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let (first, last, total) = (frames[0].slice, frames[frames.count - 1].slice, indices[indices.count - 1])
    let way = Vector.difference(place(last), place(first))
    return (indices, total + 1, place(first), Vector.scaled(way, 1 / Double(total)))
  }

  /// How many planes each distance spans; nil where they fit no grid of about this spacing.
  private static func steps(_ gaps: [Double], _ wanted: Double) -> [Int]? {
    let counts = gaps.map { max(($0 / wanted).rounded(), 1) }
    let total = counts.reduce(0, +)
    let spacing = gaps.reduce(0, +) / total
    guard total <= mostPlanes, abs(spacing - wanted) <= DicomStack.tolerance(wanted) else { return nil }
    let fits = zip(gaps, counts).allSatisfy { abs($0 - $1 * spacing) <= DicomStack.tolerance(spacing) }
    return fits ? counts.map { Int($0) } : nil
  }

  /// As many as a file may have frames.
  private static let mostPlanes = 1e5

  private static func misfit(_ frames: [DicomStack.Placed], _ gaps: [Double], _ smallest: Double) -> ImageError {
    let rest = { (gap: Double) in abs(gap / smallest - (gap / smallest).rounded()) }
    let worst = gaps.indices.max { rest(gaps[$0]) < rest(gaps[$1]) } ?? 0
    let (before, after) = (frames[worst], frames[worst + 1])
    return refusal(
      "its planes lie on no regular grid: \(Geometry.text(gaps[worst])) mm between \(before.slice.name) at "
        + "\(Geometry.text(before.along)) mm and \(after.slice.name) at \(Geometry.text(after.along)) mm along the "
        + "normal, a whole multiple of \(Geometry.text(smallest)) mm expected")
  }
}
