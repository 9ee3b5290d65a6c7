import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// Compressed frames whose stream and header disagree: colours, signs, depths, kinds of codecs.
@Suite struct DicomStreamTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ file: SmallDicom, _ options: ReadOptions = ReadOptions()) throws -> DecodedImage {
    try ImageReader.decode(file.bytes, name: "a.dcm", options)
  }

  private func gray(_ stream: [UInt8], height: Int, width: Int, syntax: String) -> SmallDicom {
    var file = SmallDicom(rows: height, columns: width, channels: 1, bytes: [], photometric: "MONOCHROME2")
    (file.syntax, file.fragments) = ("1.2.840.10008.1.2.4.\(syntax)", [stream])
    return file
  }

  private func first(_ marker: UInt8, in bytes: [UInt8], from start: Int = 0) throws -> Int {
    try #require(bytes.indices.dropLast().first { $0 >= start && bytes[$0] == 0xFF && bytes[$0 + 1] == marker })
  }

  private func refusal(_ file: SmallDicom) -> String {
    message { _ = try read(file, ReadOptions(valueRange: 0...255)) }
  }

  // MARK: colours

  /// As pydicom has it: components named R, G, B are these, whatever JFIF and the header say.
  @Test func namesOfComponentsCountMoreThanTheHeader() throws {
    var stream = [UInt8](try ImageWriter.jpegData(gradient(height: 16, width: 24)))
    let frame = try first(0xC0, in: stream)
    let scan = try first(0xDA, in: stream, from: frame)
    for (index, letter) in "RGB".utf8.enumerated() {
      stream[frame + 10 + 3 * index] = letter
      stream[scan + 5 + 2 * index] = letter
    }
    var file = SmallDicom(rows: 16, columns: 24, channels: 3, bytes: [], photometric: "YBR_FULL_422")
    (file.syntax, file.fragments) = ("1.2.840.10008.1.2.4.50", [stream])
    let stored = try DicomFrames(DicomFile(file.bytes, name: "a.dcm")).frame(0)
    let found = try read(file)
    #expect(stored.isRgb && found.raster.bytes == stored.bytes)
    #expect(!found.notes.contains { $0.contains("turned to RGB") })
    let notes = try Inspector().inspect(folder.write(file.bytes, to: "a.dcm")).notes
    #expect(notes.contains("YBR_FULL_422, but the stream is RGB"))
    // Told RGB, the marker counts, and the decoder turns them.
    file.set(0x0028_0004, text: "RGB", "CS")
    #expect(try read(file).raster.bytes != stored.bytes)
  }

  /// Left behind by programs that took the compression away.
  @Test(arguments: ["YBR_RCT", "YBR_ICT"]) func coloursOfJpeg2000WithoutIt(photometric: String) throws {
    let bytes: [UInt8] = [200, 10, 30, 90, 80, 70]
    let file = SmallDicom(rows: 1, columns: 2, channels: 3, bytes: bytes, photometric: photometric)
    let found = try read(file)
    #expect(found.raster.bytes == bytes && found.notes == ["\(photometric) without JPEG 2000: taken as RGB"])
    let notes = try Inspector().inspect(folder.write(file.bytes, to: "a.dcm")).notes
    #expect(notes.contains("\(photometric) without JPEG 2000: taken as RGB"))
  }

  // MARK: bits

  /// One pixel of 4091 in 12 bits, which is -5 where pixels have a sign.
  @Test(arguments: [(true, -5), (false, 4091)]) func jpegLSKeepsTheSignOfItsOwnDepth(isSigned: Bool, value: Double)
    throws
  {
    let frame: [UInt8] = [0xFF, 0xD8, 0xFF, 0xF7, 0, 11, 12, 0, 1, 0, 1, 1, 1, 0x11, 0]
    let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, 0x48, 0xFF, 0xD9]
    var file = SmallDicom(rows: 1, columns: 1, values: [], signed: isSigned)
    (file.syntax, file.fragments) = ("1.2.840.10008.1.2.4.80", [frame + scan])
    let found = try Inspector().inspect(folder.write(file.bytes, to: "a.dcm"))
    #expect(found.stored?.min == value, "\(found.reason ?? "")")
  }

  @Test func whatALossyCodecOvershootsIsCut() throws {
    let raster = Raster(height: 16, width: 16, channels: 1, bytes: [UInt8](repeating: 131, count: 256))
    var file = gray([UInt8](try ImageWriter.jpegData(raster)), height: 16, width: 16, syntax: "50")
    file.set(0x0028_0101, short: 7)
    file.set(0x0028_0102, short: 6)
    let found = try read(file)
    #expect(found.raster.floats.allSatisfy { $0 == 1 })
    #expect(found.notes.contains { $0.contains("beyond the 7 bits of BitsStored") }, "\(found.notes)")
    let inspection = try Inspector().inspect(folder.write(file.bytes, to: "a.dcm"))
    #expect(inspection.stored?.max == 127 && inspection.notes.contains { $0.contains("were cut") })
    // Cut, they would be other labels.
    let mask = message { _ = try ImageReader.labels(file.bytes, name: "a.dcm") }
    #expect(mask.contains("is no mask: values beyond the 7 bits of BitsStored"), "\(mask)")
    file.place([0, 0, 0], [1, 0, 0, 0, 1, 0], spacing: [1, 1])
    file.set(0x0018_0050, text: "2", "DS")
    let series = try folder.write(file.bytes, to: "series.dcm")
    var options = VolumeReadOptions()
    #expect(try VolumeReader.read(series, options).notes.contains { $0.contains("beyond the 7 bits") })
    options.areLabels = true
    let labels = message { _ = try VolumeReader.read(series, options) }
    #expect(labels.contains("is no mask: values beyond the 7 bits of BitsStored"), "\(labels)")
  }

  /// 4 x 4 pixels of 16 bits by the wavelet 5-3: 4200, then 100. By 9-7: 4100.
  private static let reversible =
    "/0//UQApAAAAAAAEAAAABAAAAAAAAAAAAAAABAAAAAQAAAAAAAAAAAABDwEB/1IADAAAAAEAAAQEAAH/XAAEQID/kAAKAAAAAAAkAAH/k8/8MEgRUFKh"
    + "tr1SAAGEc4/x/N0YYR//2Q=="
  private static let irreversible =
    "/0//UQApAAAAAAAEAAAABAAAAAAAAAAAAAAABAAAAAQAAAAAAAAAAAABDwEB/1IADAAAAAEAAAQEAAD/XAAFQoAA/5AACgAAAAAAIAAB/5PP/DA4EVBT"
    + "hyRCQl8YOAAAMI//2Q=="

  /// Whatever the transfer syntax allows, what was coded without loss was meant as it is.
  @Test(arguments: ["91", "93", "203"]) func losslessStreamsAreNotCut(syntax: String) throws {
    var file = SmallDicom(rows: 4, columns: 4, values: [])
    file.syntax = "1.2.840.10008.1.2.4." + syntax
    file.fragments = [[UInt8](try #require(Data(base64Encoded: Self.reversible)))]
    #expect(try ImageReader.labels(file.bytes, name: "a.dcm").values == [4200] + [UInt16](repeating: 100, count: 15))
    file.set(0x0028_0101, short: 12)
    file.set(0x0028_0102, short: 11)
    #expect(refusal(file).contains("values above the 12 bits of BitsStored"), "\(refusal(file))")
    // The reversible wavelet, too, may have been cut short, which the file tells.
    var short = file
    short.set(0x0028_2110, text: "01", "CS")
    #expect(try read(short).notes.contains { $0.contains("beyond the 12 bits of BitsStored") })
    file.fragments = [[UInt8](try #require(Data(base64Encoded: Self.irreversible)))]
    let found = try read(file)
    #expect(found.raster.floats.allSatisfy { $0 == 1 })
    #expect(found.notes.contains { $0.contains("beyond the 12 bits of BitsStored") }, "\(found.notes)")
  }

  /// A frame header and the start of a scan whose NEAR is told.
  @Test(arguments: [0, 2] as [UInt8]) func jpegLSTellsWhatItLoses(near: UInt8) throws {
    let frame: [UInt8] = [0xFF, 0xD8, 0xFF, 0xF7, 0, 11, 12, 0, 1, 0, 1, 1, 1, 0x11, 0]
    let presets: [UInt8] = [0xFF, 0xF8, 0, 3, 1]
    let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, near, 0, 0, 0x48, 0xFF, 0xD9]
    for stream in [frame + scan, frame + presets + scan] {
      #expect(try CodestreamHeader(stream[...], .jpegLS).isLossy == (near > 0))
    }
    #expect(try !CodestreamHeader(frame[...], .jpegLS).isLossy)
  }

  @Test func onlyALittleIsCut() {
    let bits = DicomBits(allocated: 16, stored: 10, shift: 0, isSigned: false)
    var near: [UInt8] = [0x3E, 0x04, 0xFF, 0x03, 0x05, 0x00]
    #expect(bits.saturate(&near, precision: 12) && near == [0xFF, 0x03, 0xFF, 0x03, 0x05, 0x00])
    var far: [UInt8] = [0x3E, 0x04, 0x3F, 0x04]
    #expect(!bits.saturate(&far, precision: 12) && far == [0x3E, 0x04, 0x3F, 0x04])
    let signed = DicomBits(allocated: 16, stored: 10, shift: 0, isSigned: true)
    #expect(!signed.saturate(&near, precision: 12))
    // What lies above the stream's own bits is the decoder's.
    var other: [UInt8] = [0x05, 0xF0]
    #expect(bits.saturate(&other, precision: 12) && other == [0x05, 0xF0])
  }

  // MARK: kinds of JPEG

  /// 4 x 4 pixels of 5, 205, 405 and so on, lossless.
  private static let lossless =
    "/9j/wwALEAAEAAQBAREA/8QAFgABAQEAAAAAAAAAAAAAAAAACAoP/9oACAEBAAEAAMABGQyGRZAyGQyLIGQyGRZAyGQyP//Z"

  /// Zeros that a writer put before the end mark instead of behind it; other bytes may be left of a broken code.
  @Test func paddingBeforeTheEndMarkIsNoDamage() throws {
    let whole = [UInt8](try #require(Data(base64Encoded: Self.lossless)))
    let end = try #require(whole.indices.dropLast().last { whole[$0] == 0xFF && whole[$0 + 1] == 0xD9 })
    let wanted = (0..<16).map { UInt16(5 + 200 * $0) }
    let cases: [([UInt8], Bool)] = [
      ([], true), ([0], true), ([0, 0, 0, 0, 0], true), ([85, 85, 85, 85, 85], false),
    ]
    for (padding, isRead) in cases {
      var file = SmallDicom(rows: 4, columns: 4, values: [])
      file.syntax = "1.2.840.10008.1.2.4.70"
      file.fragments = [Array(whole[..<end]) + padding + Array(whole[end...])]
      let found = try? ImageReader.labels(file.bytes, name: "a.dcm").values
      #expect(found == (isRead ? wanted : nil), "\(padding)")
    }
  }

  /// 8 x 8 gray pixels.
  private static let progressive =
    "/9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wgALCAAIAAgBAREA"
    + "/8QAFAABAAAAAAAAAAAAAAAAAAAABv/aAAgBAQAAAAEH/8QAFRABAQAAAAAAAAAAAAAAAAAABQD/2gAIAQEAAQUCPGv/xAAWEAADAAAAAAAAAAAA"
    + "AAAAAAAAASH/2gAIAQEABj8CUP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAT8hD//aAAgBAQAAABB//8QAFhAAAwAAAAAAAAAAAAAAAAAA"
    + "AEGh/9oACAEBAAE/EIKP/9k="
  private static let arithmetic =
    "/9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/yQALCAAIAAgBAREA"
    + "/8wABgAQEAX/2gAIAQEAAD8A/wDMJadzdtZ2zUH/2Q=="

  @Test(arguments: [("53", progressive), ("55", progressive), ("52", arithmetic)])
  func retiredProcessesOf8Bits(syntax: String, text: String) throws {
    let stream = [UInt8](try #require(Data(base64Encoded: text)))
    let file = gray(stream, height: 8, width: 8, syntax: syntax)
    guard let wanted = try? ImageReader.decode(stream, name: "a.jpg").raster else {
      #expect(refusal(file).contains("arithmetic coding"))
      return
    }
    #expect(try read(file).raster == wanted && wanted.bytes.first.map { abs(Int($0) - 20) <= 4 } == true)
  }

  @Test(
    arguments: [
      (0xC5, 8, "hierarchical JPEG"), (0xC9, 12, "JPEG of 12 bits with arithmetic coding"),
      (0xCB, 8, "lossless JPEG with arithmetic coding"),
    ] as [(UInt8, UInt8, String)])
  func kindsThatNoDecoderKnowsAreNamed(marker: UInt8, bits: UInt8, words: String) throws {
    var stream = [UInt8](try #require(Data(base64Encoded: Self.progressive)))
    let frame = try first(0xC2, in: stream)
    (stream[frame + 1], stream[frame + 4]) = (marker, bits)
    var file = SmallDicom(rows: 8, columns: 8, values: [])
    (file.syntax, file.fragments) = ("1.2.840.10008.1.2.4.51", [stream])
    #expect(refusal(file).contains("the compressed frame is \(words), which is not supported"), "\(refusal(file))")
  }

  @Test func streamsOfAnotherCodecAreNamed() throws {
    let raster = Raster(height: 8, width: 8, channels: 1, bytes: [UInt8](repeating: 9, count: 64))
    let jpeg = [UInt8](try ImageWriter.jpegData(raster))
    let near: [UInt8] = [0xFF, 0xD8, 0xFF, 0xF7, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xFF, 0xD9]
    let cases = [
      (jpeg, "90", "JPEG, not"), (jpeg, "80", "JPEG, not"), (near, "50", "JPEG-LS, not"),
      (Self.sizes([[7, 1, 1]]), "50", "JPEG 2000, not"),
    ]
    for (stream, syntax, words) in cases {
      let found = refusal(gray(stream, height: 8, width: 8, syntax: syntax))
      #expect(found.contains("the compressed frame is \(words) what the transfer syntax says"), "\(found)")
    }
    #expect(refusal(gray([1, 2, 3, 4], height: 8, width: 8, syntax: "50")).contains("it has no header"))
  }

  /// The sizes (SIZ) of a JPEG 2000 stream of 8 x 8 pixels, and an end; of each component its depth and its steps.
  private static func sizes(_ components: [[UInt8]]) -> [UInt8] {
    let long = { (value: UInt8) -> [UInt8] in [0, 0, 0, value] }
    var bytes: [UInt8] = [0xFF, 0x4F, 0xFF, 0x51, 0, UInt8(38 + 3 * components.count), 0, 0]
    for value: UInt8 in [8, 8, 0, 0, 8, 8, 0, 0] { bytes += long(value) }
    bytes += [0, UInt8(components.count)]
    bytes += components.flatMap { $0 }
    return bytes + [0xFF, 0x93, 0, 0, 0, 0, 0xFF, 0xD9]
  }

  @Test func componentsOfOneSizeAlone() throws {
    let even = try CodestreamHeader(Self.sizes([[7, 1, 1], [7, 1, 1], [7, 1, 1]])[...], .jpeg2000)
    try even.requireKnownKind()
    #expect((even.width, even.height, even.samples, even.precision) == (8, 8, 3, 8))
    for other: [UInt8] in [[7, 2, 2], [11, 1, 1]] {
      let uneven = try CodestreamHeader(Self.sizes([[7, 1, 1], other, other])[...], .jpeg2000)
      #expect(message { try uneven.requireKnownKind() }.contains("components of different size or depth"))
    }
  }
}
