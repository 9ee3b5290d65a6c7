import Imaging

/// A region that is not inside its image.
enum RegionProblem {
  static func outside(_ record: SampleRecord, _ region: PixelRegion, width: Int, height: Int) -> Finding {
    Finding(
      .error, .annotation, at: record.place,
      "the region \(region.text) of \"\(record.id)\" reaches over its image (\(width) x \(height))",
      allowed: "x y width height inside the image")
  }
}
