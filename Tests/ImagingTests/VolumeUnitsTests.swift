import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// Volumes in other units than millimetres, and how exactly labels must lie on them.
@Suite struct VolumeUnitsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func nrrd(_ fields: String) throws -> (volume: Volume, notes: [String]) {
    let head = "NRRD0004\ntype: uchar\nencoding: raw\ndimension: 3\nsizes: 2 1 1\n\(fields)\n\n"
    return try VolumeReader.read(folder.write(Array(head.utf8) + [1, 2], to: "v.nrrd"))
  }

  private static func near(_ a: [Double], _ b: [Double]) -> Bool { zip(a, b).allSatisfy { abs($0 - $1) < 1e-9 } }

  @Test(arguments: [
    ("um", 1e-3), ("\u{B5}m", 1e-3), ("microns", 1e-3), ("mm", 1), ("cm", 10), ("M", 1000), ("", 1),
  ])
  func unitsOfNrrd(unit: String, millimetres: Double) throws {
    let directions = "space: right-anterior-superior\nspace directions: (1,0,0) (0,2,0) (0,0,3)\nspace origin: (4,5,6)"
    let units = "\"\(unit)\" \"\(unit)\" \"\(unit)\""
    let (placed, notes) = try nrrd("\(directions)\nspace units: \(units)")
    #expect(Self.near(placed.spacing, [1, 2, 3].map { $0 * millimetres }))
    #expect(Self.near(placed.origin, [4, 5, 6].map { $0 * millimetres }))
    #expect(notes.contains { $0.hasPrefix("lengths are stored in") } == (millimetres != 1))
    for key in ["units", "space units"] {
      let spaced = try nrrd("spacings: 1 2 3\n\(key): \(units)").volume
      #expect(Self.near(spaced.spacing, [1, 2, 3].map { $0 * millimetres }), "\(key)")
    }
  }

  @Test func unknownUnitsAreTold() throws {
    let (volume, notes) = try nrrd("spacings: 1 2 3\nunits: \"pixel\" \"um\" \"mm\"")
    #expect(Self.near(volume.spacing, [1, 0.002, 3]))
    #expect(notes.contains("the unit \"pixel\" is not known: taken as mm"))
  }

  /// Labels five voxels beside an image in micrometres lie nearer than what millimetres may differ by.
  @Test func labelsOfMicroscopesMustLieOnTheirImage() throws {
    let read = { (shift: Float) in
      var file = SmallNifti.stored([0, 1, 2], reversed: [false, false, false])
      file.affine[3] += shift
      var bytes = file.bytes
      bytes[123] = 3
      return try VolumeReader.read(folder.write(bytes, to: "v.nii")).volume
    }
    let image = try read(0)
    #expect(abs(image.spacing[0] - 0.001) < 1e-9)
    try image.requireSameGrid(as: read(0.05))
    let moved = try read(5)
    let error = #expect(throws: GeometryError.self) { try image.requireSameGrid(as: moved) }
    let text = error?.description ?? ""
    #expect(text.contains("by up to 0.005 mm") && text.contains("at most 0.0001 mm are allowed"), "\(text)")
    #expect(image.geometry.tolerance(to: moved.geometry) < 1.001e-4)
    let usual = Geometry(
      size: [1, 1, 1], spacing: [1, 1, 3], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1])
    #expect(usual.tolerance(to: usual) == 0.01)
  }
}
