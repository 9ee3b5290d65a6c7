import Foundation
import GoldenArrays
import Testing

@testable import Imaging

@Suite struct DicomPictureTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ file: SmallDicom, _ options: ReadOptions = ReadOptions()) throws -> DecodedImage {
    try ImageReader.decode(file.bytes, name: "a.dcm", options)
  }

  private func first(_ raster: Raster) -> [Float] {
    stride(from: 0, to: raster.floats.count, by: 3).map { raster.floats[$0] }
  }

  /// Case O08 (monai-deploy-app-sdk#282): inverted once.
  @Test func bothPolaritiesGiveTheSamePicture() throws {
    let values = [0, 1000, 2000, 4095]
    var dark = SmallDicom(rows: 2, columns: 2, values: values)
    var light = SmallDicom(rows: 2, columns: 2, values: values.map { 4095 - $0 })
    for tag: UInt32 in [0x0028_0101] { dark.set(tag, short: 12); light.set(tag, short: 12) }
    dark.set(0x0028_0102, short: 11)
    light.set(0x0028_0102, short: 11)
    light.set(0x0028_0004, text: "MONOCHROME1", "CS")
    let (a, b) = (try read(dark), try read(light))
    #expect(zip(a.raster.floats, b.raster.floats).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(!a.notes.contains { $0.contains("inverted") } && b.notes.contains { $0.contains("inverted") })
    #expect(a.raster.floats.first == 0 && a.raster.floats.last == 1)
    // Bytes too.
    let bytes: [UInt8] = [0, 9, 200, 255]
    let plain = SmallDicom(rows: 2, columns: 2, channels: 1, bytes: bytes, photometric: "MONOCHROME2")
    let turned = SmallDicom(rows: 2, columns: 2, channels: 1, bytes: bytes.map { 255 - $0 }, photometric: "MONOCHROME1")
    #expect(try read(plain).raster == read(turned).raster)
    #expect(try read(plain).raster.depth == .uint8)
  }

  @Test func rescaleComesBeforeTheWindow() throws {
    var file = SmallDicom(rows: 1, columns: 4, values: [1024, 1064, 1104, 0], signed: true)
    file.set(0x0028_1052, text: "-1024", "DS")
    file.set(0x0028_1053, text: "1", "DS")
    file.set(0x0028_1050, text: "40\\300", "DS")
    file.set(0x0028_1051, text: "81\\1000", "DS")
    let windowed = try read(file, ReadOptions(window: .file))
    #expect(zip(first(windowed.raster), [0, 0.50625, 1, 0]).allSatisfy { abs($0 - $1) < 0.01 })
    #expect(windowed.notes.contains { $0.contains("window center 40, width 81") })
    let ranged = first(try read(file, ReadOptions(valueRange: 0...80)).raster)
    #expect(zip(ranged, [0, 0.5, 1, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
    let own = first(try read(file, ReadOptions(window: .values(center: 40, width: 2000))).raster)
    // What the user says runs from center - width / 2 to center + width / 2, in pictures as in volumes.
    #expect(zip(own, [0.48, 0.5, 0.52, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(WindowChoice.values(center: 40, width: 2000).ends.map { [$0.low, $0.high] } == [-960, 1040])
    #expect(WindowChoice.file.ends == nil)
    #expect(throws: ImageError.self) { try read(file, ReadOptions(window: .values(center: 40, width: 0))) }
    // Without any: all that 16 bits can hold.
    #expect(abs(first(try read(file).raster)[0] - (1024 + 32768) / 65535) < 1e-5)
    file.remove(0x0028_1050)
    #expect(throws: ImageError.self) { try read(file, ReadOptions(window: .file)) }
  }

  @Test func aModalityTableIsUsed() throws {
    var file = SmallDicom(rows: 1, columns: 3, values: [9, 11, 30])
    var item = SmallDicom()
    item.set(0x0028_3002, shorts: [3, 10, 16])
    item.set(0x0028_3006, shorts: [100, 200, 300])
    file.set(0x0028_3000, items: [item.body])
    #expect(first(try read(file, ReadOptions(valueRange: 100...300)).raster) == [0, 0.5, 1])
  }

  @Test func coloursAndPalettes() throws {
    let rgb = SmallDicom(rows: 1, columns: 2, channels: 3, bytes: [255, 0, 0, 1, 2, 3], photometric: "RGB")
    #expect(try read(rgb).raster.bytes == [255, 0, 0, 1, 2, 3])
    var planar = SmallDicom(rows: 1, columns: 2, channels: 3, bytes: [255, 1, 0, 2, 0, 3], photometric: "RGB")
    planar.set(0x0028_0006, short: 1)
    #expect(try read(planar).raster.bytes == [255, 0, 0, 1, 2, 3])
    let ybr = SmallDicom(
      rows: 1, columns: 2, channels: 3, bytes: [76, 85, 255, 255, 128, 128], photometric: "YBR_FULL")
    let turned = try read(ybr)
    #expect(turned.raster.bytes == [254, 0, 0, 255, 255, 255] && turned.notes.contains { $0.contains("YBR_FULL") })
    let half = SmallDicom(rows: 1, columns: 2, channels: 3, bytes: [76, 255, 85, 255], photometric: "YBR_FULL_422")
    #expect(try read(half).raster.bytes[0..<3] == [254, 0, 0])

    var palette = SmallDicom(rows: 1, columns: 3, channels: 1, bytes: [4, 5, 9], photometric: "PALETTE COLOR")
    for channel in 0..<3 {
      palette.set(UInt32(0x0028_1101 + channel), shorts: [2, 4, 16])
      palette.set(UInt32(0x0028_1201 + channel), shorts: [channel << 8, 0xFF00])
    }
    #expect(try read(palette).raster.bytes == [0, 1, 2, 255, 255, 255, 255, 255, 255])
    let labels = try ImageReader.labels(palette.bytes, name: "a.dcm")
    #expect(labels.values == [4, 5, 9])
    #expect(throws: ImageError.self) { try ImageReader.labels(rgb.bytes, name: "a.dcm") }
  }

  @Test func coloursThatAreAllThereAreNotHalved() throws {
    let whole = SmallDicom(
      rows: 1, columns: 2, channels: 3, bytes: [76, 85, 255, 255, 128, 128], photometric: "YBR_FULL_422")
    let error = #expect(throws: ImageError.self) { try read(whole) }
    #expect(error?.message.contains("(0028,0004)") == true && error?.message.contains("YBR_FULL or RGB") == true)
  }

  @Test func aSlopeOfZeroIsNamed() throws {
    var file = SmallDicom(rows: 1, columns: 2, values: [1, 2])
    file.set(0x0028_1053, text: "0", "DS")
    let error = #expect(throws: ImageError.self) { try read(file) }
    #expect(error?.message.contains("RescaleSlope (0028,1053) is 0") == true)
  }

  @Test func aFrameIsChosen() throws {
    var file = SmallDicom(rows: 1, columns: 1, channels: 1, bytes: [7, 8, 9, 0], photometric: "MONOCHROME2")
    file.set(0x0028_0008, text: "3", "IS")
    #expect(try read(file, ReadOptions(page: 2)).raster.bytes == [9, 9, 9])
    #expect(try read(file).notes.contains { $0.contains("3 frames") })
    #expect(throws: ImageError.self) { try read(file, ReadOptions(page: 3)) }
    #expect(try read(file, ReadOptions(page: 2, frame: 1)).raster.bytes == [8, 8, 8])
    #expect(try ImageReader.labels(file.bytes, name: "a.dcm", page: 2, frame: 1).values == [8])
    let path = try folder.write(file.bytes, to: "a.dcm")
    #expect(try ImageReader.size(of: path) == (1, 1))
  }

  @Test func runLengthFramesAreDecodedOrRefused() throws {
    // Two planes of 16-bit values 0x0102, 0x0103, 0x0103: high bytes, then low bytes.
    let high: [UInt8] = [254, 1, 128, 0]
    let low: [UInt8] = [2, 2, 3, 3]
    var header = [UInt8](repeating: 0, count: 64)
    (header[0], header[4], header[8]) = (2, 64, 68)
    var file = SmallDicom(rows: 1, columns: 3, values: [])
    file.syntax = "1.2.840.10008.1.2.5"
    file.fragments = [header + high + low]
    #expect(try ImageReader.labels(file.bytes, name: "a").values == [0x0102, 0x0103, 0x0103])
    for (index, value) in [(0, UInt8(3)), (4, 10), (8, 250), (64, 3), (68, 9)] as [(Int, UInt8)] {
      var damaged = header + high + low
      damaged[index] = value
      file.fragments = [damaged]
      #expect(throws: ImageError.self, "byte \(index)") { try ImageReader.labels(file.bytes, name: "a") }
    }
  }

  @Test(arguments: [
    (UInt32(0x0028_0010), 0, "Rows"), (0x0028_0100, 12, "BitsAllocated"), (0x0028_0101, 17, "BitsStored"),
    (0x0028_0002, 2, "samples"), (0x0028_0011, 900, "need"),
  ])
  func impossibleAttributesAreNamed(tag: UInt32, value: Int, word: String) throws {
    var file = SmallDicom(rows: 2, columns: 2, values: [1, 2, 3, 4])
    file.set(tag, short: value)
    let error = #expect(throws: ImageError.self) { try read(file) }
    #expect(error?.message.contains(word) == true && error?.path == "a.dcm", "\(error?.message ?? "")")
  }

  /// A JPEG inside, whole and cut: by its own length, its end mark, and its size.
  @Test func compressedFramesAreWholeOrRefused() throws {
    let image = gradient(height: 16, width: 24)
    try ImageWriter.jpeg(image, to: folder.path("a.jpg"))
    let jpeg = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path("a.jpg"))))
    var file = SmallDicom(rows: 16, columns: 24, channels: 3, bytes: [], photometric: "YBR_FULL_422")
    file.syntax = "1.2.840.10008.1.2.4.50"
    file.fragments = [jpeg]
    let found = try read(file).raster
    let reference = try ImageReader.decode(jpeg, name: "a.jpg").raster
    #expect(zip(found.bytes, reference.bytes).allSatisfy { abs(Int($0) - Int($1)) <= 3 })
    // The stream in two fragments is the same frame.
    file.fragments = [Array(jpeg.prefix(200)), Array(jpeg.dropFirst(200))]
    #expect(try read(file).raster == found)
    for fragment in [Array(jpeg.prefix(jpeg.count / 2)), Array(jpeg.dropLast(2)), [], [1, 2, 3, 4]] {
      file.fragments = [fragment]
      #expect(throws: ImageError.self) { try read(file) }
    }
    file.fragments = [jpeg]
    file.set(0x0028_0010, short: 17)
    let error = #expect(throws: ImageError.self) { try read(file) }
    #expect(error?.message.contains("24 x 16") == true && error?.message.contains("24 x 17") == true)
    // Two frames without a table are told apart by their start marks.
    file.set(0x0028_0010, short: 16)
    file.set(0x0028_0008, text: "2", "IS")
    file.fragments = [Array(jpeg.prefix(200)), Array(jpeg.dropFirst(200)), jpeg]
    #expect(try read(file, ReadOptions(page: 1)).raster == found)
    let whole = file.bytes
    for cut in [whole.count - 4, whole.count - 60, whole.count / 2] {
      #expect(throws: ImageError.self) { try ImageReader.decode(Array(whole.prefix(cut)), name: "a") }
    }
  }

  @Test func oddHighBitsAndFrameCountsAreMended() throws {
    var file = SmallDicom(rows: 1, columns: 2, values: [1, 2])
    file.set(0x0028_0102, short: 16)
    file.set(0x0028_0008, text: "0", "IS")
    let found = try read(file, ReadOptions(valueRange: 0...2))
    #expect(first(found.raster) == [0.5, 1])
    #expect(found.notes.contains { $0.contains("HighBit") } && found.notes.contains { $0.contains("NumberOfFrames") })
  }

  @Test(arguments: ["1.2.840.10008.1.2.4.100", "1.2.840.10008.1.2.4.110", "1.2.3.4.5"])
  func foreignSyntaxesAreNamed(uid: String) throws {
    var file = SmallDicom(rows: 2, columns: 2, values: [1, 2, 3, 4])
    file.syntax = uid
    file.fragments = [[1, 2, 3, 4]]
    let error = #expect(throws: ImageError.self) { try read(file) }
    #expect(error?.message.contains(uid) == true && error?.message.contains(TransferSyntax(uid: uid).name) == true)
  }
}
