import Foundation
import GoldenArrays
import Imaging
import Testing

/// `inspect` on folders, links, pipes and slides, and what it says where.
@Suite struct InspectFoldersTests {
  private let folder: TemporaryFolder
  private let command: BuiltCommand

  init() throws {
    folder = try TemporaryFolder()
    command = BuiltCommand(folder)
    try FileManager.default.createDirectory(atPath: folder.path("study"), withIntermediateDirectories: false)
    for name in ["a.jpg", "b.jpg"] {
      try ImageWriter.jpeg(Raster(height: 2, width: 5), to: folder.path("study/\(name)"))
    }
  }

  /// Fails instead of waiting for ever.
  private func inspect(_ arguments: String...) throws -> BuiltCommand.Result {
    let running = try command.start(["inspect"] + arguments)
    let end = ContinuousClock.now + .seconds(60)
    let isStuck = running.wait(until: { ContinuousClock.now > end })
    try #require(!isStuck, "inspect does not end")
    return try running.finish()
  }

  @Test func linksToTheirOwnFolderAreWalkedOnce() throws {
    for name in ["again", "more"] {
      try FileManager.default.createSymbolicLink(atPath: folder.path("study/\(name)"), withDestinationPath: ".")
    }
    let result = try inspect(folder.path("study"), "--json")
    #expect(result.code == 0 && result.stderr.isEmpty)
    #expect(result.stdout.split(separator: "\n").count == 2)
  }

  @Test func pipesAreRefused() throws {
    #expect(mkfifo(folder.path("study/pipe.png"), 0o600) == 0)
    for path in [folder.path("study/pipe.png"), folder.path("study")] {
      let result = try inspect(path)
      #expect(result.code == 3)
      #expect(result.stdout.contains("study/pipe.png\n  refused: is not a regular file\n"))
    }
  }

  @Test func aFolderWithoutFilesIsAnError() throws {
    let empty = folder.path("empty")
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: false)
    let result = try inspect(empty)
    #expect(result.code == 3)
    #expect(result.stdout.hasPrefix("\(empty)\n  refused: the folder holds no files"))
    let document = try json(inspect(empty, "--json").stdout)
    #expect(document["path"] as? String == empty && document["status"] as? String == "refused")
  }

  /// A healthy folder has more than images in it.
  @Test func whatIsNoImageDoesNotMakeAFolderFail() throws {
    let header =
      "NDims = 3\nDimSize = 2 1 1\nElementSpacing = 1 1 1\nElementType = MET_UCHAR\n" + "ElementDataFile = v.raw\n"
    try folder.write(header, to: "study/v.mhd")
    try folder.write(Data([1, 2]), to: "study/v.raw")
    try folder.write("read me", to: "study/README.txt")
    let result = try inspect(folder.path("study"), "--json")
    #expect(result.code == 0, "\(result.stdout)")
    #expect(result.stdout.split(separator: "\n").count == 3 && !result.stdout.contains("v.raw"))
    let note = "note: 2 files are no images and were left out: "
    #expect(result.stderr.hasPrefix(note) && result.stderr.contains("v.raw (the voxels of v.mhd)"))
    #expect(try inspect(folder.path("study"), "--quiet").stderr.isEmpty)
    // Named, they are looked at.
    #expect(try inspect(folder.path("study/README.txt")).code == 3)
    try folder.write("read me", to: "docs/README.txt")
    let empty = try inspect(folder.path("docs"))
    #expect(empty.code == 3 && empty.stdout.contains("refused: the folder holds no images"))
  }

  @Test func aMissingLibraryIsNoVerdictOnFiles() throws {
    let bin = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: BuiltCommand.built, toPath: bin.path("umedpt"))
    let result = try BuiltCommand(folder, executable: bin.path("umedpt")).run("inspect", folder.path("study"))
    #expect(result.code == 5)
    #expect(result.stdout.isEmpty)
    #expect(result.stderr.hasPrefix("umedpt: cannot open libCImagingLibrary.so: "))
  }

  @Test func slidesHaveLevelsAndCodec() throws {
    let levels: [TiledTiff.Level] = [(128, 192, { _, _ in (200, 100, 150) }), (64, 96, { _, _ in (200, 100, 150) })]
    let bytes = TiledTiff(levels: levels, pixelsPerCentimetre: 20_000).bytes
    let path = try folder.write(Data(bytes), to: "slide.tif")
    let result = try inspect(path)
    #expect(result.code == 0)
    #expect(result.stdout.contains("slide (generic-tiff), 128 x 192 x 3, uint8, levels: 2, codec none\n"))
    let line = try inspect(path, "--json").stdout
    #expect(line.contains(#""codec":"none""#) && line.contains(#""levels":[[128,192],[64,96]]"#))
  }

  /// libtiff warns of tags that it does not know.
  @Test func librariesSayNothingOnStandardError() throws {
    let path = try folder.write(Data(Self.tiffWithUnknownTag), to: "odd.tif")
    let result = try inspect(path, "-q")
    #expect(result.code == 0 && result.stderr.isEmpty)
    #expect(result.stdout.contains("TIFF, 4 x 4, uint8, codec none"))
  }

  /// 4 x 4 gray pixels behind one directory.
  private static var tiffWithUnknownTag: [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
    let (short, long) = (3, 4)
    let pixels = 8 + 2 + 10 * 12 + 4
    let entries = [
      (256, short, 4), (257, short, 4), (258, short, 8), (259, short, 1), (262, short, 1), (273, long, pixels),
      (277, short, 1), (278, short, 4), (279, long, 16), (65_000, short, 1),
    ]
    var file: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0]
    file += number(entries.count, 2)
    for (tag, type, value) in entries {
      file += number(tag, 2) + number(type, 2)
      file += number(1, 4) + number(value, 4)
    }
    return file + [0, 0, 0, 0] + (0..<16).map { UInt8($0 * 16) }
  }
}
