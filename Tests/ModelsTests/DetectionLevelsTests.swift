import NN
import Testing
import Torch

@testable import Models

/// Where detection looks: strides, ranges, maps, and who is responsible for a small box.
@Suite struct DetectionLevelsTests {
  @Test func rangesAreEightStrides() {
    #expect(DetectionLevels.from8.strides == [8, 16, 32, 64, 128])
    #expect(DetectionLevels.from8.ranges == [0..<64, 64..<128, 128..<256, 256..<512, 512..<Float.infinity])
    #expect(DetectionLevels.from4.strides == [4, 8, 16, 32, 64, 128])
    let finer = DetectionLevels.from4.ranges
    #expect(finer == [0..<32, 32..<64, 64..<128, 128..<256, 256..<512, 512..<Float.infinity])
  }

  @Test(arguments: DetectionLevels.allCases) func decoderAndHeadHaveAMapALevel(levels: DetectionLevels) throws {
    let channels = [8, 16, 32, 64]
    let size = Extent(height: 75, width: 61)
    let maps = try zip(channels, [4, 8, 16, 32]).map { C, stride in
      let map = size.dividedUp(by: stride)
      return try Tensor.ones([2, C, map.height, map.width])
    }
    let decoder = try MultiScaleDecoder(channels: channels, norm: .layer(affine: false), levels: levels)
    let features = try decoder(Pyramid(maps))
    let wanted = levels.strides.map { size.dividedUp(by: $0) }
    #expect(features.classes.map(\.extent) == wanted && features.boxes.map(\.extent) == wanted)
    #expect(features.centerness.map(\.extent) == wanted)
    let output = try DetectionHead(classCount: 3, levels: levels)(features)
    #expect(output.grid == LocationGrid(wanted, levels: levels))
    #expect(output.logits.shape == [2, output.grid.count, 3] && output.distances.shape == [2, output.grid.count, 4])
    #expect(output.centerness.shape == [2, output.grid.count])
  }

  /// A cell of 10 pixels: one location of stride 8 sees it, four of stride 4 do.
  @Test func aSmallBoxLandsOnTheFinestLevel() {
    let size = Extent(height: 64, width: 64)
    func places(_ levels: DetectionLevels) -> [SIMD3<Float>] {
      let grid = LocationGrid(levels.strides.map { size.dividedUp(by: $0) }, levels: levels)
      let box = TrueBox(x0: 20, y0: 20, x1: 30, y1: 30, label: 0)
      let locations = grid.locations()
      return DetectionTargets(grid, boxes: [[box]], validSizes: [size]).positives.map { place in
        SIMD3(locations[place].x, locations[place].y, locations[place].stride)
      }
    }
    #expect(places(.from4) == [SIMD3(22, 22, 4), SIMD3(26, 22, 4), SIMD3(22, 26, 4), SIMD3(26, 26, 4)])
    #expect(places(.from8) == [SIMD3(28, 28, 8)])
  }
}
