import Foundation
import GoldenArrays
import Testing

@testable import Datasets

/// Decoded records on the disk, and what decoded them.
@Suite struct KeptRecordsTests {
  @Test func anotherVersionOfALibraryDecodesAnew() throws {
    let folder = try TemporaryFolder()
    let data = try SmallTasks.classification(folder, count: 2).verifyReadable(policy: .stop, cache: nil).dataset
    let disk = try DiskCache(folder: folder.path("decoded"), limitBytes: 1 << 20)
    let record = data.samples(.train)[0]
    func decode(_ libraries: String) throws {
      let loader = SampleLoader(
        data.description, size: 32, fit: .letterbox, augmentation: nil, contentHashes: data.contentHashes,
        diskCache: disk, libraries: libraries)
      _ = try loader.decoded(record)
    }
    try decode("libjpeg 2.1")
    try FileManager.default.removeItem(atPath: record.imagePaths[0])
    try decode("libjpeg 2.1")
    #expect(throws: (any Error).self) { try decode("libjpeg 3.0") }
  }
}
