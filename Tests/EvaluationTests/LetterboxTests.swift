import Datasets
import GoldenArrays
import Imaging
import Models
import Testing
import Torch

@testable import Evaluation

@Suite struct LetterboxTests {
  /// O18: whatever the size, the mask has the input's.
  @Test func masksHaveTheSizeOfTheInput() throws {
    let folder = try TemporaryFolder()
    let sizes = [(275, 800), (233, 517), (64, 64), (20, 30)].map { (height: $0.0, width: $0.1) }
    let task = try GeneratedTask.segmentation(folder, sizes: sizes, fit: .letterbox) { row, column in
      UInt16(column * 3 / 900)
    }
    for (size, prediction) in zip(sizes, try task.predictions(PixelModel.pixels(3))) {
      guard case .mask(let mask) = prediction else { throw TileTests.Unexpected() }
      #expect(mask.height == size.height && mask.width == size.width)
    }
  }

  /// Edges lie where they were: at half size a block edge on an even pixel comes back within a pixel.
  @Test func pixelsComeBackToTheirPlace() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.segmentation(folder, sizes: [(100, 128)], fit: .letterbox) { row, column in
      row >= 40 && column >= 50 ? 1 : 0
    }
    guard case .mask(let mask) = try task.predictions(PixelModel.pixels(3))[0] else { throw TileTests.Unexpected() }
    for row in 0..<100 where abs(row - 40) > 1 {
      for column in 0..<128 where abs(column - 50) > 1 {
        #expect(mask[row, column] == (row >= 40 && column >= 50 ? 1 : 0))
      }
    }
  }

  @Test func boxesComeBackToTheirPlace() throws {
    let folder = try TemporaryFolder()
    let box = (x: 20, y: 30, w: 40, h: 24)
    let task = try GeneratedTask.detection(folder, height: 100, width: 128, boxes: [[box]])
    guard case .boxes(let found) = try task.predictions(PixelModel.boxes)[0] else { throw TileTests.Unexpected() }
    #expect(found == [FoundBox(x0: 20, y0: 30, x1: 60, y1: 54, label: 0, score: 0.9)])
  }

  @Test func boxesEndAtTheImage() throws {
    let folder = try TemporaryFolder()
    let task = try GeneratedTask.detection(folder, height: 50, width: 128, boxes: [[]])
    let outside = FoundBox(x0: -4, y0: 5, x1: 70, y1: 40, label: 1, score: 0.5)
    guard case .boxes(let found) = try task.predictions({ _, _ in [.boxes([outside])] })[0] else {
      throw TileTests.Unexpected()
    }
    #expect(found == [FoundBox(x0: 0, y0: 10, x1: 128, y1: 50, label: 1, score: 0.5)])
  }
}
