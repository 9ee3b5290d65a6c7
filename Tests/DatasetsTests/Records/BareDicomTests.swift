import GoldenArrays
import Testing

@testable import Datasets

/// DICOM files whose names do not say so.
@Suite struct BareDicomTests {
  private let folder: TemporaryFolder
  private let dicom = SmallDicom(rows: 2, columns: 2, values: [1, 2, 3, 4]).bytes

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    ("IM0001", true), ("1.2.840.113", true), ("x.IMA", true), ("x.ima", true), ("x.dcm", false), ("x.png", false),
    ("DICOMDIR", false),
  ])
  func theContentDecidesWhereTheNameDoesNot(name: String, isOne: Bool) throws {
    #expect(!BareDicom.isOne(folder.path(name)))
    try folder.write(name, dicom)
    #expect(BareDicom.isOne(folder.path(name)) == isOne)
    let other = try folder.write("other/\(name)", "no DICOM, though it may be named like one")
    #expect(!BareDicom.isOne(other) && !BareDicom.isOne(folder.path("other")))
  }

  /// What a look has told is kept for the file that was looked at alone.
  @Test func aRewrittenFileIsLookedAtAgain() throws {
    let path = try folder.write("IM0001", dicom)
    #expect(BareDicom.isOne(path) && BareDicom.isOne(path))
    try folder.write("IM0001", "something else")
    #expect(!BareDicom.isOne(path))
  }
}
