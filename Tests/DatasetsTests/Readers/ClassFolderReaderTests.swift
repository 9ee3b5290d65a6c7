import Datasets
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
