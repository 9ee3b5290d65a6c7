import GoldenArrays
import Testing

@testable import Datasets

/// Rows of boxes as detectors and readers write them.
@Suite struct BoxTableImportTests {
  private func imported(_ header: String, _ rows: [String]) throws -> Imported {
    let set = try ForeignSet()
    for name in ["a", "b"] { try set.picture("\(name).png") }
    try set.text("l.csv", "image,label,\(header)\n" + rows.map { $0 + "\n" }.joined())
    return try set.imported("box-table", "l.csv")
  }

  /// Two objects that overlap are no two opinions of one.
  @Test(arguments: [("", "", 2), (",reader", ",r1", 2), (",reader", ",r2", 1)]) func onlyReadersThatAreNamedAreMerged(
    column: String, second: String, count: Int
  ) throws {
    let first = column.isEmpty ? "" : ",r1"
    let made = try imported("x1,y1,x2,y2" + column, ["a.png,cell,0,0,10,10\(first)", "a.png,cell,3,0,13,10\(second)"])
    guard case .boxes(let boxes) = try made.annotation("a") else { throw TestProblem("no boxes") }
    #expect(boxes.count == count)
    #expect(made.result.report.notes.contains { $0.contains("several readers") } == (count == 1))
  }

  /// Numbers that no image reaches, and whose area or end is none.
  @Test func farBoxesAreLeftOut() throws {
    let made = try imported(
      "x,y,width,height", ["a.png,cell,1,1,4,4", "a.png,cell,1e308,1,1e308,4", "b.png,cell,1,1,1e200,1e200"])
    #expect(made.ids(.train) == ["a"])
    #expect(
      made.omissions == [
        "boxes above the limits of coordinates": 2,
        "images all of whose labels were left out: they would count as empty": 1,
      ])
    try made.expectCleanCheck()
  }
}
