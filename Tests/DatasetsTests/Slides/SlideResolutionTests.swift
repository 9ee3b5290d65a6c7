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
    #expect(opened.scale == (patch == "patch: {mpp: 1}" ? 2 : 1))

    let data = try task(patch)
    let errors = try TaskCheck(cache: cache).run(data.description).findings.only(.error)
    #expect(errors.count == 1 && errors[0].kind == .unreadableFile && errors[0].place.hasSuffix("bare.svs"))
    let refusal = message { _ = try SlideDecoder(description: data.description).open(data.samples(.train)[0]) }
    for text in [errors.first?.found ?? "", refusal] {
      #expect(text.contains("mpp: 0.25") && text.contains("the table's column mpp"), "\(text)")
    }
    #expect(throws: DataError.self) { try data.verifyReadable(policy: .stop, cache: cache) }
  }

  /// Numbers that no scanner has, as from a wrong unit: places and edges of patches would be no numbers.
  @Test func anAbsurdResolutionIsRefused() throws {
    let level: TiledTiff.Level = (100, 100, { _, _ in (150, 60, 160) })
    try folder.write("odd.svs", TiledTiff(levels: [level], pixelsPerCentimetre: 4_000_000_000).bytes)
    try folder.write("t.csv", "id,image,label\nx,odd.svs,benign\n")
    let data = try task("patch: {mpp: 0.5}")
    let refusal = message { _ = try SlideDecoder(description: data.description).open(data.samples(.train)[0]) }
    let errors = try TaskCheck(cache: nil).run(data.description).findings.only(.error)
    #expect(errors.map(\.kind) == [.unreadableFile] && errors.first?.place == folder.path("odd.svs"))
    for text in [errors.first?.found ?? "", refusal] {
      #expect(text.contains("micrometres a pixel; allowed: 0.001 to 1000; give the right number in"), "\(text)")
    }
    try folder.write("t.csv", "id,image,label,mpp\nx,odd.svs,benign,0.25\n")
    let given = try task("patch: {mpp: 0.5}")
    #expect(try SlideDecoder(description: given.description).open(given.samples(.train)[0]).scale == 2)
  }

  /// The key stands in for what a slide does not say; a cell of the table is believed before the slide.
  @Test func aSlidesOwnResolutionComesBeforeTheKey() throws {
    try folder.write("bare.svs", TiledTiff(levels: [(100, 100, { _, _ in (150, 60, 160) })]).bytes)
    let rows = ["a,a.tif,benign,", "b,bare.svs,malignant,", "c,b.tif,benign,0.25"]
    try folder.write("t.csv", "id,image,label,mpp\n" + rows.joined(separator: "\n") + "\n")
    let data = try task("patch: {mpp: 1}\nmpp: 0.2")
    let decoder = SlideDecoder(description: data.description)
    let scales = try data.samples(.train).map { try decoder.open($0).scale }
    #expect(zip(scales, [2.0, 5, 4]).allSatisfy { abs($0 - $1) < 1e-9 }, "\(scales)")
    let report = try TaskCheck(cache: nil).run(data.description)
    let told = report.findings.filter { $0.found.contains("overridden by 0.25") }
    #expect(told.map(\.place) == [folder.path("b.tif")] && !report.hasErrors)
    #expect(!report.findings.contains { $0.found.contains("overridden by 0.2 ") || $0.found.hasSuffix("by 0.2") })
  }

  /// Slides of 18 x 27 patches of 22 pixels: more than an evaluation takes.
  @Test func patchesThatAnEvaluationLeavesOutAreTold() throws {
    try folder.write("t.csv", "id,image,label\na,a.tif,benign\nb,b.tif,malignant\n")
    let data = try task("patch: {mpp: 0.05}")
    let said = "it has up to 486 patches of 224 px (so it is with 1 more); an evaluation takes at most 256 of a slide, "
    let found = try TaskCheck(cache: nil).run(data.description).findings.filter { $0.found.hasPrefix(said) }
    #expect(found.map(\.severity) == [.note] && found.map(\.place) == [folder.path("a.tif")])
    let notes = try data.verifyReadable(policy: .stop, cache: nil).notes
    #expect(notes.contains { $0.found.hasPrefix(said) })
    let few = try TaskCheck(cache: nil).run(task("patch: {mpp: 1}").description)
    #expect(!few.findings.contains { $0.found.contains("an evaluation takes at most") })
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
