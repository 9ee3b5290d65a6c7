import Datasets
import Testing

@testable import Evaluation

@Suite struct CaseRowTests {
  /// Names may hold what parts them.
  @Test func namesOfClassesStayApart() {
    let row = CaseRow(
      id: "7", group: nil, truth: "", predicted: CaseRow.list(["a;b", "c"]), scoreName: "", score: nil,
      values: [0.25, nil])
    let fields = row.fields(["x;y=1", "b\\"])
    #expect(fields[3] == "a\\;b;c")
    #expect(fields[6] == "x\\;y\\=1=0.25;b\\\\=")
    #expect(row == row)
    #expect(MultiLabelScorer.text([.positive, .unknown, .negative], ["a;b", "c", "d"]) == "a\\;b;c?")
  }
}
