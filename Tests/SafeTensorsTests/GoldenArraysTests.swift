import Foundation
import GoldenArrays
import Testing

@Suite struct GoldenArraysTests {
  @Test func formulaValuesEqualThePythonTwin() throws {
    let golden = try Golden("statistics/formula")
    #expect(try golden.floats("weights") == formulaValues(count: 1000, stream: "head.weight", scale: 0.25))
    #expect(try golden.floats("umlaut") == formulaValues(count: 8, stream: "größe", scale: 2))
    #expect(golden.metadata["script"] == "formula.py")
    #expect(golden.metadata["numpy"] != nil)
    #expect(try golden.shape("weights") == [1000])
  }

  @Test func relativeDifferenceIsTheLargestOverTheLargest() {
    #expect(relativeDifference([1, 2, 3], [1, 2, 4]) == 0.25)
    #expect(relativeDifference([0.5], [0]) == 0.5)
    #expect(relativeDifference([], []) == 0)
    #expect(relativeDifference([1], [1, 2]) == .infinity)
    #expect(relativeDifference([.nan], [1]) == .infinity)
    #expect(relativeDifference([.nan, 1], [.nan, 1]) == 0)
    #expect(relativeDifference([.infinity, 1], [.infinity, 2]) == 0.5)
  }

  @Test func goldenFilesStaySmall() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Golden")
    let keys: [URLResourceKey] = [.fileSizeKey, .isRegularFileKey]
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: keys))
    var total = 0
    for case let url as URL in files {
      let values = try url.resourceValues(forKeys: Set(keys))
      guard values.isRegularFile == true, let size = values.fileSize else { continue }
      #expect(size <= 300 * 1024, "\(url.lastPathComponent)")
      total += size
    }
    #expect(total > 0)
    #expect(total <= 10 * 1024 * 1024)
  }
}
