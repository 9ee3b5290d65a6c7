import Foundation
import GoldenArrays
import Testing

@testable import Datasets

/// Names that look alike: composed in the table, decomposed on disk, as archives from macOS have them.
@Suite struct EquivalentNamesTests {
  private let folder: TemporaryFolder
  private static let decomposed = "e\u{301}t"
  private static let composed = "\u{E9}t"

  init() throws { folder = try TemporaryFolder() }

  private func create(_ name: String) {
    _ = FileManager.default.createFile(atPath: folder.path(name), contents: Data("x".utf8))
  }

  private func open(_ table: String) throws -> Dataset {
    let path = try folder.write("t.csv", table)
    return try Dataset.open(
      makeDescription(.segmentation, source: .table(path), classes: ["a", "b"], root: folder.path))
  }

  /// Texts of other bytes may be equal, paths may not.
  private func isSame(_ path: String?, _ name: String) -> Bool {
    path.map { Array($0.utf8) } == Array(folder.path(name).utf8)
  }

  @Test func imagesAndMasksAreFoundAsTheyAreSpelledOnDisk() throws {
    let (disk, listed) = (Self.decomposed, Self.composed)
    try folder.makeFolder(disk)
    for name in ["\(disk)/\(disk).png", "\(disk)/m\(disk).png", "plain.png"] { create(name) }
    let data = try open(
      "image,mask\n\(listed)/\(listed).png,\(listed)/m\(listed).png\nplain.png,\(disk)/m\(disk).png\n")
    let samples = data.samples(.train)
    #expect(!data.findings.contains { $0.kind == .missingFile })
    #if canImport(Glibc)
      #expect(isSame(samples[0].imagePaths.first, "\(disk)/\(disk).png"))
      #expect(isSame(samples[0].maskPath, "\(disk)/m\(disk).png"))
      #expect(isSame(samples[1].maskPath, "\(disk)/m\(disk).png"))
    #endif
    // An id stays what the table says.
    #expect(Array(samples[0].id.utf8) == Array("\(listed)/\(listed).png".utf8))
  }

  #if canImport(Glibc)
    /// The same letter in three spellings: which of two files is meant cannot be told.
    @Test func aNameThatTwoFilesHaveStaysMissing() throws {
      for name in ["\u{1EB9}\u{302}.png", "\u{EA}\u{323}.png", "m.png", "n.png"] { create(name) }
      let data = try open("image,mask\n\u{1EC7}.png,m.png\nn.png,m.png\n")
      let missing = data.findings.filter { $0.kind == .missingFile }
      #expect(missing.count == 1 && missing[0].found.contains("\u{1EC7}.png"))
    }
  #endif
}
