import Imaging

/// What a table says of single samples whose files cannot follow it.
enum RowChecks {
  static func findings(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    [regions(records, description), resolutions(records, description), series(records)].compactMap { $0 }
  }

  /// Rows of one volume with regions and labels of their own would all train the whole of it.
  private static func regions(_ records: [SampleRecord], _ description: TaskDescription) -> Finding? {
    let odd = records.filter { $0.region != nil && description.kind(of: $0) == .volume }
    guard let first = odd.first else { return nil }
    return Finding(
      .error, .annotation, at: first.place,
      "the region of \"\(first.id)\" is on a volume, which is always read as a whole\(odd.soWithMore)",
      allowed: "regions of pictures and slides",
      hint: "cut the volume into files of their own, or empty the cell; slice.part takes a part of an axis")
  }

  private static func resolutions(_ records: [SampleRecord], _ description: TaskDescription) -> Finding? {
    let odd = records.filter {
      $0.overrides.micrometresPerPixel != nil && description.kind(of: $0) != .slide
    }
    guard let first = odd.first else { return nil }
    let isTiff = description.patch == nil && first.imagePaths.contains(where: ImageFiles.isTiff)
    return Finding(
      .warning, .table, at: first.place, "\"\(first.id)\" is no whole slide, so its mpp does nothing\(odd.soWithMore)",
      hint: isTiff ? "patch: {} in the task description makes TIFF files whole slides" : "empty the cell")
  }

  /// A file is of one series. What does not exist is told as missing.
  private static func series(_ records: [SampleRecord]) -> Finding? {
    let odd = records.filter { record in
      record.overrides.series != nil && record.imagePaths.allSatisfy { FileStatus($0)?.kind == .regular }
    }
    guard let first = odd.first else { return nil }
    return Finding(
      .warning, .table, at: first.place,
      "\"\(first.id)\" is no folder of DICOM files, so its series does nothing\(odd.soWithMore)",
      hint: "name the folder that the series lies in, or empty the cell")
  }
}
