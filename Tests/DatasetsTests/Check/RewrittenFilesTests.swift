import Foundation
import GoldenArrays
import Testing

@testable import Datasets

/// Files whose content changed while size and time of modification did not.
@Suite struct RewrittenFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func put(_ first: UInt8) throws {
    let bytes = TinyFiles.nifti((0..<24).map { first + $0 }, size: [4, 3, 2])
    try folder.replace("v.nii", bytes, modified: Date(timeIntervalSince1970: 1.6e9))
  }

  /// Read anew by check and before training; the set's fingerprint, which runs are compared by, stays: it has to be
  /// that of a copy of the folder too.
  @Test func theyAreReadAnew() throws {
    try put(0)
    let table = try folder.write("t.csv", "image,label\nv.nii,x\n")
    let task = makeDescription(
      .classification, source: .table(table), classes: ["x", "y"], root: folder.path, modality: .ct)
    let cache = VerdictCache(folder: folder.path("cache"))
    func seen() throws -> (decoded: Int, hash: UInt64?, fingerprint: String) {
      let verified = try Dataset.open(task).verifyReadable(policy: .stop, cache: cache)
      let hash = verified.dataset.contentHashes[folder.path("v.nii")]
      return (verified.decoded, hash, verified.dataset.fingerprint)
    }
    let (first, again) = (try seen(), try seen())
    #expect(first.decoded == 1 && again.decoded == 0 && first.hash != nil && again.hash == first.hash)
    try put(100)
    #expect(try TaskCheck(cache: cache).run(task).decoded == 1)
    let changed = try seen()
    #expect(changed.hash != first.hash && changed.fingerprint == first.fingerprint)
  }
}
