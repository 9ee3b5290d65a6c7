import Datasets
import Testing

@testable import Evaluation

@Suite struct CaseRowTests {
  /// Names may hold what parts them.
  @Test func namesOfClassesStayApart() {
    let row = CaseRow(
      id: "7", group: nil, truth: "", predicted: CaseRow.list(["a;b", "c"]), scoreName: "", score: nil,
      values: [("x;y=1", 0.25), ("b\\", nil)])
    #expect(row.fields[3] == "a\\;b;c")
    #expect(row.fields[6] == "x\\;y\\=1=0.25;b\\\\=")
    #expect(MultiLabelScorer.text([.positive, .unknown, .negative], ["a;b", "c", "d"]) == "a\\;b;c?")
  }
}
