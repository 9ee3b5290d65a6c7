import GoldenArrays
import Testing

@testable import Datasets

/// NIfTI in two files, of which a table may name either.
@Suite struct VolumePairsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Two planes of 4 x 3 bytes.
  private func write(_ header: String, _ voxels: String, slope: Float = 1) throws {
    var head = Array(TinyFiles.nifti([], size: [4, 3, 2]).prefix(348))
    head.replaceSubrange(344..<348, with: Array("ni1\0".utf8))
    // The voxels begin their file.
    head.replaceSubrange(108..<112, with: [0, 0, 0, 0])
    head.replaceSubrange(112..<116, with: withUnsafeBytes(of: slope.bitPattern.littleEndian) { Array($0) })
    for (name, bytes) in [(header, head), (voxels, (0..<24).map { UInt8($0 * 7) })] {
      try folder.write(name, name.hasSuffix(".gz") ? TinyFiles.gzip(bytes) : bytes)
    }
  }

  private func task(_ image: String) throws -> TaskDescription {
    let table = try folder.write("t.csv", "image,label\n\(image),x\n")
    return makeDescription(
      .classification, source: .table(table), classes: ["x", "y"], root: folder.path, modality: .ct)
  }

  @Test(arguments: [
    ("p.hdr", "p.img", "p.img"), ("p.hdr", "p.img", "p.hdr"), ("q.hdr.gz", "q.img.gz", "q.hdr.gz"),
    ("q.hdr.gz", "q.img.gz", "q.img.gz"), ("r.hdr", "r.img.gz", "r.img.gz"), ("S.HDR", "S.IMG", "S.IMG"),
  ])
  func eitherFileIsTheVolume(header: String, voxels: String, listed: String) throws {
    try write(header, voxels)
    let task = try task(listed)
    let sample = try #require(try Dataset.open(task).samples(.train).first)
    #expect(sample.id == listed && sample.imagePaths == [folder.path(header)])
    #expect(try EvaluationReader(task).references([sample]).map(\.id) == ["\(listed)#z0", "\(listed)#z1"])
    let report = try TaskCheck(cache: nil).run(task)
    #expect(!report.hasErrors && report.files == 1, "\(report.findings)")
  }

  /// What was seen of the voxels is true as long as their header is the same.
  @Test func anotherHeaderIsAnotherLook() throws {
    let cache = VerdictCache(folder: folder.path("cache"))
    try write("p.hdr", "p.img")
    let task = try task("p.img")
    let known = try Dataset.open(task).verifyReadable(policy: .stop, cache: cache)
    #expect(try TaskCheck(cache: cache).run(task).decoded == 0)
    try write("p.hdr", "p.img", slope: 3)
    let now = try Dataset.open(task).verifyReadable(policy: .stop, cache: cache)
    #expect(now.decoded == 1)
    let path = folder.path("p.hdr")
    #expect(known.dataset.contentHashes[path] != nil)
    #expect(known.dataset.contentHashes[path] != now.dataset.contentHashes[path])
  }

  @Test func voxelsWithoutAHeaderAreNamed() throws {
    try folder.write("alone.img", [1, 2, 3, 4])
    let errors = try TaskCheck(cache: nil).run(task("alone.img")).findings.only(.error)
    #expect(errors.map(\.kind) == [.unreadableFile] && errors.map(\.place) == [folder.path("alone.img")])
    #expect(errors.first?.found.contains("alone.hdr is not beside this file") == true, "\(errors)")
  }

  @Test func aPairInAClassFolderIsOneImage() throws {
    try write("set/x/q.hdr.gz", "set/x/q.img.gz")
    try write("set/y/p.hdr", "set/y/p.img")
    let task = makeDescription(
      .classification, source: .folder(folder.path("set")), classes: ["x", "y"], modality: .ct)
    #expect(try Dataset.open(task).samples(.train).map(\.id) == ["x/q.hdr.gz", "y/p.hdr"])
    #expect(FileIndex.key("a/q.hdr.gz") == "q" && FileIndex.key("a/p.hdr") == "p")
  }
}
