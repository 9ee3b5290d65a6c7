/// Keys of a description that do nothing for the files it names.
enum KeyChecks {
  static func findings(_ records: [SampleRecord], _ description: TaskDescription) -> [Finding] {
    let files = Files(records, description)
    return window(files, description) + frame(files, description) + ofSlides(files, description)
      + ofVolumes(files, description) + ofPictures(files, description)
  }

  /// What kinds of images the records have.
  private struct Files {
    let hasVolume: Bool
    /// Slides count.
    let hasPicture: Bool
    let hasSlide: Bool
    /// Volumes aside; of a picture whose name does not say so, only its content can tell.
    let mayHaveDicom: Bool
    let hasOutlines: Bool

    init(_ records: [SampleRecord], _ description: TaskDescription) {
      let kinds = Set(records.map(description.kind(of:)))
      hasVolume = kinds.contains(.volume)
      hasPicture = kinds != [.volume]
      hasSlide = kinds.contains(.slide)
      mayHaveDicom = records.contains { record in
        record.imagePaths.contains { ImageFiles.isDicom($0) || BareDicom.isPossible($0) }
      }
      hasOutlines = records.contains { $0.maskPath.map(SlideAnnotations.isAnnotations) ?? false }
    }
  }

  /// Windows belong to DICOM and to volumes; the one in the file to single DICOM images.
  private static func window(_ files: Files, _ description: TaskDescription) -> [Finding] {
    guard let window = description.window else { return [] }
    if window == .file, files.hasVolume {
      return [
        Finding(
          .error, .description, at: "\(description.path): window",
          "the files' own windows are for single images, and there are volumes",
          allowed: "[center, width] for volumes", hint: "for soft tissue in CT write window: [50, 400]")
      ]
    }
    guard !files.hasVolume, !files.mayHaveDicom else { return [] }
    return [
      Finding(
        .warning, .description, at: "\(description.path): window",
        "no image is DICOM or a volume, so the window does nothing", hint: "for 16-bit pictures use value_range")
    ]
  }

  /// Frames belong to volumes and DICOM. Who asks for another than the first means pages, and would get the first one.
  private static func frame(_ files: Files, _ description: TaskDescription) -> [Finding] {
    guard let frame = description.frame, !files.hasVolume, !files.mayHaveDicom else { return [] }
    return [
      Finding(
        frame == 0 ? .warning : .error, .description, at: "\(description.path): frame",
        "no image is DICOM or a volume, so frame does nothing",
        hint: frame == 0 ? "remove the key" : "for pages of a TIFF write page: \(frame)")
    ]
  }

  private static func ofSlides(_ files: Files, _ description: TaskDescription) -> [Finding] {
    let images = "no image is a whole slide"
    var found: [Finding] = []
    if !files.hasSlide {
      if description.patch != nil {
        found.append(warning("patch", images, "remove the key; volumes have slice", description))
      }
      if description.micrometresPerPixel != nil { found.append(warning("mpp", images, "remove the key", description)) }
    }
    if description.outlineOrigin != .scan, !files.hasOutlines || !files.hasSlide {
      found.append(warning("outline_origin", "no label is outlines of a slide", "remove the key", description))
    }
    return found
  }

  private static func ofVolumes(_ files: Files, _ description: TaskDescription) -> [Finding] {
    guard !files.hasVolume else { return [] }
    let keys: [(isGiven: Bool, key: String, hint: String)] = [
      (description.slice != nil, "slice", "remove the key; whole slides have patch"),
      (description.quantiles != nil, "quantiles", "remove the key; 16-bit pictures have value_range"),
      (description.voxelLimit != nil, "voxel_limit", "remove the key; pictures have pixel_limit"),
      (description.acceptsIrregularGeometry, "irregular_geometry", "remove the key"),
    ]
    return keys.filter(\.isGiven).map { warning($0.key, "no image is a volume", $0.hint, description) }
  }

  private static func ofPictures(_ files: Files, _ description: TaskDescription) -> [Finding] {
    guard !files.hasPicture else { return [] }
    let keys: [(isGiven: Bool, key: String, hint: String)] = [
      (description.page != 0, "page", "remove the key; volumes have frame"),
      (description.pixelLimit != nil, "pixel_limit", "remove the key; volumes have voxel_limit"),
    ]
    return keys.filter(\.isGiven).map { warning($0.key, "every image is a volume", $0.hint, description) }
  }

  private static func warning(
    _ key: String, _ images: String, _ hint: String, _ description: TaskDescription
  ) -> Finding {
    Finding(.warning, .description, at: "\(description.path): \(key)", "\(images), so \(key) does nothing", hint: hint)
  }
}
