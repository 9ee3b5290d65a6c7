import GoldenArrays
import Testing

@testable import Datasets

/// Micrometres a pixel of whole slides: known in any case, and near what patches are read at.
@Suite struct SlideResolutionTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try DiscSlides.write(to: folder)
  }

  private func task(_ more: String) throws -> Dataset {
    try DiscSlides.task(folder, "task", "classification", "table: t.csv", classes: "benign, malignant", more: more)
  }

  /// Whatever `patch` says, and whether or not the same slide was accepted before with a resolution given.
  @Test(arguments: ["", "patch: {}", "patch: {mpp: 1}"]) func aSlideOfUnknownResolutionIsRefused(patch: String) throws {
    try folder.write("bare.svs", TiledTiff(levels: [(100, 100, { _, _ in (150, 60, 160) })]).bytes)
    try folder.write("t.csv", "id,image,label\nx,bare.svs,benign\n")
    let cache = VerdictCache(folder: folder.path("cache"))
    let given = try task(patch + "\nmpp: 0.5")
    #expect(try !TaskCheck(cache: cache).run(given.description).hasErrors)
    let opened = try SlideDecoder(description: given.description).open(given.samples(.train)[0])
    #expect(opened.slide.micrometresPerPixel == 0.5)

    let data = try task(patch)
    let errors = try TaskCheck(cache: cache).run(data.description).findings.only(.error)
    #expect(errors.count == 1 && errors[0].kind == .unreadableFile && errors[0].place.hasSuffix("bare.svs"))
    let refusal = message { _ = try SlideDecoder(description: data.description).open(data.samples(.train)[0]) }
    for text in [errors.first?.found ?? "", refusal] {
      #expect(text.contains("mpp: 0.25") && text.contains("the table's column mpp"), "\(text)")
    }
    #expect(throws: DataError.self) { try data.verifyReadable(policy: .stop, cache: cache) }
  }

  /// Slides of 600 x 400 pixels at 0.5 micrometres.
  @Test(arguments: [
    ("0.2", "is less than half of the 0.5 um a pixel of "), ("1000", "shrinks the longest edge of "),
  ])
  func patchesFarFromTheSlidesResolutionAreTold(mpp: String, found: String) throws {
    try folder.write("t.csv", "id,image,label\na,a.tif,benign\nb,b.tif,malignant\n")
    let description = try task("patch: {mpp: \(mpp)}").description
    let cache = VerdictCache(folder: folder.path("cache"))
    let report = try TaskCheck(cache: cache).run(description)
    let warned = report.findings.filter { $0.place.hasSuffix("patch.mpp") }
    #expect(warned.count == 1 && warned.first?.severity == .warning && !report.hasErrors)
    #expect(warned.first?.found.contains(found) == true, "\(warned)")
    #expect(warned.first?.found.hasSuffix("(so it is with 1 more)") == true)
    // Known slides are judged by what is kept of them.
    let again = try TaskCheck(cache: cache).run(description)
    #expect(again.decoded == 0 && again.findings == report.findings)
  }

  @Test(arguments: ["patch: {}", "patch: {mpp: 0.25}", "patch: {mpp: 1}"])
  func ordinaryResolutionsAreNotTold(patch: String) throws {
    try folder.write("t.csv", "id,image,label\na,a.tif,benign\nb,b.tif,malignant\n")
    let found = try TaskCheck(cache: nil).run(task(patch).description).findings
    #expect(!found.contains { $0.place.hasSuffix("patch.mpp") })
  }
}
