import GoldenArrays
import Testing

@testable import Datasets

@Suite struct SeriesGapTests {
  /// Case O09: slices 1.6 mm apart, of which the sixth is missing.
  @Test func checkNamesTheGapOfASeries() throws {
    let folder = try TemporaryFolder()
    for index in 0..<10 where index != 5 {
      var slice = SmallDicom(rows: 3, columns: 4, values: (0..<12).map { $0 * 7 + index })
      slice.place([0, 0, Double(index * 16) / 10], [1, 0, 0, 0, 1, 0], spacing: [0.75, 0.5])
      try folder.write("scan/f\(index).dcm", slice.bytes)
    }
    let table = try folder.write("t.csv", "image,label\nscan,x\n")
    let task = makeDescription(
      .classification, source: .table(table), classes: ["x", "y"], root: folder.path, modality: .ct)
    let errors = try TaskCheck(cache: nil).run(task).findings.only(.error)
    #expect(errors.count == 1 && errors.first?.kind == .unreadableFile)
    #expect(errors.first?.place == folder.path("scan"))
    let found = errors.first?.found ?? ""
    #expect(found.contains("3.2 mm") && found.contains("1.6 mm expected") && found.contains("1 slice is missing"))
    #expect(found.contains("f4.dcm at 6.4 mm") && found.contains("f6.dcm at 9.6 mm"), "\(found)")
  }
}
