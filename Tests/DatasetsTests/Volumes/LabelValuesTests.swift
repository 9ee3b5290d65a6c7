import GoldenArrays
import Testing

@testable import Datasets

/// Label volumes whose values are no whole numbers, and those that are so but for rounding.
@Suite struct LabelValuesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Labels of stored bytes times a slope.
  private func task(_ stored: [UInt8], slope: Float) throws -> TaskDescription {
    let mask = stored + [UInt8](repeating: 0, count: 24 - stored.count)
    var file = TinyFiles.nifti(mask, size: [4, 3, 2])
    withUnsafeBytes(of: slope.bitPattern.littleEndian) { file.replaceSubrange(112..<116, with: $0) }
    try folder.write("ct.nii", TinyFiles.nifti((0..<24).map { UInt8($0) }, size: [4, 3, 2]))
    try folder.write("mask.nii", file)
    try folder.write("t.csv", "image,mask\nct.nii,mask.nii\n")
    let head = "schema_version: 1\nname: t\nmodality: ct\nlabel_type: segmentation\nclasses: [background, organ]\n"
    return try describe(head + "table: t.csv\n", folder: folder.path)
  }

  private func values(_ task: TaskDescription) throws -> Set<UInt16> {
    let reader = EvaluationReader(task)
    let found = try reader.references(Dataset.open(task).samples(.train)).flatMap { reference -> [UInt16] in
      guard case .mask(let mask) = try reader.read(reference, .full).target else { throw TestProblem("no mask") }
      return mask.values
    }
    return Set(found)
  }

  /// 0 to 0.009 would all be background.
  @Test(arguments: [(0.001, "0.009"), (0.5, "0.5"), (-0.0001, "-0.0009")] as [(Float, String)])
  func fractionsAreNoLabels(slope: Float, value: String) throws {
    let task = try task((0..<10).map { UInt8($0) }, slope: slope)
    let findings = try TaskCheck(cache: nil).run(task).findings.only(.error)
    #expect(findings.map(\.place) == [folder.path("mask.nii")])
    let texts = [
      findings.first?.description ?? "",
      message { _ = try Dataset.open(task).verifyReadable(policy: .stop, cache: nil) },
      message { _ = try values(task) },
    ]
    for text in texts {
      #expect(text.contains("mask.nii") && text.contains("the labels hold \(value)"), "\(text)")
      #expect(text.contains("store one whole number a class") && text.contains("values: in the task"), "\(text)")
    }
  }

  /// Whole numbers as floats, what a scale has rounded, and nothing but background.
  @Test(arguments: [([0, 1], 1), ([0, 1], 0.99999994), ([0, 255], 0.0039), ([], 1)] as [([UInt8], Float)])
  func wholeNumbersPass(stored: [UInt8], slope: Float) throws {
    let task = try task(stored, slope: slope)
    #expect(try !TaskCheck(cache: nil).run(task).hasErrors)
    #expect(try values(task) == (stored.isEmpty ? [0] : [0, 1]))
  }
}
