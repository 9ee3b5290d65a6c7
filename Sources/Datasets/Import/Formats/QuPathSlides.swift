import Imaging

/// TIFF images that are whole slides: a description without `patch` reads each as one picture.
struct QuPathSlides {
  /// Pyramids, and slides of more pixels than a picture may have; they are read by patches.
  private(set) var slides: Set<String> = []
  /// Those that could be read by patches too.
  private var tiled: Set<String> = []

  /// - Parameter given: the size of images that cannot be opened here.
  init(_ images: [String], given: PixelSize?) {
    for image in Set(images) where ImageFiles.isTiff(image) {
      guard let slide = try? Slide(image) else {
        // What cannot be opened as a picture either may be a slide.
        let isLarge = given.map(Self.isAboveLimit) ?? false
        if isLarge, (try? ImageReader.size(of: image, pixelLimit: .max)) == nil { slides.insert(image) }
        continue
      }
      let isLarge = Self.isAboveLimit(PixelSize(height: slide.height, width: slide.width))
      if slide.levels.count > 1 || isLarge { slides.insert(image) } else { tiled.insert(image) }
    }
  }

  private static func isAboveLimit(_ size: PixelSize) -> Bool {
    size.width > ReadOptions.defaultPixelLimit / size.height
  }

  /// Writes `patch` where there are slides, and says how TIFF images are read.
  func takePatches(_ set: inout ImportedSet, _ report: inout ImportReport) {
    if !slides.isEmpty {
      set.keys.append(("patch", "{}"))
      report.note(
        "\(slides.count) TIFF images are slides (\(names(slides))): patch: {} reads every TIFF of the task by patches")
    } else {
      tellPictures(&report)
    }
  }

  /// Says that no `patch` was written.
  func tellPictures(_ report: inout ImportReport) {
    let all = slides.union(tiled)
    guard !all.isEmpty else { return }
    report.note(
      "\(all.count) TIFF images are read as one picture each (\(names(all))); patch: {} in task.yaml reads them by "
        + "patches")
  }

  private func names(_ images: Set<String>) -> String { images.map { PathName.last($0) }.sorted().quoted(atMost: 3) }
}
