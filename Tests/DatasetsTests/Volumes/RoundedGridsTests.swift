import GoldenArrays
import Imaging
import Testing

@testable import Datasets

/// Grids whose headers were rounded otherwise than those of their images.
@Suite struct RoundedGridsTests {
  private func grid(
    spacing: Double, origin: [Double] = [0, 0, 0], direction: [Double] = [1, 0, 0, 0, 1, 0, 0, 0, 1]
  ) -> Geometry {
    Geometry(size: [512, 512, 24], spacing: [spacing, spacing, 2], origin: origin, direction: direction)
  }

  /// 0.9766 for 0.976562: 0.02 mm at the far edge.
  @Test func roundedSpacingIsOneGrid() throws {
    let image = grid(spacing: 0.976_562)
    let rounded = grid(spacing: 0.9766)
    // As a file whose first voxel is the farthest along both axes gives it.
    let fromTheOtherEnd = grid(spacing: 0.9766, origin: [511 * -0.000_038, 511 * -0.000_038, 0])
    for labels in [rounded, fromTheOtherEnd] {
      try image.require(sameAs: labels)
      let found = try #require(image.rounding(to: labels))
      #expect(abs(found.voxels - 0.019_88) < 1e-4 && abs(found.millimetres - 0.027_46) < 1e-4, "\(found)")
      #expect(throws: GeometryError.self) { try image.require(sameAs: labels, tolerance: 0.01) }
    }
    #expect(image.rounding(to: image) == nil)
  }

  @Test func otherPlacesAreRefused() {
    let (spacing, image) = (0.976_562, grid(spacing: 0.976_562))
    let others = [
      "shift by 5 % of a voxel": grid(spacing: spacing, origin: [0.05, 0, 0]),
      "rounded, and shifted": grid(spacing: 0.9766, origin: [0.05, 0, 0]),
      "spacing off by more": grid(spacing: 0.978),
      "flip": grid(spacing: spacing, origin: [511 * spacing, 0, 0], direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1]),
      "axes exchanged": grid(spacing: spacing, direction: [0, 1, 0, 1, 0, 0, 0, 0, 1]),
      "half a degree": grid(
        spacing: spacing, direction: [0.999_962, -0.008_727, 0, 0.008_727, 0.999_962, 0, 0, 0, 1]),
    ]
    for (name, other) in others {
      #expect(image.rounding(to: other) == nil, "\(name)")
      #expect(throws: GeometryError.self, "\(name)") { try image.require(sameAs: other) }
    }
  }

  /// Taken, and said once; what is farther away stays an error.
  @Test(arguments: [(1.0, 0, 0), (1.001, 1, 0), (1.01, 0, 1)])
  func aRoundedLabelIsANote(spacing: Double, notes: Int, errors: Int) throws {
    let folder = try TemporaryFolder()
    for (name, spacing) in [("ct.nii", 1.0), ("mask.nii", spacing)] {
      let volume = Volume(
        size: [64, 3, 2], spacing: [spacing, 1, 1], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
        voxels: (0..<384).map { name == "ct.nii" ? Float($0) : Float($0 % 2) })
      try VolumeWriter.write(volume, to: folder.path(name), as: .int16)
    }
    let table = try folder.write("t.csv", "image,mask\nct.nii,mask.nii\n")
    let task = makeDescription(
      .segmentation, source: .table(table), classes: ["background", "organ"], root: folder.path, modality: .ct)
    let found = try TaskCheck(cache: nil).run(task).findings.filter { $0.kind == .geometry }
    #expect(found.only(.note).count == notes && found.only(.error).count == errors, "\(found)")
    guard errors == 0 else { return }
    let verified = try Dataset.open(task).verifyReadable(policy: .stop, cache: nil)
    #expect(verified.notes.filter { $0.kind == .geometry } == found)
    let said = "its corners lie up to 0.063 mm, 0.063 voxels from those of its image: taken as one grid"
    #expect(found.allSatisfy { $0.place == folder.path("mask.nii") && $0.found.hasPrefix(said) }, "\(found)")
    _ = try VolumeDecoder(description: task).decode(verified.dataset.samples(.train)[0])
  }
}
