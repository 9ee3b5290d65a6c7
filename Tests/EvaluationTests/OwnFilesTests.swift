import GoldenArrays
import Testing

@testable import Evaluation

/// A later run tells its own earlier files from others.
@Suite struct OwnFilesTests {
  @Test func pagesNameTheirVerb() throws {
    let folder = try TemporaryFolder()
    let page = try folder.write("page.html", Html.page("A <title>", "body", by: .check))
    #expect(PageMark.check.isIn(page))
    #expect(!PageMark.preview.isIn(page) && !PageMark.report.isIn(page))
    let other = try folder.write("other.html", "<!DOCTYPE html>\n<html><body>umedpt check</body></html>\n")
    #expect(!PageMark.check.isIn(other))
    #expect(!PageMark.check.isIn(folder.path("none.html")) && !PageMark.check.isIn(folder.path))
  }

  @Test func tablesOfCasesAreToldByTheirHeading() throws {
    let folder = try TemporaryFolder()
    let table = try folder.write("per_case.csv", PerCaseTable.text([]) + "chest,test,1\n")
    #expect(EvaluationResult.isTable(table))
    let other = try folder.write("other.csv", "task,split,label\n")
    #expect(!EvaluationResult.isTable(other) && !EvaluationResult.isTable(folder.path("none.csv")))
  }
}
