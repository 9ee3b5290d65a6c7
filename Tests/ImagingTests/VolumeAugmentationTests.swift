import Statistics
import Testing

@testable import Imaging

@Suite struct VolumeAugmentationTests {
  /// Voxel value = 100 x + 10 y + z.
  private static func volume(_ size: [Int], scale: Float = 1) -> Volume {
    var values: [Float] = []
    for z in 0..<size[2] {
      for y in 0..<size[1] { for x in 0..<size[0] { values.append(Float(100 * x + 10 * y + z) * scale) } }
    }
    return Volume(
      size: size, spacing: [1, 1, 1], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], voxels: values)
  }

  @Test func aBoxIsCutOut() {
    let cut = VolumeAugmentation(start: [1, 0, 2], size: [2, 3, 1]).labels(Self.volume([4, 3, 5]))
    #expect(cut.size == [2, 3, 1])
    #expect(cut.voxels == [102, 202, 112, 212, 122, 222])
  }

  @Test(arguments: [(0, 1), (0, 2), (1, 2)], [1, 2, 3])
  func quarterTurnsMoveVoxels(plane: (Int, Int), quarters: Int) {
    let size = [4, 3, 2]
    let source = Self.volume(size)
    let (a, b) = plane
    let turn = VolumeAugmentation.Turn(first: a, second: b, quarters: quarters)
    let turned = VolumeAugmentation(start: [0, 0, 0], size: size, turn: turn).labels(source)
    var expected = size
    if quarters != 2 { expected.swapAt(a, b) }
    #expect(turned.size == expected)
    for index in turned.voxels.indices {
      let place = [
        index % expected[0], index / expected[0] % expected[1], index / (expected[0] * expected[1]),
      ]
      // Where the voxel was before the turn from the first axis towards the second.
      let (p, q) = (place[a], place[b])
      let before = [(q, size[b] - 1 - p), (size[a] - 1 - p, size[b] - 1 - q), (size[a] - 1 - q, p)][quarters - 1]
      var from = place
      (from[a], from[b]) = before
      #expect(turned.voxels[index] == source[from[0], from[1], from[2]])
    }
  }

  @Test func fourQuartersAreNone() {
    var volume = Self.volume([3, 3, 3])
    let before = volume.voxels
    for _ in 0..<4 {
      let turn = VolumeAugmentation.Turn(first: 1, second: 2, quarters: 1)
      volume = VolumeAugmentation(start: [0, 0, 0], size: volume.size, turn: turn).labels(volume)
    }
    #expect(volume.voxels == before)
  }

  @Test func contrastKeepsTheMeanAndLabels() {
    var source = Self.volume([4, 4, 4], scale: 1 / 1000)
    for index in source.voxels.indices { source.voxels[index] += 0.3 }
    let change = VolumeAugmentation(start: [0, 0, 0], size: [4, 4, 4], contrast: 1.2)
    let found = change.image(source)
    let mean = { (values: [Float]) in values.reduce(0, +) / Float(values.count) }
    #expect(abs(mean(found.voxels) - mean(source.voxels)) < 1e-5)
    #expect(abs((found.voxels[63] - mean(source.voxels)) / (source.voxels[63] - mean(source.voxels)) - 1.2) < 1e-4)
    #expect(change.labels(source).voxels == source.voxels)
  }

  /// Flat stacks are turned within their slices only.
  @Test func flatPlanesAreNotTurned() {
    for index in 0..<300 {
      var random = SampleRandom(seed: 1, task: "t", epoch: 0, index: index)
      let drawn = VolumeAugmentation.draw([64, 60, 9], &random)
      if let turn = drawn.turn { #expect((turn.first, turn.second) == (0, 1) && (1...3).contains(turn.quarters)) }
      #expect(zip(drawn.start, drawn.size).map(+).enumerated().allSatisfy { $1 <= [64, 60, 9][$0] })
      #expect(zip(drawn.size, [64, 60, 9]).allSatisfy { Double($0) >= 0.69 * Double($1) - 0.5 })
    }
  }

  /// Slices of a part of an axis are shares of the whole.
  @Test(arguments: [[2], [0, 1, 2]] as [Set<Int>]) func axesThatAreKeptStayAsTheyLie(kept: Set<Int>) {
    let size = [40, 50, 60]
    let drawn = (0..<300).map { index -> VolumeAugmentation in
      var random = SampleRandom(seed: 3, task: "t", epoch: 0, index: index)
      return .draw(size, keeping: kept, &random)
    }
    for axis in kept {
      #expect(drawn.allSatisfy { $0.start[axis] == 0 && $0.size[axis] == size[axis] })
      #expect(drawn.allSatisfy { $0.turn?.first != axis && $0.turn?.second != axis })
    }
    #expect((0..<3).allSatisfy { axis in kept.contains(axis) || drawn.contains { $0.size[axis] < size[axis] } })
    #expect(drawn.contains { $0.turn != nil } == (kept.count == 1) && drawn.contains { $0.contrast != 1 })
  }

  @Test func eachHappensInAboutThirtyPercent() {
    let drawn = (0..<2000).map { index -> VolumeAugmentation in
      var random = SampleRandom(seed: 2, task: "t", epoch: 0, index: index)
      return .draw([40, 40, 40], &random)
    }
    for share in [
      drawn.count { $0.size != [40, 40, 40] }, drawn.count { $0.turn != nil }, drawn.count { $0.contrast != 1 },
    ] { #expect((500...700).contains(share)) }
  }
}
