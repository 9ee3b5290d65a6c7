import Foundation
import Testing

/// What lay in a folder before something was tried beside it.
struct KeptFiles {
  private let folder: String
  private let files: [String: Data]
  private let names: Set<String>

  init(_ folder: String) throws {
    self.folder = folder
    files = try contents(of: folder)
    names = try Set(FileManager.default.subpathsOfDirectory(atPath: folder))
  }

  /// The files that are gone or no longer the same, byte by byte.
  func changed() -> [String] {
    files.filter { FileManager.default.contents(atPath: "\(folder)/\($0.key)") != $0.value }.map(\.key).sorted()
  }

  /// The files and folders that have come.
  func added() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).filter { !names.contains($0) }.sorted()
  }
}

extension TinyData {
  /// The name of a run of long ago, which nothing may touch that is tried beside it.
  static let earlierRun = "tiny-20200101T000000Z"

  /// Writes a run of long ago.
  /// - Parameter parent: the folder of run folders.
  func earlier(in parent: String = "runs") throws -> KeptFiles {
    let run = "\(parent)/\(Self.earlierRun)"
    try folder.write("kept\n", to: run + "/log.txt")
    try folder.write("{\"ts\":\"2020-01-01T00:00:00.000Z\"}\n", to: run + "/metrics.jsonl")
    try folder.write([UInt8](0...255), to: run + "/checkpoints/step-1/model.safetensors")
    try folder.write("step-1\n", to: run + "/checkpoints/last")
    return try KeptFiles(folder.path(parent))
  }
}

extension BuiltCommand {
  /// Runs a training that is to be refused: with this exit code, these words on stderr, nothing on stdout, and every
  /// earlier run as it was.
  func expectRefused(
    _ arguments: [String], code: Int32, _ words: [String], keeping earlier: KeptFiles,
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    let result = try run(arguments)
    #expect(result.code == code && !result.wasSignalled, "\(result.stderr)", sourceLocation: place)
    #expect(result.stdout.isEmpty, sourceLocation: place)
    for word in words { #expect(result.stderr.contains(word), "\(result.stderr)", sourceLocation: place) }
    #expect(try earlier.changed() == [] && earlier.added() == [], sourceLocation: place)
  }
}
