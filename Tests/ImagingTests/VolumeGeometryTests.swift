import Foundation
import GoldenArrays
import Testing

@testable import Imaging

@Suite struct VolumeGeometryTests {
  /// Oblique, anisotropic, left-handed.
  static func oblique(size: [Int] = [7, 5, 4]) throws -> Geometry {
    let (c, s) = (cos(0.4), sin(0.4))
    let columns: [[Double]] = [[-c, -s, 0.0], [s * 0.8, -c * 0.8, 0.6], [-s * 0.6, c * 0.6, 0.8]]
    let spacing = [0.7, 1.3, 4.1]
    let origin = [12.5, -80.25, 33]
    let affine = (0..<3).flatMap { (row: Int) -> [Double] in
      [columns[0][row] * spacing[0], columns[1][row] * spacing[1], columns[2][row] * spacing[2], origin[row]]
    }
    return try Geometry(size: size, affine: affine)
  }

  @Test func placesAndVoxelsAreInverse() throws {
    let geometry = try Self.oblique()
    #expect(zip(geometry.spacing, [0.7, 1.3, 4.1]).allSatisfy { abs($0 - $1) < 1e-12 })
    let voxel = [1.5, -2, 3.25]
    let back = geometry.voxel(atPlace: geometry.place(ofVoxel: voxel))
    #expect(zip(voxel, back).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(geometry.orientation == "LPS")
    #expect(geometry.shear < 1e-6)
  }

  @Test func turningKeepsEveryPlace() throws {
    let geometry = try Self.oblique()
    let turned = AxisTurn(geometry.direction).turned(geometry)
    #expect(turned.orientation == "RAS" && turned.size == [7, 5, 4])
    // The file's voxel (2, 1, 3) on axes that ran to the left and to the back.
    let (before, after) = (geometry.place(ofVoxel: [2, 1, 3]), turned.place(ofVoxel: [4, 3, 3]))
    #expect(zip(before, after).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test func impossibleGeometriesAreRefused() {
    #expect(throws: ImageError.self) { try Geometry(size: [1, 1, 1], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]) }
    #expect(throws: ImageError.self) { try Geometry(size: [1, 1, 1], affine: [1, 1, 0, 0, 0, 0, 1, 0, 1, 1, 1, 0]) }
    #expect(throws: ImageError.self) {
      try Geometry(size: [1, 1, 1], affine: [.nan] + [Double](repeating: 1, count: 11))
    }
  }

  /// Case O11 (torchio#987, #1300).
  @Test func aTinyShiftIsEqualAndAFlipIsNot() throws {
    let folder = try TemporaryFolder()
    let image = SmallNifti.stored([0, 1, 2], reversed: [true, false, false])
    var (shifted, flipped) = (image, image)
    shifted.affine[3] += 0.0003
    flipped.affine[5] = -flipped.affine[5]
    let read = { (file: SmallNifti, name: String) in try VolumeReader.read(folder.write(file.bytes, to: name)).volume }
    let volume = try read(image, "image.nii")
    let label = try read(shifted, "label.nii")
    try volume.requireSameGrid(as: label)
    let difference = volume.geometry.difference(to: label.geometry)
    #expect(difference.millimetres > 2e-4 && difference.millimetres < 4e-4 && difference.degrees < 1e-3)
    let error = #expect(throws: GeometryError.self) { try volume.requireSameGrid(as: try read(flipped, "flipped.nii")) }
    let text = error?.description ?? ""
    #expect(text.contains("LAS") && text.contains("LPS") && text.contains("mm"), "\(text)")
  }

  @Test func anotherSizeIsNamed() throws {
    let (a, b) = (try Self.oblique(), try Self.oblique(size: [7, 5, 5]))
    let error = #expect(throws: GeometryError.self) { try a.require(sameAs: b) }
    #expect(error?.description.contains("7 x 5 x 4") == true && error?.description.contains("7 x 5 x 5") == true)
  }

  @Test func aDegreeCounts() throws {
    let a = try Self.oblique()
    let (c, s) = (cos(Double.pi / 180), sin(Double.pi / 180))
    let turned = (0..<3).flatMap { (row: Int) -> [Double] in
      let (x, y, z) = (a.direction[row * 3], a.direction[row * 3 + 1], a.direction[row * 3 + 2])
      return [c * x + s * y, c * y - s * x, z]
    }
    let b = Geometry(size: a.size, spacing: a.spacing, origin: a.origin, direction: turned)
    #expect(abs(a.difference(to: b).degrees - 1) < 1e-6)
  }
}
