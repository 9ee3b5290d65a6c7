import GoldenArrays
import Testing

@testable import Datasets

/// Labels that are stored in several frames: one a time point, or (which is no label map) one a class.
@Suite struct LabelFramesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Of the labels, only frame 2 holds the organ.
  private func task(image: Int, mask: Int, _ more: String = "") throws -> TaskDescription {
    func write(_ name: String, _ frames: Int, _ voxel: (Int) -> UInt8) throws {
      var file = TinyFiles.nifti((0..<24 * frames).map(voxel), size: [4, 3, 2])
      if frames > 1 { (file[40], file[48]) = (4, UInt8(frames)) }
      try folder.write(name, file)
    }
    try write("ct.nii", image) { UInt8($0) }
    try write("mask.nii", mask) { $0 / 24 == 2 ? 1 : 0 }
    try folder.write("t.csv", "image,mask\nct.nii,mask.nii\n")
    let head = "schema_version: 1\nname: t\nmodality: ct\nlabel_type: segmentation\nclasses: [background, organ]\n"
    return try describe(head + "table: t.csv\n\(more)\n", folder: folder.path)
  }

  private func values(_ task: TaskDescription) throws -> Set<UInt16> {
    let reader = EvaluationReader(task)
    let references = try reader.references(Dataset.open(task).samples(.train))
    guard case .mask(let mask) = try reader.read(references[0], .full).target else { throw TestProblem("no mask") }
    return Set(mask.values)
  }

  /// Frame 0 of a file with one frame a class is the background, which would be taken for the first class.
  @Test func severalFramesOfLabelsBesideOneImageAreRefused() throws {
    let task = try task(image: 1, mask: 3)
    let errors = try TaskCheck(cache: nil).run(task).findings.only(.error)
    #expect(errors.map(\.kind) == [.maskSize] && errors.map(\.place) == [folder.path("mask.nii")])
    let text = errors.first?.description ?? ""
    #expect(text.contains("the mask of \"ct.nii\" has 3 frames, its image 1; allowed: "), "\(text)")
    #expect(text.contains("export the labels as one map of values") && text.contains("frame: 0 in the task"), "\(text)")
    let refused = message { _ = try Dataset.open(task).verifyReadable(policy: .stop, cache: nil) }
    #expect(refused.contains("has 3 frames, its image 1"), "\(refused)")
    #expect(message { _ = try values(task) }.contains("has 3 frames, its image 1"))
    let other = try TaskCheck(cache: nil).run(self.task(image: 2, mask: 3)).findings.only(.error)
    #expect(other.count == 1 && other[0].description.contains("has 3 frames, its image 2; "))
  }

  @Test(arguments: [
    (1, 3, "frame: 0", UInt16(0)), (3, 3, "", 0), (3, 3, "frame: 2", 1), (3, 1, "frame: 2", 0), (1, 1, "", 0),
  ])
  func framesThatBelongTogetherAreTaken(image: Int, mask: Int, more: String, value: UInt16) throws {
    let task = try task(image: image, mask: mask, more)
    #expect(try !TaskCheck(cache: nil).run(task).hasErrors)
    #expect(try values(task) == [value])
  }
}
