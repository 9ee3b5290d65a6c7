import GoldenArrays
import Testing

@testable import Datasets

/// Boxes of slides that do not fit into a patch.
@Suite struct LargeBoxesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try DiscSlides.write(to: folder)
  }

  /// A slide at 0.5 micrometres with boxes of these sizes.
  private func task(_ boxes: [(Int, Int)], mpp: Double) throws -> Dataset {
    let annotations = boxes.enumerated().map { index, size in
      "{\"id\": \(index), \"image_id\": 1, \"category_id\": 1, \"bbox\": [100, 50, \(size.0), \(size.1)]}"
    }
    try folder.write(
      "boxes.json",
      """
      {"images": [{"id": 1, "file_name": "a.tif", "width": 600, "height": 400}],
       "annotations": [\(annotations.joined(separator: ","))], "categories": [{"id": 1, "name": "tumour"}]}
      """)
    return try DiscSlides.task(
      folder, "boxes", "detection", "coco: {train: boxes.json}", classes: "tumour", more: "patch: {mpp: \(mpp)}")
  }

  private func told(_ data: Dataset) throws -> [Finding] {
    try TaskCheck(cache: nil).run(data.description).findings.filter { $0.found.contains("larger than a patch") }
  }

  /// Of 200 x 150 pixels, a patch of 112 holds 42 %; of 400 x 300 it holds 10 %, which is dropped from every patch.
  @Test func boxesThatNoPatchHoldsAreTold() throws {
    let data = try task([(40, 40), (200, 150), (400, 300)], mpp: 0.25)
    let found = try told(data)
    let said =
      "2 of 3 boxes are larger than a patch of 224 px, such as one of 400 x 300 level-0 pixels in "
      + "\(folder.path("a.tif")), where a patch has 112 x 112; never learned: 1 of them, of which less than 25 % fits "
      + "into a patch"
    #expect(found.map(\.found) == [said] && found.map(\.severity) == [.warning], "\(found)")
    func notes(_ size: Int) throws -> [Finding] {
      try data.verifyReadable(policy: .stop, cache: nil, patchSize: size).notes.filter { $0.kind == .oddBox }
    }
    #expect(try notes(224) == found)
    #expect(try notes(448).map(\.found).allSatisfy { $0.hasPrefix("1 of 3 boxes") && $0.hasSuffix("at its edges") })
    #expect(try notes(896).isEmpty)
  }

  @Test func boxesThatFitAreNotTold() throws {
    #expect(try told(task([(40, 40), (400, 300)], mpp: 1)).isEmpty)
  }
}
