import Foundation
import GoldenArrays
import Statistics
import Testing

@testable import Imaging

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
      let path = try folder.write(SmallNifti.stored(axes, reversed: reversed).bytes, to: "v\(signs).nii")
      let volume = try VolumeReader.read(path).volume
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
    let path = try folder.write(SmallNifti.stored([0, 1, 2], reversed: [false, false, false]).bytes, to: "v.nii")
    let volume = try VolumeReader.read(path).volume
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
    let windowed = volume.scaled(low: 0, high: 10)
    #expect(windowed.voxels[5] == 0.5 && windowed.voxels.suffix(3) == [0, 0, 0])
    #expect(Quantiles.of([1, 20, 10, 2, .nan], [0.5, 0, 1]) == [6, 1, 20])
    #expect(Quantiles.of([.nan], [0.5]) == nil)
    var flat = volume
    flat.voxels = [Float](repeating: 7, count: 1004)
    #expect(flat.normalised().voxels.allSatisfy { $0 == 0 })
  }

  @Test func quantilesAreThoseOfSortedValues() {
    for round in 0..<20 {
      var random = SampleRandom(seed: 4, task: "quantiles", index: round)
      let count = random.integer(in: 1..<3000)
      let values = (0..<count).map { _ -> Float in
        let value = Float(random.integer(in: -500..<500))
        return round % 2 == 0 ? value : value * 1e-3 + 1000
      }
      let sorted = values.sorted()
      for share in [0, 0.025, 0.3, 0.5, 0.975, 1] {
        let place = share * Double(count - 1)
        let (below, above) = (Double(sorted[Int(place)]), Double(sorted[min(Int(place) + 1, count - 1)]))
        let expected = below + (place - place.rounded(.down)) * (above - below)
        #expect(Quantiles.of(values, [share]) == [expected])
      }
    }
  }

  @Test func damagedVolumesAreErrors() throws {
    let folder = try TemporaryFolder()
    let whole = SmallNifti.stored([0, 1, 2], reversed: [false, false, false]).bytes
    for count in [0, 10, 348, 352, 400, whole.count - 1] {
      let path = try folder.write(Array(whole[..<count]), to: "cut\(count).nii")
      let error = #expect(throws: ImageError.self) { try VolumeReader.read(path) }
      #expect(error?.path == path)
    }
    let large = try folder.write(whole, to: "large.nii")
    #expect(throws: ImageError.self) { try VolumeReader.read(large, VolumeReadOptions(voxelLimit: 59)) }
    #expect(throws: ImageError.self) { try VolumeReader.read(folder.path("none.nii")) }
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
      let path = try folder.write(changed, to: "a.nii")
      let options = VolumeReadOptions(voxelLimit: 100_000)
      if let volume = try? VolumeReader.read(path, options).volume { #expect(volume.voxels.count <= 100_000) }
    }
  }
}

@Suite(.enabled(if: dataFolder != nil, "needs the folder of UMEDPT_DATA")) struct RealVolumesTests {
  @Test func hippocampusLabelsHaveTheirStatedCounts() throws {
    let folder = try #require(dataFolder) + "/hippocampus_seg/"
    let table = try String(contentsOfFile: folder + "splits.csv", encoding: .utf8)
    for line in table.split(whereSeparator: \.isNewline).dropFirst().prefix(12) {
      let fields = line.split(separator: ",").map(String.init)
      let (image, label) = (
        try VolumeReader.read(folder + fields[0]).volume, try VolumeReader.read(folder + fields[1]).volume
      )
      try image.requireSameGrid(as: label)
      #expect(image.size == label.size && image.size.map(String.init).joined(separator: "x") == fields[3])
      #expect(label.voxels.filter { $0 == 1 }.count == Int(fields[7]))
      #expect(label.voxels.filter { $0 == 2 }.count == Int(fields[8].trimmingCharacters(in: .whitespacesAndNewlines)))
      let slice = try image.normalised().slice(axis: 0, index: image.size[0] / 2)
      #expect(slice.floats.allSatisfy { (0...1).contains($0) } && slice.floats.max() == 1)
    }
  }
}
