import GoldenArrays
import Imaging
import Testing

@testable import Datasets

/// What a training looks at before its first step.
@Suite struct VerificationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Pictures a to d, of which c is a copy of a.
  private func task(_ table: String, validation: Double = 0) throws -> TaskDescription {
    for (name, seed) in [("a", 1), ("b", 2), ("c", 1), ("d", 4)] {
      try folder.png("\(name).png", GeneratedImages.noise(height: 8, width: 8, seed: seed))
    }
    let path = try folder.write("t.csv", table)
    return makeDescription(
      .classification, source: .table(path), classes: ["x", "y"], root: folder.path, validation: validation)
  }

  private func copies(_ description: TaskDescription) throws -> [Finding] {
    let verified = try Dataset.open(description).verifyReadable(policy: .stop, cache: nil)
    return verified.notes.filter { $0.kind == .duplicateAcrossSplits }
  }

  /// What is held out here comes from the training samples; what the table calls validation does not.
  @Test func copiesInValidationCountWhereTheTableListsIt() throws {
    let listed = "image,label,split\na.png,x,train\nb.png,y,train\nc.png,x,validation\nd.png,y,test\n"
    for share in [0, 0.3] { #expect(try copies(task(listed, validation: share)).count == 1) }
    let heldOut = "image,label,split\na.png,x,train\nb.png,y,train\nc.png,x,train\nd.png,y,train\n"
    #expect(try copies(task(heldOut, validation: 0.5)).isEmpty)
  }

  @Test func aSampleThatIsLeftOutIsNoCopy() throws {
    let table = "image,label,split\na.png,x,train\nb.png,y,train\nc.png;d.png,x,test\n"
    let description = try task(table)
    let verified = try Dataset.open(description).verifyReadable(policy: .quarantine, cache: nil)
    // Noise has colours, which are no channels.
    #expect(verified.quarantined.map(\.id) == ["c.png;d.png"])
    #expect(verified.quarantined[0].reason.contains("has colours"))
    #expect(!verified.notes.contains { $0.kind == .duplicateAcrossSplits })
  }

  @Test func manyCopiesAreCounted() {
    let findings = (0..<12).map { Finding(.error, .duplicateAcrossSplits, at: "t.csv:\($0)", "twice") }
    let told = findings.first(10, at: "t.csv")
    #expect(told.count == 11 && told[10].found == "2 more of these; umedpt check tells them all")
    #expect(Array(findings.prefix(3)).first(10, at: "t.csv").count == 3)
  }

  @Test func aMaskOfAnotherAspectIsNoPictureOfItsSlide() {
    let record = SampleRecord(
      id: "s", imagePaths: ["s.svs"], split: .train, annotation: .mask("m.png"), place: "t.csv:2")
    let slide = PixelSize(height: 400, width: 600)
    let fits = SlideDecoder.maskProblem(record, mask: PixelSize(height: 100, width: 151), slide: slide)
    let square = SlideDecoder.maskProblem(record, mask: PixelSize(height: 400, width: 400), slide: slide)
    #expect(fits == nil && square?.kind == .maskSize && square?.place == "m.png")
  }
}
