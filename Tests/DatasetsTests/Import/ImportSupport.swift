import Foundation
import GoldenArrays
import Imaging
import Testing

@testable import Datasets

/// A foreign data set that a test writes, and what the import makes of it.
struct ForeignSet {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  var source: String { folder.path("source") }
  var out: String { folder.path("task") }

  func path(_ name: String) -> String { folder.path("source/\(name)") }

  func picture(_ name: String, height: Int = 12, width: Int = 16) throws {
    let seed = Int(truncatingIfNeeded: ContentHash.of(name) >> 8)
    try folder.png("source/\(name)", GeneratedImages.noise(height: height, width: width, seed: abs(seed)))
  }

  func text(_ name: String, _ text: String) throws { try folder.write("source/\(name)", text) }

  func bytes(_ name: String, _ bytes: [UInt8]) throws { try folder.write("source/\(name)", bytes) }

  /// A NIfTI volume of 4 x 4 x 3 voxels; labels have `values` in turn.
  func volume(_ name: String, labels values: [UInt8]? = nil) throws {
    let seed = UInt8(truncatingIfNeeded: ContentHash.of(name))
    let voxels = (0..<48).map { place in values.map { $0[place % $0.count] } ?? seed &+ UInt8(place * 5) }
    let file = TinyFiles.nifti(voxels, size: [4, 4, 3])
    try bytes(name, name.hasSuffix(".gz") ? TinyFiles.gzip(file) : file)
  }

  /// Imports and returns the set as any later verb would open it.
  func imported(
    _ format: String, _ source: String = "", change: (inout ImportRequest) throws -> Void = { _ in }
  ) throws -> Imported {
    var request = ImportRequest(source: source.isEmpty ? self.source : path(source), out: out)
    request.modality = .natural
    try change(&request)
    let result = try TaskImport(request).run(format: format)
    return Imported(folder: folder, result: result, data: try Dataset.open(TaskDescription.read(path: result.path)))
  }
}

struct Imported {
  /// The files stay as long as what was made of them.
  let folder: TemporaryFolder
  let result: TaskImport.Result
  let data: Dataset

  var omissions: [String: Int] {
    Dictionary(result.report.leftOut.map { ($0.reason, $0.count) }, uniquingKeysWith: +)
  }

  func ids(_ split: Split) -> [String] { data.samples(split).map(\.id) }

  func annotation(_ id: String) throws -> Annotation {
    guard let record = data.allSamples.first(where: { $0.id == id }) else { throw TestProblem("no sample \(id)") }
    return record.annotation
  }

  func group(_ id: String) -> String? { data.allSamples.first { $0.id == id }?.group }

  /// The class indices that a sample is trained on.
  func mask(_ id: String) throws -> [[Int]] {
    guard let record = data.allSamples.first(where: { $0.id == id }), let path = record.maskPath else {
      throw TestProblem("no mask of \(id)")
    }
    let mask = try RecordDecoder(description: data.description).mask(path)
    return (0..<mask.height).map { row in (0..<mask.width).map { Int(mask[row, $0]) } }
  }

  /// `umedpt check` right away.
  func expectCleanCheck(_ place: SourceLocation = #_sourceLocation) throws {
    let report = try TaskCheck(cache: nil, threads: 1).run(path: result.path)
    let errors = report.findings.filter { $0.severity == .error }.map(\.description)
    #expect(errors == [], sourceLocation: place)
  }
}
