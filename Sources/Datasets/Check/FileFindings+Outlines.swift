extension FileFindings {
  /// Slides that no outline lies on, so that all of their patches are background, and outlines that lie beyond them.
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
      guard let slide = FileUse.images(record, description).first.flatMap(facts) else { return nil }
      guard Self.misses(bounds, slide) else {
        guard Self.exceeds(bounds, slide) else { return nil }
        return Finding(
          .warning, .annotation, at: path,
          "its outlines reach beyond \"\(record.id)\" (\(slide.width) x \(slide.height) pixels): x from "
            + "\(Self.text(bounds[0])) to \(Self.text(bounds[2])), y from \(Self.text(bounds[1])) to "
            + "\(Self.text(bounds[3]))",
          hint: "see that they belong to this slide and count pixels of its full resolution; what lies beyond is cut")
      }
      return Finding(
        .warning, .emptyMask, at: path,
        "its outlines lie wholly outside of \"\(record.id)\" (\(slide.width) x \(slide.height) pixels)",
        hint: "see that they belong to this slide and count pixels of its full resolution")
    }
  }

  /// A coordinate in pixels; files may hold any number.
  private static func text(_ value: Double) -> String { Int(exactly: value.rounded()).map(String.init) ?? "\(value)" }

  /// More than strokes at an edge do: by a fiftieth of the slide.
  private static func exceeds(_ bounds: [Double], _ slide: FileVerdict.Facts) -> Bool {
    let (width, height) = (Double(slide.width), Double(slide.height))
    let (x, y) = (width / 50, height / 50)
    return bounds[0] < -x || bounds[1] < -y || bounds[2] > width + x || bounds[3] > height + y
  }

  /// - Parameter bounds: x0, y0, x1, y1.
  private static func misses(_ bounds: [Double], _ slide: FileVerdict.Facts) -> Bool {
    bounds[2] <= 0 || bounds[3] <= 0 || bounds[0] >= Double(slide.width) || bounds[1] >= Double(slide.height)
  }
}
