import Foundation
import GoldenArrays
import Statistics
import Testing

@testable import Imaging

/// Truncated, changed and random bytes: an error or a picture within the limits, never a trap.
@Suite struct HostileFilesTests {
  static let limit = 1_000_000

  /// One small file of each kind.
  static func files() throws -> [(name: String, bytes: [UInt8])] {
    let folder = try TemporaryFolder()
    let image = try gradient(height: 12, width: 17).resized(height: 41, width: 67)
    let mask = LabelMap(height: 9, width: 21, values: (0..<189).map { UInt16($0 % 5) })
    try ImageWriter.png(image, to: folder.path("rgb.png"))
    try ImageWriter.png16((0..<900).map { UInt16($0 * 70) }, height: 30, width: 30, to: folder.path("gray16.png"))
    try ImageWriter.png(mask, palette: Colour.palette, to: folder.path("palette.png"))
    try ImageWriter.jpeg(image, to: folder.path("rgb.jpg"))
    try ImageWriter.tiff(image, to: folder.path("rgb.tif"))
    try ImageWriter.tiff(image.asFloats, to: folder.path("float.tif"))
    let rows = (0..<20).map { row in (0..<30).map { UInt8((row + $0) % 100) } }
    let made = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
      ($0, [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path($0)))))
    }
    return made + [
      ("index.bmp", SmallFiles.bmp8(rows)), ("runs.bmp", SmallFiles.bmp8(rows, runLength: true)),
      ("index.gif", SmallFiles.gif(rows)),
    ]
  }

  /// Reads every way; true when the picture could be read.
  @discardableResult private func read(_ bytes: [UInt8], _ name: String) -> Bool {
    let options = ReadOptions(valueRange: name.hasPrefix("float") ? 0...1 : nil, pixelLimit: Self.limit)
    _ = try? ImageReader.labels(bytes, name: name, pixelLimit: Self.limit)
    do {
      let image = try ImageReader.decode(bytes, name: name, options)
      #expect(image.raster.height * image.raster.width <= Self.limit)
      return true
    } catch let error as ImageError {
      #expect(error.path == name && !error.message.isEmpty)
    } catch {
      Issue.record("another error than ImageError: \(error)")
    }
    return false
  }

  @Test func wholeFilesAreRead() throws {
    for (name, bytes) in try Self.files() { #expect(read(bytes, name), "\(name)") }
  }

  /// No prefix is taken for a picture; a GIF or run-length BMP may lack its last, empty, block.
  @Test func truncatedFilesAreErrors() throws {
    for (name, bytes) in try Self.files() {
      let tail = name.hasSuffix(".gif") ? 4 : name.hasSuffix(".bmp") ? 4 : 0
      for count in stride(from: 0, to: bytes.count - tail, by: max(1, bytes.count / 150)) {
        #expect(!read(Array(bytes[..<count]), name), "\(name) cut to \(count) of \(bytes.count) bytes")
      }
      if tail == 0 { #expect(!read(Array(bytes.dropLast()), name), "\(name) without its last byte") }
    }
  }

  @Test func changedBitsNeverTrap() throws {
    for (name, bytes) in try Self.files() {
      for round in 0..<150 {
        var random = SampleRandom(seed: 5, task: name, index: round)
        var changed = bytes
        for _ in 0...random.integer(in: 0..<4) {
          changed[random.integer(in: 0..<changed.count)] ^= 1 << UInt8(random.integer(in: 0..<8))
        }
        // Headers decide most: every second round aims there.
        if round % 2 == 0 {
          changed[random.integer(in: 0..<min(64, changed.count))] = UInt8(random.integer(in: 0..<256))
        }
        read(changed, name)
      }
    }
  }

  @Test func randomBytesAfterTheMagicNeverTrap() throws {
    for (name, bytes) in try Self.files() {
      for round in 0..<60 {
        var random = SampleRandom(seed: 6, task: name, index: round)
        let noise = (0..<random.integer(in: 1..<2000)).map { _ in UInt8(random.integer(in: 0..<256)) }
        read(Array(bytes.prefix(random.integer(in: 2..<40))) + noise, name)
      }
    }
  }
}
