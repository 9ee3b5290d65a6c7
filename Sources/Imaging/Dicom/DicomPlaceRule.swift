/// What may be said to be accepted of the places of slices, and how to go on where it is not.
struct DicomPlaceRule {
  /// Missing spacing is taken as 1 mm, and so on.
  let acceptsIrregular: Bool
  /// Slices of a segmentation: an override would lay them on other slices of their image, or drop some.
  let isSegmentation: Bool

  init(_ slices: [DicomSlice], _ options: VolumeReadOptions) {
    acceptsIrregular = options.acceptsIrregularGeometry
    isSegmentation = slices.contains { $0.segment != nil }
  }

  /// Gaps, duplicates and missing places.
  var acceptsPlaces: Bool { acceptsIrregular && !isSegmentation }

  func refusal(_ found: String, _ override: String) -> ImageError {
    let remedy =
      isSegmentation
      ? "export the segmentation with every slice of its image (writers leave out those without a segment), or as NIfTI "
        + "on the image's grid"
      : override
    return ImageError("\(found); \(remedy)")
  }
}
