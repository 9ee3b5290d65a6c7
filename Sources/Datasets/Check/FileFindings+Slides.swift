import Foundation

extension FileFindings {
  /// Where patches are wanted at a resolution that slides do not have, or that leaves next to nothing of them.
  var patchResolutions: [Finding] {
    guard let wanted = description.patch?.micrometresPerPixel else { return [] }
    let slides = uses.compactMap { use -> SeenSlide? in
      guard use.kind == .image, let facts = facts(use), let own = facts.micrometresPerPixel else { return nil }
      return SeenSlide(path: use.path, longestEdge: Double(max(facts.height, facts.width)), resolution: own)
    }
    let finer = warning(slides.filter { wanted < $0.resolution / 2 }) { slide in
      let own = String(format: "%.4g", slide.resolution)
      return "is less than half of the \(own) um a pixel of \(slide.path), so most pixels would be invented"
    }
    let coarser = warning(slides.filter { $0.edge(at: wanted) < Double(patchSize) }) { slide in
      let edge = String(format: "%.0f", slide.edge(at: wanted).rounded(.up))
      return "shrinks the longest edge of \(slide.path) to \(edge) px, less than one patch of \(patchSize) px"
    }
    return [finer, coarser].compactMap { $0 }
  }

  private struct SeenSlide {
    let path: String
    /// In level-0 pixels.
    let longestEdge: Double
    /// Micrometres a pixel.
    let resolution: Double

    /// Pixels of the longest edge at another resolution.
    func edge(at wanted: Double) -> Double { longestEdge * resolution / wanted }
  }

  private func warning(_ slides: [SeenSlide], _ found: (SeenSlide) -> String) -> Finding? {
    guard let first = slides.first, let wanted = description.patch?.micrometresPerPixel else { return nil }
    return Finding(
      .warning, .description, at: "\(description.path): patch.mpp", "\(wanted) \(found(first))\(slides.soWithMore)",
      hint: "patch.mpp is in micrometres a pixel, such as 0.5 for an objective of 20x")
  }

  /// Level-0 pixels of a patch's edge on a slide of `own` micrometres a pixel.
  func patchEdge(own: Double) -> Double {
    Double(patchSize) * (description.patch?.micrometresPerPixel ?? own) / own
  }

  /// Slides of which an evaluation may leave patches out.
  var thinnedSlides: [Finding] {
    let slides = records.compactMap { record -> (path: String, patches: Int)? in
      guard let use = FileUse.images(record, description).first, let facts = facts(use),
        let own = facts.micrometresPerPixel
      else { return nil }
      let (height, width) = (record.region?.height ?? facts.height, record.region?.width ?? facts.width)
      guard let edge = Int(exactly: patchEdge(own: own).rounded()), edge > 0 else { return nil }
      return (use.path, PatchDraw.count(along: height, edge: edge) * PatchDraw.count(along: width, edge: edge))
    }.filter { $0.patches > PatchDraw.mostPatches }
    guard let first = slides.first else { return [] }
    return [
      Finding(
        .note, .reading, at: first.path,
        "it has up to \(first.patches) patches of \(patchSize) px\(slides.soWithMore); an evaluation takes at most "
          + "\(PatchDraw.mostPatches) of a slide, spread evenly over those with enough tissue")
    ]
  }
}
