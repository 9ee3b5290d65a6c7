import GoldenArrays
import Testing

@testable import Imaging

/// Directories without pixels: the codec of the largest picture, and an end to every broken chain.
@Suite struct TiffDirectoriesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private typealias Picture = (width: Int, height: Int, compression: Int)

  /// One directory a picture, in either byte order, as TIFF or BigTIFF.
  private static func tiff(_ pictures: [Picture], isBigEndian: Bool = false, isWide: Bool = false) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      return isBigEndian ? Array(bytes.reversed()) : bytes
    }
    let word = isWide ? 8 : 4
    var file = [UInt8](repeating: isBigEndian ? 0x4D : 0x49, count: 2)
    file += isWide ? number(43, 2) + number(8, 2) + number(0, 2) : number(42, 2)
    let first = file.count + word
    file += number(first, word)
    for (index, picture) in pictures.enumerated() {
      file += number(3, isWide ? 8 : 2)
      for (tag, value) in [(256, picture.width), (257, picture.height)] {
        file += number(tag, 2) + number(4, 2) + number(1, word)
        file += number(value, 4) + number(0, word - 4)
      }
      file += number(259, 2) + number(3, 2) + number(1, word)
      file += number(picture.compression, 2) + number(0, word - 2)
      let next = index == pictures.count - 1 ? 0 : file.count + word
      file += number(next, word)
    }
    return file
  }

  @Test(arguments: [false, true], [false, true])
  func theLargestPictureTellsTheCodec(isBigEndian: Bool, isWide: Bool) throws {
    // A label first, as some scanners write.
    let bytes = Self.tiff([(64, 48, 5), (4000, 3000, 33005), (1000, 750, 7)], isBigEndian: isBigEndian, isWide: isWide)
    #expect(TiffDirectories.codec(of: try folder.write(bytes, to: "a.tif")) == "JPEG 2000")
  }

  @Test func unknownCodecsKeepTheirNumber() throws {
    let path = try folder.write(Self.tiff([(64, 48, 61_000)]), to: "a.tif")
    #expect(TiffDirectories.codec(of: path) == "TIFF compression 61000")
  }

  @Test func brokenDirectoriesEndAndNeverTrap() throws {
    let bytes = Self.tiff([(64, 48, 5)])
    // The last link leads back to the first directory.
    let ring = Array(bytes.dropLast(4)) + [8, 0, 0, 0]
    #expect(TiffDirectories.codec(of: try folder.write(ring, to: "ring.tif")) == "LZW")
    for count in 0..<bytes.count {
      #expect(TiffDirectories.codec(of: try folder.write(Array(bytes[..<count]), to: "cut.tif")) == nil)
    }
    let far = Array(Self.tiff([(64, 48, 5)], isWide: true)[..<8]) + [UInt8](repeating: 0xFF, count: 40)
    #expect(TiffDirectories.codec(of: try folder.write(far, to: "far.tif")) == nil)
    #expect(TiffDirectories.codec(of: folder.path("none.tif")) == nil)
  }
}
