import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// What other programs write into and beside NIfTI and Analyze files.
@Suite struct NiftiOddTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  // MARK: units

  /// A tenth of a millimetre is a conflict, in whatever unit the file has it.
  @Test(arguments: [(UInt8(1), Float(0.05), true), (2, 0.05, false), (2, 50, true), (3, 50, false), (3, 500, true)])
  func formsAreComparedInMillimetres(unit: UInt8, shift: Float, isConflict: Bool) throws {
    var file = SmallNifti.stored([0, 1, 2], reversed: [false, false, false])
    file.quaternion = [0, 0, 0, -7 + shift, 8, 9]
    var bytes = file.bytes
    bytes[123] = unit
    let notes = try VolumeReader.read(folder.write(bytes, to: "v.nii")).notes
    let conflicts = notes.filter { $0.contains("qform and sform differ") }
    #expect(conflicts.count == (isConflict ? 1 : 0), "\(notes)")
    if unit == 1 { #expect(conflicts.first?.contains("by up to 50") == true, "\(conflicts)") }
  }

  // MARK: NIfTI-2

  /// Two voxels of unsigned bytes.
  private func second(lineEnds: [UInt8]) -> [UInt8] {
    var head = [UInt8](repeating: 0, count: 544)
    func put<Value>(_ value: Value, at offset: Int) {
      withUnsafeBytes(of: value) { head.replaceSubrange(offset..<offset + $0.count, with: $0) }
    }
    put(Int32(540), at: 0)
    head.replaceSubrange(4..<12, with: Array("n+2\0".utf8) + lineEnds)
    put(Int16(2), at: 12)
    put(Int16(8), at: 14)
    for (index, size) in [3, 2, 1, 1, 1, 1, 1, 1].enumerated() { put(Int64(size), at: 16 + 8 * index) }
    for index in 0..<8 { put(1.0, at: 104 + 8 * index) }
    put(Int64(544), at: 168)
    put(Int32(1), at: 348)
    for row in 0..<3 { put(1.0, at: 400 + 32 * row + 8 * row) }
    put(Int32(2), at: 500)
    return head + [7, 9]
  }

  @Test func lineEndsOfNifti2MayBeZeros() throws {
    let (usual, zeros): ([UInt8], [UInt8]) = ([13, 10, 26, 10], [0, 0, 0, 0])
    for (lineEnds, isNoted) in [(usual, false), (zeros, true)] {
      let (volume, notes) = try VolumeReader.read(folder.write(second(lineEnds: lineEnds), to: "v.nii"))
      #expect(volume.voxels == [7, 9])
      #expect(notes.contains { $0.contains("line ends are zeros") } == isNoted, "\(notes)")
    }
    let path = try folder.write(second(lineEnds: [10, 26, 10, 0]), to: "v.nii")
    #expect(message { _ = try VolumeReader.read(path) }.contains("line ends were changed"))
  }

  // MARK: SPM

  /// A pair of Analyze files: two voxels.
  private func pair() throws -> String {
    var file = SmallNifti(size: [2, 1, 1], voxels: [10, -20])
    (file.magic, file.offset, file.sformCode) = ("\0\0\0\0", 0, 0)
    try folder.write(file.voxels.withUnsafeBytes { [UInt8]($0) }, to: "a.img")
    return try folder.write(Array(file.header.prefix(348)), to: "a.hdr")
  }

  /// A matrix of 4 x 4 as MATLAB's level 4 has it.
  private func levelFour(_ name: String, rows: Int32 = 4) -> [UInt8] {
    let head: [Int32] = [0, rows, 4, 0, Int32(name.utf8.count + 1)]
    return head.withUnsafeBytes { [UInt8]($0) } + Array(name.utf8) + [0] + [UInt8](repeating: 0, count: 128)
  }

  /// Sides could be mistaken where SPM's own orientation is not read.
  @Test func orientationsOfSpmAreTold() throws {
    let path = try pair()
    let five = Array("MATLAB 5.0 MAT-file, Platform: GLNX86".utf8) + [UInt8](repeating: 32, count: 200)
    for matrix in [levelFour("M"), levelFour("mat"), five] {
      try folder.write(matrix, to: "a.mat")
      let found = message { _ = try VolumeReader.read(path) }
      #expect(found.contains("a.mat beside it may hold SPM's orientation"), "\(found)")
      #expect(found.contains("irregular_geometry: true"))
      #expect(message { _ = try VolumeReader.read(folder.path("a.img")) }.contains("a.mat beside it"))
      let options = VolumeReadOptions(acceptsIrregularGeometry: true)
      #expect(try VolumeReader.read(path, options).notes.contains { $0.contains("a.mat beside it") })
      // What belongs to the header is known all the same.
      #expect(try VolumeReader.companions(of: path) == [folder.path("a.img")])
    }
  }

  /// FSL writes text under that name, and other programs matrices of other sizes.
  @Test func otherFilesOfThatNameAreNoOrientation() throws {
    let path = try pair()
    let text = Array("1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n".utf8)
    for other in [text, [], levelFour("M", rows: 7), levelFour("data")] {
      try folder.write(other, to: "a.mat")
      #expect(try VolumeReader.read(path).volume.voxels == [-20, 10])
    }
  }
}
