/// How far apart a file says that its slices lie, in millimetres.
struct DicomSliceSpacing: Sendable {
  /// SpacingBetweenSlices: from centre to centre.
  let between: Double?
  /// What there is for a single slice: the above, else SliceThickness.
  let any: Double?

  /// The functional group counts before the file; what is no number above 0 is as good as absent, because positions
  /// decide wherever there are two slices.
  init(_ file: DicomFile) throws {
    let group = try DicomFrameGroups(file).group(DicomTag.pixelMeasures, 0)
    let places = [group, file.data].compactMap { $0 }
    // Its sign is the order of the slices, which positions tell.
    between = places.compactMap { try? $0.decimal(DicomTag.spacingBetweenSlices) }.map(abs).first { $0 > 0 }
    let thickness = places.compactMap { try? $0.decimal(DicomTag.sliceThickness) }.first { $0 > 0 }
    any = between ?? thickness
  }
}
