import Foundation
import GoldenArrays
import Settings
import Testing

@testable import Datasets

@Suite struct OutputPlaceTests {
  private func error(_ body: () throws -> Void) -> OutputError? {
    do {
      try body()
      return nil
    } catch {
      return error as? OutputError
    }
  }

  @Test func aPathThatCannotBeSaysWhy() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("file.txt")
    let inside = file + "/task"
    let missing = "the folder \(folder.path("no")) does not exist"
    let cases: [(OutputError?, String)] = [
      (error { try OutputPlace.makeFolder(inside) }, "\(inside): cannot be written: \(file) is a file, not a folder"),
      (error { try OutputPlace.makeFolder(file) }, "\(file): cannot be written: \(file) is a file, not a folder"),
      (error { try OutputPlace.write("x", to: folder.path("no/x")) }, missing),
      (error { try OutputPlace.requireWritable(folder.path("no/x")) }, missing),
      (error { try OutputPlace.requireWritable(inside) }, "\(file) is a file, not a folder"),
      (error { try OutputPlace.requireWritable(folder.path) }, "it is a folder"),
      (error { try OutputPlace.requireFillable(inside + "/runs") }, "\(file) is a file, not a folder"),
    ]
    for (found, text) in cases {
      let found = try #require(found)
      #expect(found.exitCode.rawValue == 2)
      #expect(found.description.contains(text) && found.description.hasSuffix("; give another place"), "\(found)")
    }
  }

  @Test func aFullDiskIsAResource() {
    let full = OutputError("x.csv", code: ENOSPC)
    #expect(full.exitCode.rawValue == 5)
    #expect(full.description == "x.csv: cannot be written: the disk is full; free some space, or give another place")
  }

  @Test func aPlaceThatCanBeStaysAsItIs() throws {
    let folder = try TemporaryFolder()
    try OutputPlace.requireWritable(folder.path("x.csv"))
    try OutputPlace.requireFillable(folder.path("a/b"))
    try OutputPlace.requireFillable(folder.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    try OutputPlace.makeFolder(folder.path("a/b"))
    try OutputPlace.makeFolder(folder.path("a/b"))
    try OutputPlace.write("old", to: folder.path("a/b/x.csv"))
    try OutputPlace.write("new", to: folder.path("a/b/x.csv"))
    #expect(try String(contentsOfFile: folder.path("a/b/x.csv"), encoding: .utf8) == "new")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("a/b")) == ["x.csv"])
  }

  @Test func otherErrorsPass() {
    #expect(throws: TestProblem.self) { try OutputPlace.telling("x") { throw TestProblem("mine") } }
  }
}
