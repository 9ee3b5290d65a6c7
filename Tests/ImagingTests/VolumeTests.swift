import Foundation
import GoldenArrays
import Statistics
import Testing

@testable import Imaging

/// A NIfTI-1 file built byte by byte.
private struct SmallNifti {
  var size = [4, 5, 6]
  /// RAS affine, 3 x 4 row-major.
  var affine: [Float] = [1, 0, 0, -10, 0, 2, 0, 20, 0, 0, 3, 30]
  var voxels: [Int16] = []

  var bytes: [UInt8] {
    var header = [UInt8](repeating: 0, count: 352)
    func put<Value>(_ value: Value, at offset: Int) {
      withUnsafeBytes(of: value) { header.replaceSubrange(offset..<offset + $0.count, with: $0) }
    }
    put(Int32(348), at: 0)
    for (index, value) in ([3] + size + [1, 1, 1, 1]).enumerated() { put(Int16(value), at: 40 + index * 2) }
    put(Int16(4), at: 70)
    put(Int16(16), at: 72)
    for axis in 0..<3 { put(spacing(axis), at: 80 + axis * 4) }
    put(Float(1), at: 76)
    put(Float(352), at: 108)
    put(UInt8(2), at: 123)
    put(Int16(1), at: 254)
    for (index, value) in affine.enumerated() { put(value, at: 280 + index * 4) }
    header.replaceSubrange(344..<348, with: Array("n+1\0".utf8))
    return header + voxels.withUnsafeBytes { [UInt8]($0) }
  }

  private func spacing(_ axis: Int) -> Float {
    (0..<3).reduce(Float(0)) { $0 + affine[$1 * 4 + axis] * affine[$1 * 4 + axis] }.squareRoot()
  }

  /// The 3 x 4 x 5 volume whose voxel at RAS index (x, y, z) holds x + 10 y + 100 z, stored along other axes.
  static func stored(_ axes: [Int], reversed: [Bool]) -> SmallNifti {
    let (ras, spacing, origin) = ([3, 4, 5], [Float(1), 2, 3], [Float(-7), 8, 9])
    var file = SmallNifti(size: axes.map { ras[$0] }, affine: [Float](repeating: 0, count: 12))
    for row in 0..<3 { file.affine[row * 4 + 3] = origin[row] }
    for (axis, world) in axes.enumerated() {
      file.affine[world * 4 + axis] = spacing[world] * (reversed[axis] ? -1 : 1)
      if reversed[axis] { file.affine[world * 4 + 3] += spacing[world] * Float(ras[world] - 1) }
    }
    for c in 0..<file.size[2] {
      for b in 0..<file.size[1] {
        for a in 0..<file.size[0] {
          var index = [0, 0, 0]
          for (axis, place) in [a, b, c].enumerated() {
            index[axes[axis]] = reversed[axis] ? file.size[axis] - 1 - place : place
          }
          file.voxels.append(Int16(index[0] + 10 * index[1] + 100 * index[2]))
        }
      }
    }
    return file
  }
}

@Suite struct VolumeTests {
  /// x + 10 y + 100 z of the 3 x 4 x 5 volume, x fastest.
  private static let counted: [Float] = (0..<60).map { (i: Int) -> Float in
    let (x, y, z) = (i % 3, i / 3 % 4, i / 12)
    return Float(x + 10 * y + 100 * z)
  }

  private static let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

  @Test(arguments: orders) func everyOrientationBecomesTheSameVolume(axes: [Int]) throws {
    let folder = try TemporaryFolder()
    for signs in 0..<8 {
      let reversed = (0..<3).map { signs >> $0 & 1 == 1 }
      let path = try folder.write(SmallNifti.stored(axes, reversed: reversed).bytes, as: "v\(signs).nii")
      let volume = try VolumeReader.read(path)
      #expect(volume.size == [3, 4, 5])
      #expect(zip(volume.spacing, [1, 2, 3]).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(zip(volume.origin, [-7, 8, 9]).allSatisfy { abs($0 - $1) < 1e-4 }, "\(volume.origin)")
      #expect(zip(volume.direction, [1, 0, 0, 0, 1, 0, 0, 0, 1]).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(volume[2, 3, 4] == 432 && volume[1, 0, 2] == 201)
      #expect(volume.voxels == Self.counted)
    }
  }

  @Test func slicesShowFrontAndHeadUpAndTheRightOnTheLeft() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(SmallNifti.stored([0, 1, 2], reversed: [false, false, false]).bytes, as: "v.nii")
    let volume = try VolumeReader.read(path)
    let axial = try volume.labelSlice(axis: 2, index: 1)
    #expect((axial.height, axial.width) == (4, 3))
    #expect(axial[0, 0] == 132 && axial[3, 2] == 100)
    #expect(try volume.labelSlice(axis: 1, index: 2)[0, 0] == 422)
    #expect(try volume.labelSlice(axis: 0, index: 1)[0, 0] == 431)
    let raster = try volume.slice(axis: 2, index: 1)
    #expect(raster.depth == .float32 && raster.pixel(row: 0, column: 0) == [132, 132, 132])
    #expect(throws: ImageError.self) { try volume.slice(axis: 2, index: 5) }
    #expect(throws: ImageError.self) { try volume.slice(axis: 3, index: 0) }
  }

  @Test func quantilesStretchAndNonFiniteVoxelsVanish() {
    var values = (0...1000).map { Float($0) }
    values += [.nan, .infinity, -.infinity]
    let volume = Volume(
      size: [1004, 1, 1], spacing: [1, 1, 1], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], voxels: values)
    let stretched = volume.normalised()
    #expect(stretched.voxels[25] == 0 && stretched.voxels[975] == 1 && stretched.voxels[1000] == 1)
    #expect(abs(stretched.voxels[500] - 0.5) < 1e-6)
    #expect(stretched.voxels.suffix(3) == [0, 0, 0])
    #expect(Volume.quantile(0.5, ofSorted: [1, 2, 10, 20]) == 6)
    var flat = volume
    flat.voxels = [Float](repeating: 7, count: 1004)
    #expect(flat.normalised().voxels.allSatisfy { $0 == 0 })
  }

  @Test func damagedVolumesAreErrors() throws {
    let folder = try TemporaryFolder()
    let whole = SmallNifti.stored([0, 1, 2], reversed: [false, false, false]).bytes
    for count in [0, 10, 348, 352, 400, whole.count - 1] {
      let path = try folder.write(Array(whole[..<count]), as: "cut\(count).nii")
      let error = #expect(throws: ImageError.self) { try VolumeReader.read(path) }
      #expect(error?.path == path)
    }
    let large = try folder.write(whole, as: "large.nii")
    #expect(throws: ImageError.self) { try VolumeReader.read(large, voxelLimit: 59) }
    #expect(throws: ImageError.self) { try VolumeReader.read(folder.file("none.nii")) }
  }

  @Test func changedBytesNeverTrap() throws {
    let folder = try TemporaryFolder()
    let whole = SmallNifti.stored([2, 0, 1], reversed: [true, false, true]).bytes
    for round in 0..<200 {
      var random = SampleRandom(seed: 8, task: "nifti", index: round)
      var changed = whole
      for _ in 0...random.integer(in: 0..<3) {
        changed[random.integer(in: 0..<352)] = UInt8(random.integer(in: 0..<256))
      }
      let path = try folder.write(changed, as: "a.nii")
      if let volume = try? VolumeReader.read(path, voxelLimit: 100_000) { #expect(volume.voxels.count <= 100_000) }
    }
  }
}

/// What nibabel found in one file of `hard/nifti`.
private struct HardVolume: Decodable {
  struct Found: Decodable {
    let shape: [Int]
    let mean: Double?
    let n_nan: Int?
  }
  let must_fail: Bool?
  let data: Found?
}

@Suite(.enabled(if: dataFolder != nil, "needs the folder of UMEDPT_DATA")) struct HardVolumesTests {
  /// Readable files that are refused on purpose: several volumes or values, sheared axes, NIfTI-2.
  private static let refused = [
    "functional", "complex64", "rgb24", "sheared", "nifti2", "dmri_dmri", "warp_t22mt1", "venc",
  ]

  @Test func everyVolumeIsRightOrRefused() throws {
    let folder = try #require(dataFolder) + "/hard"
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/expected.json"))
    let entries = try JSONDecoder().decode([String: HardVolume].self, from: data).filter { $0.key.hasPrefix("nifti/") }
    var readCount = 0
    for (key, entry) in entries.sorted(by: { $0.key < $1.key }) {
      do {
        let volume = try VolumeReader.read(folder + "/" + key)
        readCount += 1
        #expect(entry.must_fail != true, "\(key) was read")
        guard let found = entry.data else { continue }
        let shape = found.shape + [1, 1]
        #expect(volume.size.sorted() == Array(shape.prefix(3)).sorted(), "\(key): \(volume.size)")
        guard let mean = found.mean, found.n_nan ?? 0 == 0 else { continue }
        let ours = volume.voxels.reduce(0.0) { $0 + Double($1) } / Double(volume.voxels.count)
        #expect(abs(ours - mean) <= 1e-4 * max(1, abs(mean)), "\(key): mean \(ours), reference \(mean)")
      } catch {
        #expect("\(error)".contains(key))
        #expect(entry.must_fail == true || entry.data == nil || Self.refused.contains { key.contains($0) }, "\(error)")
      }
    }
    #expect(readCount >= 30)
  }

  @Test func hippocampusLabelsHaveTheirStatedCounts() throws {
    let folder = try #require(dataFolder) + "/hippocampus_seg/"
    let table = try String(contentsOfFile: folder + "splits.csv", encoding: .utf8)
    for line in table.split(separator: "\n").dropFirst().prefix(12) {
      let fields = line.split(separator: ",").map(String.init)
      let (image, label) = (try VolumeReader.read(folder + fields[0]), try VolumeReader.read(folder + fields[1]))
      #expect(image.size == label.size && image.size.map(String.init).joined(separator: "x") == fields[3])
      #expect(label.voxels.filter { $0 == 1 }.count == Int(fields[7]))
      #expect(label.voxels.filter { $0 == 2 }.count == Int(fields[8].trimmingCharacters(in: .whitespacesAndNewlines)))
      let slice = try image.normalised().slice(axis: 0, index: image.size[0] / 2)
      #expect(slice.floats.allSatisfy { (0...1).contains($0) } && slice.floats.max() == 1)
    }
  }
}
