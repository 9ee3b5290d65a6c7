import Testing

@testable import Imaging

@Suite struct GeometryTests {
  @Test func resizeKeepsAConstantAndTheSize() throws {
    let image = Raster(height: 30, width: 20, bytes: [UInt8](repeating: 77, count: 1800))
    for mode in [Interpolation.linear, .area, .automatic] {
      let small = try image.resized(height: 7, width: 11, interpolation: mode)
      #expect((small.height, small.width) == (7, 11))
      #expect(small.bytes.allSatisfy { $0 == 77 })
    }
  }

  @Test func longestEdgeKeepsTheAspect() throws {
    #expect(Raster.fittedSize(height: 480, width: 640, longestEdge: 224) == (168, 224))
    #expect(Raster.fittedSize(height: 1000, width: 2, longestEdge: 100) == (100, 1))
    #expect(try Raster(height: 10, width: 40).resized(longestEdge: 20).height == 5)
  }

  @Test func emptyTargetsAreRefused() {
    #expect(throws: ImageError.self) { try Raster(height: 3, width: 3).resized(height: 0, width: 5) }
    #expect(throws: ImageError.self) { try LabelMap(height: 3, width: 3).resized(height: 0, width: 5) }
  }

  @Test func paddingGoesRightAndBottom() {
    let image = gradient(height: 2, width: 2)
    let padded = image.padded(height: 3, width: 4)
    #expect((padded.height, padded.width) == (3, 4))
    #expect(padded.pixel(row: 1, column: 1) == image.pixel(row: 1, column: 1))
    #expect(padded.pixel(row: 2, column: 0) == [0, 0, 0])
    #expect(padded.pixel(row: 0, column: 3) == [0, 0, 0])
    let labels = LabelMap(height: 1, width: 1, values: [5]).padded(height: 2, width: 2)
    #expect(labels.values == [5, LabelMap.ignore, LabelMap.ignore, LabelMap.ignore])
  }

  @Test func cropsMayReachOutside() {
    let image = gradient(height: 4, width: 5)
    let inside = image.cropped(top: 1, left: 2, height: 2, width: 2)
    #expect(inside.pixel(row: 0, column: 0) == image.pixel(row: 1, column: 2))
    #expect(inside.pixel(row: 1, column: 1) == image.pixel(row: 2, column: 3))
    let outside = image.cropped(top: -1, left: 4, height: 3, width: 3)
    #expect(outside.pixel(row: 0, column: 0) == [0, 0, 0])
    #expect(outside.pixel(row: 1, column: 0) == image.pixel(row: 0, column: 4))
    #expect(image.cropped(top: 9, left: 9, height: 2, width: 2).bytes.allSatisfy { $0 == 0 })
    let labels = LabelMap(height: 2, width: 2, values: [1, 2, 3, 4]).cropped(top: 1, left: 1, height: 2, width: 2)
    #expect(labels.values == [4, LabelMap.ignore, LabelMap.ignore, LabelMap.ignore])
  }

  @Test func labelsNeverMix() throws {
    let labels = LabelMap(height: 2, width: 2, values: [0, 9, 200, 65535])
    let large = try labels.resized(height: 5, width: 7)
    #expect(Set(large.values) == [0, 9, 200, 65535])
    #expect(try large.resized(height: 2, width: 2) == labels)
  }

  @Test func boxesFollowAndAreDroppedWhenLittleIsLeft() {
    let box = LabelledBox(x0: 10, y0: 10, x1: 20, y1: 20, label: 3)
    #expect(box.scaled(x: 2, y: 0.5) == LabelledBox(x0: 20, y0: 5, x1: 40, y1: 10, label: 3))
    #expect(box.clipped(height: 100, width: 15) == LabelledBox(x0: 10, y0: 10, x1: 15, y1: 20, label: 3))
    #expect(box.clipped(height: 100, width: 12) == nil)
    #expect(box.moved(left: 10, top: 5) == LabelledBox(x0: 0, y0: 5, x1: 10, y1: 15, label: 3))
    let thin = LabelledBox(x0: 5, y0: 5, x1: 5.5, y1: 50, label: 0)
    #expect(thin.clipped(height: 100, width: 100) == nil)
  }
}
