import Foundation
import GoldenArrays
import Statistics
import Testing

@testable import Imaging

/// Truncated, changed and random bytes into every reader of volumes and DICOM: an error or a result within the limits.
@Suite struct HostileVolumesTests {
  private let folder: TemporaryFolder
  private let limit = VolumeReadOptions(voxelLimit: 100_000)

  init() throws { folder = try TemporaryFolder() }

  /// One small file of each kind.
  private func files() throws -> [(name: String, bytes: [UInt8])] {
    let volume = DicomSeriesFiles.axial(6)
    for name in ["a.nii", "a.nii.gz", "a.mha", "a.nrrd"] {
      try VolumeWriter.write(volume, to: folder.path(name), as: .int16)
    }
    try VolumeWriter.write(volume, to: folder.path("deflated.mha"), as: .int16, isDeflated: true)
    try VolumeWriter.write(volume, to: folder.path("deflated.nrrd"), as: .int16, isDeflated: true)
    let made = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
      ($0, [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path($0)))))
    }
    return made + [
      ("slice.dcm", DicomSeriesFiles.slices(volume)[0].bytes), ("frames.dcm", frames().bytes), ("rle.dcm", rle().bytes),
    ]
  }

  private func frames() -> SmallDicom {
    var file = SmallDicom(rows: 3, columns: 4, values: (0..<36).map { $0 * 5 })
    file.set(0x0028_0008, text: "3", "IS")
    file.set(
      0x5200_9230,
      items: (0..<3).map { (k: Int) -> [UInt8] in
        SmallDicom.sequence(0x0020_9113, [SmallDicom.decimal(0x0020_0032, [1, 2, Double(k) * 2])])
      })
    let orientation = SmallDicom.sequence(0x0020_9116, [SmallDicom.decimal(0x0020_0037, [1, 0, 0, 0, 1, 0])])
    file.set(
      0x5200_9229, items: [orientation + SmallDicom.sequence(0x0028_9110, [SmallDicom.decimal(0x0028_0030, [1, 1])])])
    return file
  }

  private func rle() -> SmallDicom {
    var header = [UInt8](repeating: 0, count: 64)
    (header[0], header[4], header[8]) = (2, 64, 68)
    var file = SmallDicom(rows: 1, columns: 3, values: [])
    file.syntax = "1.2.840.10008.1.2.5"
    file.fragments = [header + [254, 1, 128, 0, 2, 2, 3, 3]]
    file.place([0, 0, 0], [1, 0, 0, 0, 1, 0], spacing: [1, 1])
    file.set(0x0018_0050, text: "2", "DS")
    return file
  }

  /// True when it could be read as a volume or as a picture.
  @discardableResult private func read(_ bytes: [UInt8], _ name: String) throws -> Bool {
    let path = try folder.write(bytes, to: "hostile." + name)
    var isRead = false
    do {
      let volume = try VolumeReader.read(path, limit).volume
      #expect(volume.voxels.count <= 100_000)
      isRead = true
    } catch let error as ImageError {
      #expect(error.path?.contains("hostile") == true && !error.message.isEmpty)
    }
    guard name.hasSuffix("dcm") else { return isRead }
    do {
      let options = ReadOptions(valueRange: 0...100, pixelLimit: 100_000)
      let raster = try ImageReader.decode(bytes, name: path, options).raster
      #expect(raster.height * raster.width <= 100_000)
      isRead = true
    } catch let error as ImageError {
      #expect(error.path == path)
    }
    _ = try Inspector().inspect(path)
    return isRead
  }

  @Test func wholeFilesAreRead() throws {
    for (name, bytes) in try files() { #expect(try read(bytes, name), "\(name)") }
  }

  @Test func truncatedFilesAreErrors() throws {
    for (name, bytes) in try files() {
      for count in stride(from: 0, to: bytes.count - 1, by: max(1, bytes.count / 80)) {
        #expect(try !read(Array(bytes[..<count]), name), "\(name) cut to \(count) of \(bytes.count) bytes")
      }
    }
  }

  @Test func changedBytesNeverTrap() throws {
    for (name, bytes) in try files() {
      for round in 0..<250 {
        var random = SampleRandom(seed: 15, task: name, index: round)
        var changed = bytes
        let span = round % 2 == 0 ? changed.count : min(changed.count, 600)
        for _ in 0...random.integer(in: 0..<4) {
          changed[random.integer(in: 0..<span)] = UInt8(random.integer(in: 0..<256))
        }
        try read(changed, name)
      }
    }
  }

  @Test func randomBytesAfterTheMagicNeverTrap() throws {
    for (name, bytes) in try files() {
      for round in 0..<60 {
        var random = SampleRandom(seed: 16, task: name, index: round)
        let noise = (0..<random.integer(in: 1..<2000)).map { _ in UInt8(random.integer(in: 0..<256)) }
        try read(Array(bytes.prefix(random.integer(in: 2..<400))) + noise, name)
      }
    }
  }

  /// A thousand claims, little memory: nested items, lengths of 4 GiB, endless sequences.
  @Test func nestingIsLimited() throws {
    var file = SmallDicom(rows: 1, columns: 1, values: [1])
    let open: [UInt8] =
      [0x28, 0, 0, 0x30] + Array("SQ".utf8) + [0, 0, 255, 255, 255, 255, 0xFE, 0xFF, 0, 0xE0, 255, 255, 255, 255]
    file.set(0x0028_2000, bytes: [], "OB")
    let nested = file.bytes + Array(repeating: open, count: 5000).flatMap { $0 }
    #expect(try !read(nested, "nested.dcm") || true)
    let start = Array(file.bytes.prefix(160)) + Array(repeating: open, count: 5000).flatMap { $0 }
    #expect(try !read(start, "nested.dcm"))
  }
}
