import GoldenArrays
import Testing

@testable import Imaging

/// Files of several pictures: TIFF has pages, DICOM frames.
@Suite struct FramesAndPagesTests {
  private let grey: [(UInt8, UInt8, UInt8)] = [(10, 10, 10), (20, 20, 20)]

  /// An image and its mask could come from different pages else.
  @Test func aFrameChoosesNoPage() throws {
    let pages = grey.map { colour -> TiledTiff.Level in (4, 4, { _, _ in colour }) }
    let bytes = TiledTiff(levels: pages).bytes
    func first(_ options: ReadOptions) throws -> UInt8? {
      try ImageReader.decode(bytes, name: "a.tif", options).raster.bytes.first
    }
    #expect(try first(ReadOptions(page: 1)) == 20)
    #expect(try first(ReadOptions(frame: 1)) == 10)
    #expect(try first(ReadOptions(page: 1, frame: 0)) == 20)
  }

  @Test func aFrameOfDicomComesBeforeThePage() throws {
    var file = SmallDicom(rows: 1, columns: 1, channels: 1, bytes: [7, 8, 9, 0], photometric: "MONOCHROME2")
    file.set(0x0028_0008, text: "3", "IS")
    let cases: [(ReadOptions, UInt8)] = [
      (ReadOptions(frame: 2), 9), (ReadOptions(page: 1), 8), (ReadOptions(page: 1, frame: 0), 7),
    ]
    for (options, expected) in cases {
      #expect(try ImageReader.decode(file.bytes, name: "a.dcm", options).raster.bytes.first == expected)
    }
  }
}
