/// What may be said to be accepted of the places of slices, and how to go on where it is not.
struct DicomPlaceRule {
  /// Missing spacing is taken as 1 mm, and so on.
  let acceptsIrregular: Bool
  /// Slices of a segmentation: an override would lay them on other slices of their image, or drop some.
  let isSegmentation: Bool

  static let segmentationRemedy =
    "export the segmentation with the places of its image's slices, or as NIfTI on the image's grid"

  init(_ slices: [DicomSlice], _ options: VolumeReadOptions) {
    acceptsIrregular = options.acceptsIrregularGeometry
    isSegmentation = slices.contains(where: \.isSegmentation)
  }

  /// Gaps, duplicates, missing places, and those beside the line of the others.
  var acceptsPlaces: Bool { acceptsIrregular && !isSegmentation }

  func refusal(_ found: String, _ override: String) -> ImageError {
    ImageError("\(found); \(isSegmentation ? Self.segmentationRemedy : override)")
  }
}
