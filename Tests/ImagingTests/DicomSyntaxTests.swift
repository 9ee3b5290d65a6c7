import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// Private transfer syntaxes, sequences of unknown type, and data sets without preamble.
@Suite struct DicomSyntaxTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func labels(_ bytes: [UInt8]) throws -> [UInt16] { try ImageReader.labels(bytes, name: "a.dcm").values }

  /// Explicit file meta before attributes without types.
  private func implicit(_ file: SmallDicom) -> [UInt8] {
    Array(file.bytes.dropLast(file.body.count)) + file.implicitBody
  }

  // MARK: transfer syntaxes

  @Test func pixelsAloneHaveTheirGreatestByteFirst() throws {
    var file = SmallDicom(rows: 1, columns: 2, values: [])
    file.syntax = "1.2.840.113619.5.2"
    file.set(0x7FE0_0010, bytes: [1, 2, 3, 4], "OW")
    #expect(try labels(implicit(file)) == [0x0102, 0x0304])
    var bytes = SmallDicom(rows: 1, columns: 2, channels: 1, bytes: [7, 9], photometric: "MONOCHROME2")
    bytes.syntax = file.syntax
    #expect(try labels(implicit(bytes)) == [7, 9])
    file.syntax = "1.2.840.10008.1.20"
    #expect(try labels(implicit(file)) == [0x0201, 0x0403])
  }

  @Test(arguments: [
    ("1.3.46.670589.33.1.4.1", "Philips CT Private"), ("1.2.840.10008.1.2.4.54", "JPEG Spectral Selection"),
    ("1.2.840.10008.1.2.4.56", "JPEG Full Progression"), ("1.2.840.10008.1.2.4.58", "JPEG Lossless"),
  ])
  func syntaxesThatAreNotReadAreNamed(uid: String, name: String) {
    var file = SmallDicom(rows: 2, columns: 2, values: [1, 2, 3, 4])
    file.syntax = uid
    let found = message { _ = try labels(file.bytes) }
    #expect(found.contains("the transfer syntax \(name)") && found.contains("(\(uid)) is not supported"), "\(found)")
  }

  // MARK: sequences of unknown type

  /// CP-246 has them without types; older writers keep those of the file.
  @Test(arguments: [false, true], [false, true])
  func itemsOfUnknownTypeInEitherCoding(isImplicit: Bool, isUnended: Bool) throws {
    var item = SmallDicom()
    item.set(0x0028_3002, shorts: [2, 3, 16])
    item.set(0x0028_3006, shorts: [100, 200])
    let body = isImplicit ? item.implicitBody : item.body
    var file = SmallDicom(rows: 1, columns: 2, values: [3, 4])
    if isUnended {
      file.set(0x0028_3000, unended: [body], "UN")
    } else {
      // Tag, type and length go.
      file.set(0x0028_3000, bytes: Array(SmallDicom.sequence(0x0028_3000, [body]).dropFirst(12)), "UN")
    }
    let found = try Inspector().inspect(folder.write(file.bytes, to: "a.dcm"))
    #expect(found.values?.min == 100 && found.values?.max == 200, "\(found.reason ?? "")")
  }

  // MARK: without preamble

  @Test func dataSetsMayBeginWithAnotherGroup() throws {
    let values = (0..<64).map { $0 * 3 }
    var file = SmallDicom(rows: 8, columns: 8, values: values)
    file.set(0x0003_0010, text: "A MAKER'S", "LO")
    #expect(DicomFile.claims(file.body))
    #expect(try labels(file.body) == values.map { UInt16($0) })
    file.set(0x0003_0000, bytes: [18, 0, 0, 0], "UL")
    for body in [file.body, file.implicitBody] {
      #expect(DicomFile.claims(body))
      #expect(try labels(body) == values.map { UInt16($0) })
    }
    var command = SmallDicom(rows: 8, columns: 8, values: values)
    command.set(0x0000_0000, bytes: [10, 0, 0, 0], "UL")
    command.set(0x0000_0100, short: 1)
    #expect(try labels(command.implicitBody) == values.map { UInt16($0) })
  }

  /// Voxels are often zeros and small numbers.
  @Test func otherBytesAreNoDataSet() {
    let rows: [[UInt16]] = [
      [UInt16](repeating: 0, count: 100), (0..<100).map { $0 }, [UInt16](repeating: 3, count: 100),
      [3, 0, 4, 0, 9, 0, 5, 1] + [UInt16](repeating: 4, count: 92),
      [3, 0, 4, 0, 9, 0, 3, 1, 40, 0] + [UInt16](repeating: 4, count: 90),
    ]
    for row in rows {
      let bytes = row.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
      #expect(!DicomFile.claims(bytes), "\(row.prefix(10))")
    }
  }
}
