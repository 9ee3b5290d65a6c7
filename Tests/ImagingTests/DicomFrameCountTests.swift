import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// Frames beyond those that NumberOfFrames says, frames in fragments, and compressed pixels with a length.
@Suite struct DicomFrameCountTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// 16 x 16 gray pixels of one value as JPEG, in an even number of bytes.
  private func stream(_ value: UInt8) throws -> [UInt8] {
    let raster = Raster(height: 16, width: 16, channels: 1, bytes: [UInt8](repeating: value, count: 256))
    let bytes = [UInt8](try ImageWriter.jpegData(raster))
    return bytes + [UInt8](repeating: 0, count: bytes.count % 2)
  }

  private func compressed(_ fragments: [[UInt8]], frames: Int? = nil) -> SmallDicom {
    var file = SmallDicom(rows: 16, columns: 16, channels: 1, bytes: [], photometric: "MONOCHROME2")
    (file.syntax, file.fragments) = ("1.2.840.10008.1.2.4.50", fragments)
    if let frames { file.set(0x0028_0008, text: "\(frames)", "IS") }
    return file
  }

  /// The first value of each frame.
  private func values(_ file: SmallDicom, count: Int) throws -> [Int] {
    try (0..<count).map { frame in
      let image = try ImageReader.decode(file.bytes, name: "a.dcm", ReadOptions(frame: frame))
      return Int(try #require(image.raster.bytes.first))
    }
  }

  private func expect(_ found: [Int], near wanted: [Int]) {
    #expect(found.count == wanted.count && zip(found, wanted).allSatisfy { abs($0 - $1) <= 2 }, "\(found)")
  }

  // MARK: beyond the header

  /// - Parameter told: the header's number; nil where it has none.
  private func counted(_ told: String? = nil) -> String {
    "NumberOfFrames (0028,0008) \(told.map { "says \($0)" } ?? "is missing"), the pixels hold 2: as pictures all count"
  }

  private func leftOut(_ told: String? = nil) -> String {
    "NumberOfFrames (0028,0008) \(told.map { "says \($0)" } ?? "is missing"), the pixels hold 2: further ones were "
      + "left out; correct NumberOfFrames if they belong to the volume"
  }

  @Test(arguments: ["1", nil]) func plainFramesBeyondTheHeaderCount(told: String?) throws {
    var file = SmallDicom(rows: 2, columns: 2, values: [1, 2, 3, 4, 5, 6, 7, 8])
    if let told { file.set(0x0028_0008, text: told, "IS") }
    let path = try folder.write(file.bytes, to: "a.dcm")
    let found = try Inspector().inspect(path)
    #expect(found.shape == [2, 2, 2] && found.frames == 2 && found.stored?.max == 8)
    #expect(found.notes.contains(counted(told)))
    let image = try ImageReader.decode(file.bytes, name: "a.dcm", ReadOptions(frame: 1, valueRange: 0...8))
    #expect(image.raster.floats.first == 5.0 / 8 && image.notes.contains(counted(told)))
    // As a slice at a place, it has the frame of its header.
    place(&file, at: 0)
    let placed = try folder.write(file.bytes, to: "placed.dcm")
    let (volume, notes) = try VolumeReader.read(placed)
    #expect(volume.size == [2, 2, 1] && volume.voxels.sorted() == [1, 2, 3, 4])
    #expect(notes.contains(leftOut(told)) && !notes.contains(counted(told)), "\(notes)")
    let slice = try Inspector().inspect(placed)
    #expect(slice.frames == 2 && slice.spacingMm == [1, 1] && !slice.notes.contains { $0.contains("no volume") })
  }

  private func place(_ file: inout SmallDicom, at z: Double) {
    file.place([0, 0, z], [1, 0, 0, 0, 1, 0], spacing: [1, 1])
    file.set(0x0018_0050, text: "2", "DS")
  }

  /// One slice with bytes of two makes no other of its series unreadable.
  @Test func aSeriesReadsTheFramesOfItsHeaders() throws {
    for index in 0..<3 {
      let first = 10 * index
      let further = index == 1 ? [90, 91] : []
      var file = SmallDicom(rows: 1, columns: 2, values: [first, first + 1] + further)
      place(&file, at: 2 * Double(index))
      try FileManager.default.createDirectory(atPath: folder.path("series"), withIntermediateDirectories: true)
      try folder.write(file.bytes, to: "series/\(index).dcm")
    }
    let (volume, notes) = try VolumeReader.read(folder.path("series"))
    #expect(volume.voxels.sorted() == [0, 1, 10, 11, 20, 21] && notes.contains(leftOut()), "\(notes)")
  }

  /// More than is read of a file for its header.
  @Test func longPixelsAreCountedOnceTheyAreRead() throws {
    var file = SmallDicom(
      rows: 300, columns: 300, channels: 1, bytes: [UInt8](repeating: 7, count: 2 * 300 * 300),
      photometric: "MONOCHROME2")
    place(&file, at: 0)
    let path = try folder.write(file.bytes, to: "long.dcm")
    #expect(try VolumeReader.header(path).geometry.size.sorted() == [1, 300, 300])
    let (volume, notes) = try VolumeReader.read(path)
    #expect(volume.voxels.count == 300 * 300 && notes.contains(leftOut()))
    #expect(try Inspector().inspect(path).shape == [2, 300, 300])
  }

  /// Each frame of a segmentation says which segment it shows; what lies beyond says nothing.
  @Test func segmentationsHaveTheFramesOfTheirHeader() throws {
    var file = SmallSegmentation.file([(2, 0, [0, 1, 1])])
    file.set(0x7FE0_0010, bytes: [0, 1, 1, 1, 0, 0], "OB")
    #expect(try ImageReader.labels(file.bytes, name: "a.dcm").values == [0, 2, 2])
    let further = message { _ = try ImageReader.labels(file.bytes, name: "a.dcm", frame: 1) }
    #expect(further.contains("says 1, and nothing says which segment frame 1 shows"), "\(further)")
    file = SmallSegmentation.file([(1, 0, [1, 0, 0]), (2, 2, [0, 0, 1])])
    file.set(0x7FE0_0010, bytes: [1, 0, 0, 0, 0, 1, 1, 1, 1], "OB")
    let (volume, notes) = try VolumeReader.read(folder.write(file.bytes, to: "seg.dcm"))
    #expect(volume.size == [3, 1, 2])
    #expect(notes.contains { $0.contains("says 2, the pixels hold 3: further ones were left out") }, "\(notes)")
  }

  @Test func paddingIsNoFrame() throws {
    let single = SmallDicom(rows: 1, columns: 1, channels: 1, bytes: [7], photometric: "MONOCHROME2")
    #expect(try Inspector().inspect(folder.write(single.bytes, to: "a.dcm")).frames == 1)
    let padded = SmallDicom(rows: 2, columns: 2, values: [1, 2, 3, 4, 0, 0, 0])
    #expect(try Inspector().inspect(folder.write(padded.bytes, to: "b.dcm")).shape == [2, 2])
  }

  @Test func streamsBeyondTheHeaderCount() throws {
    let (first, second) = (try stream(10), try stream(200))
    var file = compressed([first, second])
    expect(try values(file, count: 2), near: [10, 200])
    #expect(try Inspector().inspect(folder.write(file.bytes, to: "a.dcm")).notes.contains(counted()))
    file.offsets = [0, first.count + 8]
    expect(try values(file, count: 2), near: [10, 200])
    // A table that lists the pieces of one stream makes no frames of them.
    let pieces = compressed([Array(second.prefix(200)), Array(second.dropFirst(200))])
    for offsets in [[], [0, 208], [16, 208], [7]] {
      file = pieces
      file.offsets = offsets
      #expect(try Inspector().inspect(folder.write(file.bytes, to: "b.dcm")).frames == 1, "\(offsets)")
      expect(try values(file, count: 1), near: [200])
    }
  }

  @Test func runLengthFramesBeyondTheHeaderCount() throws {
    var header = [UInt8](repeating: 0, count: 64)
    (header[0], header[4], header[8]) = (2, 64, 68)
    let frame: (UInt8) -> [UInt8] = { header + [254, 1, 128, 0] + [254, $0, 128, 0] }
    var file = SmallDicom(rows: 1, columns: 3, values: [])
    (file.syntax, file.fragments) = ("1.2.840.10008.1.2.5", [frame(2), frame(9)])
    let labels = try (0..<2).map { try ImageReader.labels(file.bytes, name: "a", frame: $0).values }
    #expect(labels == [[0x0102, 0x0102, 0x0102], [0x0109, 0x0109, 0x0109]])
    let note = try ImageReader.decode(file.bytes, name: "a", ReadOptions(valueRange: 0...9)).notes
    #expect(note.contains(counted()))
  }

  /// A volume has the slices of its header, and says what it leaves out.
  @Test func volumesSayWhatTheyLeaveOut() throws {
    var file = compressed([try stream(10), try stream(200)])
    file.place([0, 0, 0], [1, 0, 0, 0, 1, 0], spacing: [1, 1])
    file.set(0x0018_0050, text: "2", "DS")
    let (volume, notes) = try VolumeReader.read(folder.write(file.bytes, to: "a.dcm"))
    #expect(volume.size == [16, 16, 1])
    #expect(notes.contains(leftOut()), "\(notes)")
  }

  // MARK: tables

  @Test func framesInPiecesAreFoundByTheirTable() throws {
    let streams = try [10, 90, 200].map { try stream($0) }
    let pieces = streams.flatMap { [Array($0.prefix(200)), Array($0.dropFirst(200))] }
    var file = compressed(pieces, frames: 3)
    let lengths = streams.map { $0.count + 16 }
    file.offsets = [0, lengths[0], lengths[0] + lengths[1]]
    expect(try values(file, count: 3), near: [10, 90, 200])
    // Whatever begins with no start mark is told apart by the table alone.
    file.offsets = [0, lengths[0], lengths[0]]
    #expect(message { _ = try values(file, count: 1) }.contains("the table of frames has empty frames"))
    file.offsets = [4, lengths[0], lengths[0] + lengths[1]]
    #expect(message { _ = try values(file, count: 1) }.contains("begins behind the first fragment"))
    // One that lists every piece leaves the streams' own marks.
    let ends = pieces.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count + 8) }
    file.offsets = Array(ends.dropLast())
    expect(try values(file, count: 3), near: [10, 90, 200])
  }

  // MARK: a length

  @Test func compressedPixelsMayHaveALength() throws {
    var file = compressed([try stream(10), try stream(200)], frames: 2)
    file.hasPixelLength = true
    expect(try values(file, count: 2), near: [10, 200])
    var plain = SmallDicom(
      rows: 16, columns: 16, channels: 1, bytes: [UInt8](repeating: 1, count: 256), photometric: "MONOCHROME2")
    plain.syntax = file.syntax
    #expect(message { _ = try values(plain, count: 1) }.contains("the pixels are not compressed"))
  }
}
