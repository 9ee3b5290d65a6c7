import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// What Pillow and tifffile found in one file of `hard/raster`.
private struct HardEntry: Decodable {
  struct Found: Decodable {
    let shape: [Int]
    let dtype: String
    let mean: Double?
  }
  let must_fail: Bool?
  let pillow: Found?
  let pillow_as_rgb: Found?
  let pillow_exif_transposed: Found?
  let tifffile: Found?
}

/// The public collection of odd and damaged raster files: right, or refused with a sentence.
@Suite(.enabled(if: dataFolder != nil, "needs the folder of UMEDPT_DATA")) struct HardFilesTests {
  /// Readable files that this reader refuses on purpose, with the reason.
  static let refused = [
    "10ct_32bit_128.tiff": "floating-point values", "16bit.s.tif": "signed values", "8bit.s.tif": "signed values",
    "hopper_unknown_pixel_mode.tif": "32-bit integers", "separate_planar_extra_samples.tiff": "signed values",
  ]
  /// Damage in text that is not part of the picture: Pillow refuses it, the pixel is good.
  static let moreThanPillow = ["png_decompression_dos.png"]

  @Test func everyFileIsRightOrRefused() throws {
    let folder = try #require(dataFolder) + "/hard"
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/expected.json"))
    let entries = try JSONDecoder().decode([String: HardEntry].self, from: data).filter { $0.key.hasPrefix("raster/") }
    #expect(entries.count >= 60)
    for (key, entry) in entries.sorted(by: { $0.key < $1.key }) { check(folder, key, entry) }
  }

  private func check(_ folder: String, _ key: String, _ entry: HardEntry) {
    let name = String(key.dropFirst("raster/".count))
    do {
      let raster = try ImageReader.read(folder + "/" + key).raster
      #expect(entry.must_fail != true && Self.refused[name] == nil, "\(name) was read")
      guard let found = entry.pillow else {
        #expect(Self.moreThanPillow.contains(name), "\(name) was read, the reference refuses it")
        return
      }
      compare(raster, entry, found, name)
    } catch {
      #expect("\(error)".contains(name))
      let reason = Self.refused[name]
      #expect(entry.pillow == nil || entry.must_fail == true || reason.map("\(error)".contains) == true, "\(error)")
    }
  }

  private func compare(_ raster: Raster, _ entry: HardEntry, _ pillow: HardEntry.Found, _ name: String) {
    let shape = (entry.pillow_exif_transposed ?? pillow).shape
    #expect([raster.height, raster.width] == Array(shape.prefix(2)), "\(name)")
    let isWide = raster.depth == .float32
    // 12 and 16 bits come in full only from tifffile or as one gray channel.
    let wide = entry.tifffile ?? (pillow.dtype.contains("16") ? pillow : nil)
    let bits = name.hasPrefix("12bit") ? 4095.0 : 65535.0
    let cmykOrAlpha = name.contains("cmyk") || name.contains("RGBa") || name.contains("apng")
    let reference = isWide && !cmykOrAlpha ? wide : entry.pillow_as_rgb ?? pillow
    guard let mean = reference?.mean, !name.contains("RGBa") else { return }
    let scale = reference?.dtype == "bool" ? 255 : isWide && !cmykOrAlpha ? 255 / bits : 1
    let values = raster.floats
    let ours = values.reduce(0.0) { $0 + Double($1) } / Double(values.count) * 255
    #expect(abs(ours - mean * scale) < 0.75, "\(name): mean \(ours), reference \(mean * scale)")
  }

  /// Adobe's ink is stored as what is left of the paper, with a range as without.
  @Test func inkIsTheSameWithARange() throws {
    let path = try #require(dataFolder) + "/hard/raster/pil_sample_cmyk.jpg"
    let bytes = try ImageReader.read(path).raster.floats
    let ranged = try ImageReader.read(path, ReadOptions(valueRange: 0...255)).raster.floats
    #expect(bytes.count == ranged.count && zip(bytes, ranged).allSatisfy { abs($0 - $1) < 0.003 })
  }

  @Test func masksOfTheDataSetsHaveTheirStatedValues() throws {
    let folder = try #require(dataFolder)
    let gif = folder + "/drive_vessel_seg/masks"
    for name in try FileManager.default.contentsOfDirectory(atPath: gif).sorted() {
      #expect(Set(try ImageReader.readLabels(gif + "/" + name).histogram.keys) == [0, 255], "\(name)")
    }
    let table = try String(contentsOfFile: folder + "/wbc1_seg_cls/labels.csv", encoding: .utf8)
    for line in table.split(whereSeparator: \.isNewline).dropFirst().prefix(20) {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let mask = try ImageReader.readLabels(folder + "/wbc1_seg_cls/" + fields[1])
      #expect(Set(mask.histogram.keys).isSubset(of: [0, 128, 255]), "\(fields[1])")
      let size = try ImageReader.size(of: folder + "/wbc1_seg_cls/" + fields[0])
      #expect((mask.height, mask.width) == size)
    }
  }
}
