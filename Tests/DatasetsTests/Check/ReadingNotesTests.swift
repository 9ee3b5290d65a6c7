import GoldenArrays
import Testing

@testable import Datasets

/// What readers say about many files.
@Suite struct ReadingNotesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func task(_ images: [String], _ more: String) throws -> TaskDescription {
    try folder.write("t.csv", "image,label\n" + images.map { "\($0),x\n" }.joined())
    let text = "schema_version: 1\nname: t\nlabel_type: classification\nmodality: ct\nclasses: [x, y]\ntable: t.csv\n"
    return try describe(text + more + "\n", folder: folder.path)
  }

  private func notes(_ task: TaskDescription) throws -> [Finding] {
    let checked = try TaskCheck(cache: nil).run(task).findings.filter { $0.kind == .reading }
    let verified = try Dataset.open(task).verifyReadable(policy: .stop, cache: nil).notes
    #expect(verified.filter { $0.kind == .reading } == checked)
    return checked
  }

  /// Twelve films with windows of their own, of which the last is inverted.
  @Test func oneInvertedFilmAmongManyWindowsIsTold() throws {
    for film in 0..<12 {
      var file = SmallDicom(rows: 2, columns: 2, values: (0..<4).map { $0 * 500 + film })
      file.set(0x0028_1050, text: "\(1000 + film)", "DS")
      file.set(0x0028_1051, text: "\(2000 + 3 * film)", "DS")
      if film == 11 { file.set(0x0028_0004, text: "MONOCHROME1", "CS") }
      try folder.write("\(film).dcm", file.bytes)
    }
    let found = try notes(task((0..<12).map { "\($0).dcm" }, "window: file"))
    #expect(found.map(\.place) == [folder.path("0.dcm"), folder.path("11.dcm")], "\(found)")
    #expect(found.first?.found.hasPrefix("window center 1000, width 2000 ") == true)
    #expect(found.first?.found.hasSuffix(" (so it is with 11 more, not all with these numbers)") == true)
    #expect(found.last?.found == "inverted (MONOCHROME1: 0 is white)")
  }

  /// A sentence counts once a file, whatever numbers its slices have; equal ones say no more than how many they are.
  @Test func sentencesOfOneFileCountOnce() throws {
    for (series, slopes) in [("a", [2, 3]), ("b", [2, 2])] {
      for (slice, slope) in slopes.enumerated() {
        var file = SmallDicom(rows: 2, columns: 2, values: (0..<4).map { $0 * 7 + slice + series.count })
        file.place([0, 0, Double(slice)], [1, 0, 0, 0, 1, 0], spacing: [1, 1])
        file.set(0x0028_1053, text: "\(slope)", "DS")
        file.set(0x0028_0004, text: "MONOCHROME1", "CS")
        try folder.write("\(series)/\(slice).dcm", file.bytes)
      }
    }
    let inverted = "inverted (MONOCHROME1: 0 is white)"
    let scaled = "values are stored * 2.0 + 0.0"
    func told(_ images: [String]) throws -> [String] { try notes(task(images, "")).map(\.found).sorted() }
    #expect(try told(["b"]) == [inverted, scaled])
    #expect(try told(["a"]) == [inverted, scaled + " (not all with these numbers)"])
    #expect(
      try told(["a", "b"]) == [
        inverted + " (so it is with 1 more)", scaled + " (so it is with 1 more, not all with these numbers)",
      ])
  }

  /// Of very many sentences the most common are told, and the rarest, which may be the odd ones.
  @Test func sentencesOfMostAndOfFewestFilesAreTold() throws {
    let letters = (0..<25).map { String(UnicodeScalar(UInt8(97 + $0))) }
    // Sentence a is of 25 files, y of one.
    let records = (0..<25).map { file in
      SampleRecord(
        id: "\(file)", imagePaths: ["\(file).png"], split: .train, annotation: .classIndex(0),
        place: "t.csv:\(file + 2)")
    }
    let description = try task([], "")
    let uses = FileUse.all(records, description)
    let verdicts = uses.enumerated().map { file, use in
      var facts = FileVerdict.Facts(height: 8, width: 8, isConstant: false, pixelHash: UInt64(file))
      facts.notes = letters.prefix(file + 1).map { "of \($0)" }
      return (use, FileVerdict(stamp: .ofNoData, hash: 0, problem: nil, facts: facts))
    }
    let found = FileFindings(
      description: description, records: records, verdicts: Dictionary(uniqueKeysWithValues: verdicts)
    ).notes.map { $0.found.split(separator: "(")[0].trimmingCharacters(in: .whitespaces) }
    let told = (letters.prefix(10) + letters.suffix(10)).map { "of \($0)" }
    #expect(found == told + ["5 more notes on reading; umedpt inspect tells them file by file"], "\(found)")
  }
}
