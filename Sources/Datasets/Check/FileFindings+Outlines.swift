extension FileFindings {
  /// Slides that no outline lies on: all of their patches are background.
  var missedSlides: [Finding] {
    var told: Set<[String]> = []
    return records.compactMap { record in
      guard let path = record.maskPath, SlideAnnotations.isAnnotations(path), let mask = maskFacts(record),
        told.insert(record.imagePaths + [path]).inserted
      else { return nil }
      guard let bounds = mask.outlineBounds else {
        return Finding(
          .warning, .emptyMask, at: path, "it holds no outline, so all of \"\(record.id)\" is background",
          hint: "draw its outlines, or leave the slide out")
      }
      guard let slide = FileUse.images(record, description).first.flatMap(facts), Self.misses(bounds, slide) else {
        return nil
      }
      return Finding(
        .warning, .emptyMask, at: path,
        "its outlines lie wholly outside of \"\(record.id)\" (\(slide.width) x \(slide.height) pixels)",
        hint: "see that they belong to this slide and count pixels of its full resolution")
    }
  }

  /// - Parameter bounds: x0, y0, x1, y1.
  private static func misses(_ bounds: [Double], _ slide: FileVerdict.Facts) -> Bool {
    bounds[2] <= 0 || bounds[3] <= 0 || bounds[0] >= Double(slide.width) || bounds[1] >= Double(slide.height)
  }
}
