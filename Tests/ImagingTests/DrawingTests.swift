import Testing

@testable import Imaging

@Suite struct DrawingTests {
  private func bytes(_ image: Raster, _ row: Int, _ column: Int) -> [UInt8] {
    Array(image.bytes[(row * image.width + column) * 3..<(row * image.width + column) * 3 + 3])
  }

  @Test func boxesAreOutlinedInTheirColour() {
    let image = Raster(height: 20, width: 30)
    let drawn = image.drawing([LabelledBox(x0: 5, y0: 4, x1: 15, y1: 12, label: 1)], thickness: 1)
    let colour = Colour.ofClass(1)
    #expect(bytes(drawn, 4, 5) == [colour.red, colour.green, colour.blue])
    #expect(bytes(drawn, 11, 14) == [colour.red, colour.green, colour.blue])
    #expect(bytes(drawn, 7, 9) == [0, 0, 0] && bytes(drawn, 12, 5) == [0, 0, 0] && bytes(drawn, 4, 15) == [0, 0, 0])
  }

  @Test func boxesOutsideOrOddAreHarmless() {
    let image = gradient(height: 5, width: 5)
    let far = LabelledBox(x0: 50, y0: 50, x1: 60, y1: 60, label: -3)
    let wrong = LabelledBox(x0: .nan, y0: 0, x1: .infinity, y1: 2, label: 0)
    #expect(image.drawing([far, wrong]) == image)
    let cut = image.drawing([LabelledBox(x0: -9, y0: -9, x1: 99, y1: 2, label: 0)])
    #expect(cut != image)
  }

  @Test func masksTintInsideAndOutlineOpaquely() throws {
    var labels = LabelMap(height: 6, width: 6)
    for row in 1..<5 { for column in 1..<5 { labels[row, column] = 1 } }
    labels[0, 0] = LabelMap.ignore
    let drawn = try Raster(height: 6, width: 6).drawing(labels, opacity: 0.5)
    let colour = Colour.ofClass(0)
    #expect(bytes(drawn, 1, 1) == [colour.red, colour.green, colour.blue])
    #expect(bytes(drawn, 2, 2)[0] == colour.red / 2)
    #expect(bytes(drawn, 0, 0) == [0, 0, 0] && bytes(drawn, 5, 5) == [0, 0, 0])
    #expect(throws: ImageError.self) { try Raster(height: 5, width: 6).drawing(labels) }
  }
}
