import Demonstration
import Foundation
import Imaging

/// The demonstration's files in a folder of their own, and what their tables say, read back as plain text.
struct WrittenDemonstration {
  static let size = 48
  static let counts = DemonstrationCounts(train: 72, validation: 3, test: 72)

  /// Written once for all tests that only read, removed when the process ends.
  static let shared: Result<WrittenDemonstration, any Error> = {
    atexit { try? WrittenDemonstration.shared.get().remove() }
    return Result { try WrittenDemonstration() }
  }()

  let folder: String
  let files: DemonstrationFiles

  init(size: Int = size, counts: DemonstrationCounts = counts, seed: UInt64 = 1) throws {
    folder = FileManager.default.temporaryDirectory.path + "/demonstration-\(UUID().uuidString)"
    files = try DemonstrationData.write(to: folder, size: size, counts: counts, seed: seed)
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// The rows of a set's table as dictionaries by column.
  func rows(_ set: String) throws -> [[String: String]] {
    let text = try String(contentsOfFile: "\(folder)/\(set)/samples.csv", encoding: .utf8)
    let lines = text.split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  /// A picture of a set as decoded from its file.
  func picture(_ set: String, _ file: String) throws -> Raster {
    try ImageReader.read("\(folder)/\(set)/\(file)").raster
  }

  /// Relative path -> bytes of every file.
  func contents() throws -> [String: Data] {
    var found: [String: Data] = [:]
    for name in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
      var isFolder: ObjCBool = false
      let path = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      found[name] = try Data(contentsOf: URL(fileURLWithPath: path))
    }
    return found
  }
}

/// COCO's file, as far as the tests read it.
struct CocoTruth: Decodable {
  struct Picture: Decodable {
    let id: Int
    let file_name: String
    let width: Int
    let height: Int
  }

  struct Annotation: Decodable {
    let id: Int
    let image_id: Int
    let category_id: Int
    let bbox: [Int]
    let area: Int
  }

  struct Category: Decodable {
    let id: Int
    let name: String
  }

  let images: [Picture]
  let annotations: [Annotation]
  let categories: [Category]

  init(_ path: String) throws {
    self = try JSONDecoder().decode(CocoTruth.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }
}
