import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// What a task makes of a file: how its values become 0...1, and what is refused though it can be read.
@Suite struct InspectionNotesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func notes(_ bytes: [UInt8], as name: String) throws -> [String] {
    let found = try Inspector().inspect(folder.write(bytes, to: name))
    #expect(found.status == .ok, "\(found.reason ?? "")")
    return found.notes
  }

  private func tiff(bits: Int, photometric: Int, format: Int = 1, pixels: [UInt8], samples: Int = 1) -> [UInt8] {
    let entries = [(256, 4, 1), (258, 3, bits), (259, 3, 1), (262, 3, photometric), (339, 3, format)]
    return SmallFiles.tiff(entries, pixels: pixels, samples: samples)
  }

  // MARK: pictures

  @Test func picturesSayTheirScale() throws {
    let range = ", unless value_range says otherwise"
    let cases: [([UInt8], String)] = [
      (tiff(bits: 8, photometric: 1, pixels: [1]), "as a picture, 0 to 255 become 0...1"),
      (tiff(bits: 4, photometric: 1, pixels: [1]), "as a picture, 0 to 15 become 0...1"),
      (tiff(bits: 12, photometric: 1, pixels: [1, 0]), "as a picture, 0 to 4095 become 0...1" + range),
      (tiff(bits: 16, photometric: 1, pixels: [1, 0]), "as a picture, 0 to 65535 become 0...1" + range),
      (
        tiff(bits: 16, photometric: 1, format: 2, pixels: [1, 0]),
        "holds int16 values: training needs their value_range"
      ),
      (
        tiff(bits: 8, photometric: 5, pixels: [1, 2, 3, 4], samples: 4),
        "as a picture, 0 to 255 become 0...1; CMYK becomes RGB"
      ),
      (tiff(bits: 8, photometric: 8, pixels: [1, 2, 3], samples: 3), "as a picture CIELAB becomes RGB"),
      (SmallFiles.bmp8([[1, 2]]), "as a picture the palette's colours; as a mask its indices"),
    ]
    for (bytes, note) in cases { #expect(try notes(bytes, as: "a").last == note) }
  }

  /// What is said to be refused is.
  @Test func picturesThatAreRefusedAreTold() throws {
    let lab = tiff(bits: 16, photometric: 8, pixels: [UInt8](repeating: 1, count: 6), samples: 3)
    #expect(try notes(lab, as: "lab.tif").last == "CIELAB of more than 8 bits: as a picture it is refused")
    #expect(message { _ = try ImageReader.decode(lab, name: "lab.tif") }.contains("CIELAB with more than 8 bits"))
    // Three times 65536 entries of 16 bits.
    let pixels: [UInt8] = [1, 0]
    let palette = [UInt8](repeating: 9, count: 3 * 65_536 * 2)
    let entries = [
      (256, 3, 1, 1), (257, 3, 1, 1), (258, 3, 1, 16), (259, 3, 1, 1), (262, 3, 1, 3), (273, 4, 1, 8), (277, 3, 1, 1),
      (278, 3, 1, 1), (279, 4, 1, 2), (320, 3, 3 * 65_536, 10),
    ]
    let wide = SmallFiles.tiff(entries, behind: pixels + palette)
    let note = "a palette of more than 256 colours: as a picture it is refused; as a mask its indices"
    #expect(try notes(wide, as: "wide.tif").last == note)
    #expect(message { _ = try ImageReader.decode(wide, name: "wide.tif") }.contains("more than 256 colours"))
    #expect(try ImageReader.labels(wide, name: "wide.tif").values == [1])
  }

  /// Two pixels as brightness and two colour differences, uncompressed.
  @Test func aConversionOfColoursIsTold() throws {
    let pixels: [UInt8] = [100, 128, 128, 50, 128, 128]
    let entries: [(tag: Int, type: Int, count: Int, value: Int)] = [
      (256, 3, 1, 2), (257, 3, 1, 1), (258, 3, 3, 14), (259, 3, 1, 1), (262, 3, 1, 6), (273, 4, 1, 8), (277, 3, 1, 3),
      (278, 3, 1, 1), (279, 4, 1, 6), (530, 3, 2, 0x1_0001),
    ]
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var bytes: [UInt8] = [0x49, 0x49, 42, 0] + number(20, 4) + pixels + number(8, 2) + number(8, 2) + number(8, 2)
    bytes += number(entries.count, 2)
    for entry in entries {
      bytes += number(entry.tag, 2) + number(entry.type, 2) + number(entry.count, 4) + number(entry.value, 4)
    }
    bytes += number(0, 4)
    #expect(try notes(bytes, as: "y.tif").contains("YCbCr was turned to RGB"))
  }

  // MARK: DICOM

  @Test func dicomSaysItsScale() throws {
    var file = SmallDicom(rows: 1, columns: 2, values: [1, 2])
    let rest = "; \(VolumeInspector.scaleNote), unless value_range or window says otherwise"
    #expect(try notes(file.bytes, as: "a.dcm").contains("as a picture, 0 to 65535 become 0...1" + rest))
    file.set(0x0028_0101, short: 12)
    file.set(0x0028_0102, short: 11)
    file.set(0x0028_1052, text: "-1024", "DS")
    #expect(try notes(file.bytes, as: "a.dcm").contains("as a picture, -1024 to 3071 become 0...1" + rest))
    file.set(0x0028_1053, text: "0", "DS")
    #expect(try notes(file.bytes, as: "a.dcm").contains("as a picture, it needs value_range" + rest))
    #expect(message { _ = try ImageReader.decode(file.bytes, name: "a") }.contains("value_range"))
    var wide = SmallDicom(rows: 1, columns: 1, values: [1, 2])
    for (tag, bits): (UInt32, Int) in [(0x0028_0100, 32), (0x0028_0101, 32), (0x0028_0102, 31)] {
      wide.set(tag, short: bits)
    }
    #expect(try notes(wide.bytes, as: "w.dcm").contains("as a picture, it needs value_range" + rest))
    let rgb = SmallDicom(rows: 1, columns: 2, channels: 3, bytes: [1, 2, 3, 4, 5, 6], photometric: "RGB")
    #expect(try notes(rgb.bytes, as: "rgb.dcm").contains("as a picture, 0 to 255 become 0...1"))
  }

  /// What every image has to have, and what was taken where it has not.
  @Test func dicomSaysWhatWasAssumed() throws {
    var file = SmallDicom(rows: 1, columns: 2, values: [1, 2])
    #expect(try !notes(file.bytes, as: "a.dcm").contains { $0.contains("is missing: taken") && $0.contains("(0028,") })
    for tag in [0x0028_0002, 0x0028_0004, 0x0028_0101, 0x0028_0103] as [UInt32] { file.remove(tag) }
    let told = try notes(file.bytes, as: "a.dcm")
    for note in [
      "SamplesPerPixel (0028,0002) is missing: taken as 1",
      "PhotometricInterpretation (0028,0004) is missing: taken as MONOCHROME2",
      "BitsStored (0028,0101) is missing: taken as 16", "PixelRepresentation (0028,0103) is missing: taken as unsigned",
    ] { #expect(told.contains(note), "\(told)") }
  }

  @Test func dicomThatIsRefusedAsAPictureIsTold() throws {
    var palette = SmallDicom(rows: 1, columns: 2, channels: 1, bytes: [0, 1], photometric: "PALETTE COLOR")
    palette.set(0x0028_1221, bytes: [0, 0], "OW")
    let segmented = "a segmented palette: as a picture it is refused; as a mask its indices"
    #expect(try notes(palette.bytes, as: "p.dcm").contains(segmented))
    #expect(message { _ = try ImageReader.decode(palette.bytes, name: "p") }.contains("a segmented palette"))
    var colours = SmallDicom(rows: 1, columns: 2, values: [1, 2, 3, 4, 5, 6])
    colours.set(0x0028_0002, short: 3)
    colours.set(0x0028_0004, text: "YBR_FULL", "CS")
    let told = try notes(colours.bytes, as: "y.dcm")
    #expect(told.contains("YBR_FULL of 16 bits: as a picture it is refused"))
    #expect(!told.contains { $0.contains("turned to RGB") })
    #expect(message { _ = try ImageReader.decode(colours.bytes, name: "y") }.contains("YBR_FULL with 16 bits"))
  }

  // MARK: volumes and slides

  @Test func volumesSayTheirScale() throws {
    let told = try notes(SmallNifti(size: [2, 1, 1], voxels: [1, 2]).bytes, as: "v.nii")
    #expect(told.contains("\(VolumeInspector.scaleNote), unless quantiles, value_range or window says otherwise"))
  }

  /// Too large for a picture, and of one level: patches of it are read all the same.
  @Test func largeTilesAreASlide() throws {
    let bytes = TiledTiff(levels: [(70, 90, { _, _ in (1, 2, 3) })]).bytes
    let path = try folder.write(bytes, to: "a.tif")
    let head = Array(bytes.prefix(4096))
    #expect(!SlideInspector().claims(path, head: head) && !SlideInspector(pixelLimit: 6300).claims(path, head: head))
    let inspector = SlideInspector(pixelLimit: 6299)
    #expect(inspector.claims(path, head: head))
    let found = try inspector.inspect(path)
    #expect(found.shape == [70, 90, 3] && found.levels == [[70, 90]])
    #expect(found.notes.contains("as a picture it is above the limit of 6299 pixels"))
    #expect(found.notes.contains("of its patches (patch: {}), 0 to 255 become 0...1"))
  }

  /// `inspect` has no setting: the sentence says where it is.
  @Test func limitsNameThePlaceOfTheirSetting() throws {
    let claims = [(256, 4, 30_000), (258, 3, 8), (259, 3, 1), (262, 3, 1)]
    let picture = SmallFiles.tiff(claims, pixels: [1], height: 30_000)
    var dicom = SmallDicom(rows: 1, columns: 1, values: [1])
    dicom.set(0x0028_0010, short: 60_000)
    dicom.set(0x0028_0011, short: 60_000)
    for (bytes, name, key) in [
      (picture, "a.tif", "pixel_limit"), (dicom.bytes, "a.dcm", "pixel_limit"),
      (SmallNifti(size: [2000, 2000, 2000]).bytes, "v.nii", "voxel_limit"),
    ] {
      let found = try Inspector().inspect(folder.write(bytes, to: name))
      #expect(found.status == .refused)
      #expect(found.reason?.hasSuffix("if this is right, raise \(key) in the task description") == true, "\(found)")
    }
  }
}
