import Datasets
import Foundation
import GoldenArrays
import Testing

@Suite struct ClassFolderReaderTests {
  /// Case O17: hidden folders, resource forks, and an empty class.
  @Test func junkIsReportedAndClassesStay() throws {
    let folder = try TemporaryFolder()
    try folder.write("cat/1.png")
    try folder.write("cat/._1.png")
    try folder.write("cat/notes.txt")
    try folder.write("cat/more/2.JPG")
    try folder.write(".ipynb_checkpoints/1-checkpoint.png")
    try folder.write(".DS_Store")
    try folder.makeFolder("dog")
    let classes = ["cat", "dog", "eel"]
    let task = makeDescription(.classification, source: .folder(folder.path), classes: classes)
    let data = try Dataset.open(task)
    #expect(data.description.classes == classes)
    #expect(data.samples(.train).map(\.id) == ["cat/1.png", "cat/more/2.JPG"])
    #expect(data.samples(.train).allSatisfy { $0.annotation == .classIndex(0) })
    let junk = try #require(data.findings.first { $0.kind == .junk })
    #expect(junk.severity == .note)
    for name in ["cat/._1.png", "cat/notes.txt", ".ipynb_checkpoints", ".DS_Store"] {
      #expect(junk.found.contains("\"\(name)\""), "\(junk.found)")
    }
    let empty = data.findings.filter { $0.kind == .emptyClass }.map(\.found)
    #expect(empty.count == 2 && empty[0].contains("\"dog\"") && empty[1].contains("\"eel\""))
  }

  /// A link to a folder above, or to its own, would make its pictures samples of this class too, over and over.
  @Test func linksThatLeadBackAreLeftOut() throws {
    let folder = try TemporaryFolder()
    for file in ["d/train/a/1.png", "d/train/b/2.png", "far/3.png"] { try folder.write(file) }
    for (link, target) in [("b/up", ".."), ("b/self", "."), ("b/out", "../../.."), ("a/more", "../../../far")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path("d/train/\(link)"), withDestinationPath: target)
    }
    try FileManager.default.createSymbolicLink(atPath: folder.path("far/back"), withDestinationPath: "../d/train/a")
    let task = makeDescription(.classification, source: .folder(folder.path("d")), classes: ["a", "b"])
    let data = try Dataset.open(task)
    #expect(data.samples(.train).map(\.id) == ["train/a/1.png", "train/a/more/3.png", "train/b/2.png"])
    let told = data.findings.filter { $0.found.hasPrefix("the link leads back to a folder") }
    #expect(
      told.map(\.place) == ["a/more/back", "b/out", "b/self", "b/up"].map { folder.path("d/train/\($0)") })
    #expect(told.allSatisfy { $0.severity == .warning && $0.kind == .junk })
  }

  #if canImport(Glibc)
    /// Names from old archives: the file is there, and no text can name it.
    @Test func namesThatAreNoTextAreTold() throws {
      let folder = try TemporaryFolder()
      for file in ["a/1.png", "b/2.png"] { try folder.write(file) }
      let name: [CChar] =
        Array(folder.path("b/").utf8CString.dropLast()) + [0x74, CChar(bitPattern: 0xFF), 0x2E, 0x70, 0x6E, 0x67, 0]
      let file = try #require(name.withUnsafeBufferPointer { $0.baseAddress.flatMap { fopen($0, "w") } })
      fclose(file)
      let task = makeDescription(.classification, source: .folder(folder.path), classes: ["a", "b"])
      let found = try #require(try Dataset.open(task).findings.first { $0.kind == .missingFile })
      #expect(found.found.hasSuffix("has a name that is not UTF-8, so it cannot be opened"), "\(found)")
      #expect(found.hint?.hasPrefix("rename it, such as with convmv") == true)
    }

    /// All images below such a folder are lost.
    @Test(arguments: ["", "b/"]) func foldersWhoseNamesAreNoTextAreTold(place: String) throws {
      let folder = try TemporaryFolder()
      for file in ["a/1.png", "b/2.png"] { try folder.write(file) }
      let name: [CChar] =
        Array(folder.path(place).utf8CString.dropLast()) + [0x72, CChar(bitPattern: 0xE9), 0x64, 0]
      #expect(mkdir(name, 0o755) == 0)
      let task = makeDescription(.classification, source: .folder(folder.path), classes: ["a", "b"])
      let told = try Dataset.open(task).findings.filter { $0.kind == .missingFile }
      #expect(told.count == 1 && told[0].found == "the entry has a name that is not UTF-8, so it cannot be opened")
      #expect(told.first?.hint?.hasPrefix("rename it") == true)
    }
  #endif

  @Test func linksThatLeadToNothingAreTold() throws {
    let folder = try TemporaryFolder()
    for file in ["a/1.png", "b/2.png"] { try folder.write(file) }
    try FileManager.default.createSymbolicLink(atPath: folder.path("b/3.png"), withDestinationPath: "gone.png")
    let task = makeDescription(.classification, source: .folder(folder.path), classes: ["a", "b"])
    let found = try #require(try Dataset.open(task).findings.first { $0.kind == .missingFile })
    #expect(found.found.hasSuffix("is a link that leads to nothing") && found.hint == "mend the link, or remove it")
  }

  @Test func splitFolders() throws {
    let folder = try TemporaryFolder()
    for file in ["train/a/1.png", "train/b/2.png", "test/b/3.png", "validation/a/4.png"] { try folder.write(file) }
    try folder.write("labels.csv")
    let task = makeDescription(.classification, source: .folder(folder.path), classes: ["b", "a"])
    let data = try Dataset.open(task)
    #expect(data.samples(.train).map(\.annotation) == [.classIndex(1), .classIndex(0)])
    #expect(data.samples(.test).map(\.id) == ["test/b/3.png"])
    #expect(data.samples(.validation).map(\.id) == ["validation/a/4.png"])
  }

  @Test func undeclaredFoldersAreErrors() throws {
    let folder = try TemporaryFolder()
    for file in ["train/a/1.png", "train/c/2.png", "val/a/3.png"] { try folder.write(file) }
    let task = makeDescription(.classification, source: .folder(folder.path), classes: ["a", "b"])
    let found = message { _ = try Dataset.open(task) }
    #expect(found.contains("train/c: the folder is none of the classes; allowed: \"a\", \"b\""), "\(found)")
    #expect(found.contains("the folder \"val\" stands beside"), "\(found)")
  }

  @Test func nothingFoundIsAnError() throws {
    let folder = try TemporaryFolder()
    let task = makeDescription(.classification, source: .folder(folder.path), classes: ["a", "b"])
    #expect(message { _ = try Dataset.open(task) }.contains("no sample was found"))
    let absent = makeDescription(.classification, source: .folder(folder.path("x")), classes: ["a", "b"])
    #expect(message { _ = try Dataset.open(absent) }.contains("the folder does not exist"))
  }
}
