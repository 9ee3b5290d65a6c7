import Foundation
import GoldenArrays
import Imaging
import Testing

@testable import Datasets

@Suite struct TaskCheckTests {
  private let folder: TemporaryFolder
  private let cache: VerdictCache

  init() throws {
    folder = try TemporaryFolder()
    cache = VerdictCache(folder: folder.path("cache"))
  }

  private func check(_ description: TaskDescription, threads: Int = 2) throws -> CheckReport {
    try TaskCheck(cache: cache, threads: threads).run(description)
  }

  private func table(
    _ text: String, _ labelType: LabelType = .classification, classes: [String] = ["x", "y"], values: ValueMap? = nil
  ) throws -> TaskDescription {
    let path = try folder.write("t.csv", text)
    return makeDescription(labelType, source: .table(path), classes: classes, root: folder.path, values: values)
  }

  /// Fifty JPEGs, of which one is truncated and one has no bytes (case O16).
  private func fiftyImages() throws -> TaskDescription {
    var text = "image,label\n"
    for number in 0..<50 {
      let path = try folder.jpeg("i\(number).jpg", GeneratedImages.noise(height: 16, width: 16, seed: number))
      text += "i\(number).jpg,\(number % 2 == 0 ? "x" : "y")\n"
      if number == 7 {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: path))
      }
      if number == 30 { try Data().write(to: URL(fileURLWithPath: path)) }
    }
    return try table(text)
  }

  /// The voxels of a header of its own count too: two equal headers are two volumes, and a new `.raw` is a new file.
  @Test func voxelsBesideTheirHeaderAreSeen() throws {
    let header = """
      NDims = 3
      DimSize = 4 4 2
      ElementType = MET_UCHAR
      ElementSpacing = 1 1 1
      ElementByteOrderMSB = False
      ElementDataFile = v.raw

      """
    for (name, first) in [("a", 0), ("b", 100)] {
      try folder.write("\(name)/v.mhd", header)
      try folder.write("\(name)/v.raw", (0..<32).map { UInt8(first + $0) })
    }
    let task = try table("image,label\na/v.mhd,x\nb/v.mhd,y\n")
    #expect(try !check(task).hasErrors)
    let uses = ["a", "b"].map { FileUse(.image, folder.path("\($0)/v.mhd"), task) }
    let kept = cache.read(task)
    #expect(kept[uses[0].key]?.hash != kept[uses[1].key]?.hash)
    try folder.write("a/v.raw", (0..<31).map { UInt8($0) })
    let again = try check(task)
    #expect(again.decoded == 1 && again.findings.contains { $0.kind == .unreadableFile })
  }

  /// Outlines are read by the names of the classes, so another list of classes is another look.
  @Test func outlinesAreJudgedAnewForOtherClasses() throws {
    try DiscSlides.write(to: folder)
    try folder.write("o.geojson", DiscSlides.geoJSON)
    try folder.write("o.csv", "image,mask\na.tif,o.geojson\n")
    let found = try ["gland", "tumour"].map { name in
      let data = try DiscSlides.task(
        folder, "o", "segmentation", "table: o.csv", classes: "background, \(name)"
      ).description
      return try check(data).findings.filter { $0.severity == .error }
    }
    #expect(found[0].count == 1 && found[0][0].kind == .annotation && found[0][0].found.contains("\"tumour\""))
    #expect(found[1].isEmpty)
  }

  @Test func aRegionOutsideItsSlideIsAnError() throws {
    try DiscSlides.write(to: folder)
    try folder.write("r.csv", "id,image,label,region\nr,a.tif,x,500 300 200 50\n")
    let data = try DiscSlides.task(folder, "r", "classification", "table: r.csv", classes: "x, y")
    #expect(try check(data.description).findings.contains { $0.found.contains("reaches over its image (600 x 400)") })
    #expect(
      message { _ = try SlideDecoder(description: data.description).open(data.samples(.train)[0]) }
        .contains("reaches over its image"))
  }

  @Test func aWindowThatDoesNothingIsTold() throws {
    try folder.png("p.png", GeneratedImages.noise(height: 8, width: 8, seed: 1))
    try folder.write("w.csv", "image,label\np.png,x\n")
    let picture = try DiscSlides.task(
      folder, "w", "classification", "table: w.csv", classes: "x, y", more: "window: [40, 80]")
    #expect(try check(picture.description).findings.contains { $0.found.contains("the window does nothing") })
    try folder.write("v.csv", "image,label\nv.nii,x\n")
    let volume = message {
      _ = try DiscSlides.task(folder, "v", "classification", "table: v.csv", classes: "x, y", more: "window: file")
    }
    #expect(volume.contains("[center, width] for volumes"))
    let both = message {
      _ = try DiscSlides.task(
        folder, "w", "classification", "table: w.csv", classes: "x, y", more: "window: [40, 80]\nvalue_range: [0, 1]")
    }
    #expect(both.contains("both window and value_range"))
  }

  /// Read as floats here and as bytes there, a file that one task trains on and another holds out is still one file.
  @Test func leaksAreFoundByTheFile() throws {
    try ImageWriter.png(
      LabelMap(height: 8, width: 8, values: (0..<64).map { UInt16($0 * 900) }), to: folder.path("d.png"))
    for (name, split, more) in [("one", "train", ""), ("two", "test", "value_range: [0, 30000]")] {
      try folder.write("\(name).csv", "image,label,split\nd.png,x,\(split)\n")
      let text =
        "schema_version: 1\nname: \(name)\nlabel_type: classification\nmodality: xray\nclasses: [x, y]\ntable: \(name).csv\n\(more)\n"
      try folder.write("\(name).yaml", text)
    }
    let reports = try TaskCheck(cache: nil).run(paths: [folder.path("one.yaml"), folder.path("two.yaml")])
    #expect(reports.flatMap(\.findings).count { $0.kind == .duplicateAcrossTasks } == 1)
  }

  @Test func badFilesAreListedQuarantinedOrStop() throws {
    let task = try fiftyImages()
    let report = try check(task)
    let unreadable = report.findings.filter { $0.kind == .unreadableFile }
    #expect(report.hasErrors)
    #expect(unreadable.map(\.place) == [folder.path("i7.jpg"), folder.path("i30.jpg")])
    #expect(report.files == 50 && report.decoded == 50)

    let data = try Dataset.open(task)
    let trained = try data.verifyReadable(policy: .quarantine, cache: cache)
    #expect(trained.dataset.samples(.train).count == 48)
    #expect(trained.quarantined.map(\.id) == ["i7.jpg", "i30.jpg"])
    #expect(trained.decoded == 0)
    let stopped = message { _ = try data.verifyReadable(policy: .stop, cache: cache) }
    #expect(stopped.contains("i7.jpg") && stopped.contains("i30.jpg"))
    #expect(stopped.contains("training.bad_files=quarantine"))
  }

  @Test func verdictsAreKeptBySizeAndTime() throws {
    for name in ["a", "b"] { try folder.png("\(name).png", GeneratedImages.noise(height: 8, width: 9, seed: 1)) }
    try folder.png("b.png", GeneratedImages.noise(height: 8, width: 9, seed: 2))
    let task = try table("image,label\na.png,x\nb.png,y\n")
    #expect(try check(task).decoded == 2)
    #expect(try check(task).decoded == 0)
    try folder.write("a.png", "no image at all")
    let again = try check(task)
    #expect(again.decoded == 1)
    #expect(again.findings.first?.kind == .unreadableFile)
    let known = try check(task)
    #expect(known.decoded == 0)
    #expect(known.findings == again.findings)
    try folder.write("cache/" + (try #require(try cacheFile())), "umedpt verdicts 1\nrubbish\n\u{0}\t\t")
    #expect(try check(task).decoded == 2)
  }

  private func cacheFile() throws -> String? {
    try FileManager.default.contentsOfDirectory(atPath: cache.folder).first
  }

  @Test func verdictLinesSurviveOddTexts() throws {
    let facts = FileVerdict.Facts(
      height: 3, width: 4, frames: 2, isConstant: true, largestStored: 4095, values: [0, 65_534],
      micrometresPerPixel: 0.25, isGrey: false, outlineBounds: [0, -1.5, 3, 4])
    let stamp = FileStamp(byteCount: 5, modified: -6, version: 8)
    for (problem, facts) in [(nil, facts), ("tab\tline\nback\\slash\\t\r", nil)] as [(String?, FileVerdict.Facts?)] {
      let verdict = FileVerdict(stamp: stamp, hash: 7, problem: problem, facts: facts)
      let line = VerdictLine.text("image 0  /a\tb\\n\nc.png", verdict)
      #expect(!line.contains("\n"))
      let parsed = try #require(VerdictLine.parse(line))
      #expect(parsed.key == "image 0  /a\tb\\n\nc.png")
      #expect(parsed.verdict == verdict)
    }
    #expect(VerdictLine.parse("a\tb") == nil)
  }

  private func maskTask(_ values: [UInt16], classes: [String] = ["background", "gland"], map: ValueMap? = nil) throws
    -> TaskDescription
  {
    try folder.png("a.png", GeneratedImages.noise(height: 4, width: 8, seed: 1))
    let mask = LabelMap(height: 4, width: 8, values: (0..<32).map { values[$0 % values.count] })
    try folder.png("m.png", mask)
    return try table("image,mask\na.png,m.png\n", .segmentation, classes: classes, values: map)
  }

  /// Case O19: masks that hold 0 and 255 for two classes.
  @Test func maskValuesGiveAReadyMap() throws {
    let task = try maskTask([0, 255])
    let finding = try #require(try check(task).findings.first { $0.kind == .maskValues })
    #expect(finding.severity == .error)
    #expect(finding.found == "the mask holds the value 255")
    #expect(try #require(finding.hint).hasSuffix("values: {0: background, 255: gland}"))
    let data = try Dataset.open(task)
    let refused = message { _ = try data.verifyReadable(policy: .quarantine, cache: cache) }
    #expect(refused.contains("values: {0: background, 255: gland}"))
    let sample = SampleReference(data.samples(.train)[0])
    #expect(message { _ = try EvaluationReader(task).read(sample, .full) }.contains("255: gland}"))

    let text = """
      schema_version: 1
      name: task
      label_type: segmentation
      modality: histology
      table: t.csv
      classes: [background, gland]
      values: {0: background, 255: gland}
      """
    let mapped = try describe(text, folder: folder.path)
    #expect(try !check(mapped).hasErrors)
    let verified = try Dataset.open(mapped).verifyReadable(policy: .stop, cache: cache)
    #expect(verified.dataset.samples(.train).count == 1)
    let read = try EvaluationReader(mapped).read(sample, .full)
    guard case .mask(let mask) = read.target else { throw TestProblem("no mask") }
    #expect(Set(mask.values) == [0, 1])
  }

  /// One object, stored as 1 in one file and as 255 in another: a map of all values would leave one of them out.
  @Test func masksOfTwoConventionsGiveNoMap() throws {
    try folder.png("a.png", GeneratedImages.noise(height: 4, width: 8, seed: 1))
    for (name, object) in [("m0", 255), ("m1", 7), ("m2", 1)] as [(String, UInt16)] {
      try folder.png("\(name).png", LabelMap(height: 4, width: 8, values: (0..<32).map { $0 % 2 == 0 ? 0 : object }))
    }
    let rows = (0..<3).map { "s\($0),a.png,m\($0).png\n" }.joined()
    let task = try table("id,image,mask\n" + rows, .segmentation, classes: ["background", "gland"])
    let findings = try check(task).findings.filter { $0.kind == .maskValues }
    let finding = try #require(findings.first)
    #expect(findings.count == 1 && finding.found == "2 masks, this one among them, hold the values 7, 255")
    let hint = try #require(finding.hint)
    #expect(hint.hasPrefix("masks store their object as different numbers: 1 (1, as in "), "\(hint)")
    #expect(hint.contains("255 (1, as in \(folder.path("m0.png")))") && !hint.contains("values: {"), "\(hint)")
    // A mask with both of them says that they differ.
    try folder.png("m1.png", LabelMap(height: 4, width: 8, values: (0..<32).map { [0, 1, 255][$0 % 3] }))
    let border = try #require(try check(task).findings.first { $0.kind == .maskValues })
    #expect(border.hint?.hasSuffix("values: {0: background, 1: gland, 255: ignore}") == true, "\(border)")
    // Without a 0 one of the numbers is the background.
    for (name, value) in [("m0", 1), ("m1", 2), ("m2", 2)] as [(String, UInt16)] {
      try folder.png("\(name).png", LabelMap(height: 4, width: 8, values: .init(repeating: value, count: 32)))
    }
    let whole = try #require(try check(task).findings.first { $0.kind == .maskValues })
    #expect(whole.hint?.hasSuffix("values: {1: background, 2: gland}") == true, "\(whole)")
  }

  /// Many numbers in a row count objects; other ones are that many conventions.
  @Test(arguments: [[1, 64, 128, 192, 255], [1, 2, 3, 4, 5]] as [[UInt16]])
  func masksOfManyNumbersAreToldApart(objects: [UInt16]) throws {
    try folder.png("a.png", GeneratedImages.noise(height: 4, width: 8, seed: 1))
    for object in objects {
      let values = (0..<32).map { $0 % 2 == 0 ? 0 : object }
      try folder.png("m\(object).png", LabelMap(height: 4, width: 8, values: values))
    }
    let rows = objects.map { "s\($0),a.png,m\($0).png\n" }.joined()
    let task = try table("id,image,mask\n" + rows, .segmentation, classes: ["background", "gland"])
    let hint = try #require(try check(task).findings.first { $0.kind == .maskValues }?.hint)
    if objects.last == 255 {
      #expect(hint.contains(" and 1 more; if all mean gland, put this into"), "\(hint)")
    } else {
      #expect(hint.contains("numbers of single objects"), "\(hint)")
    }
    #expect(hint.hasSuffix(" values: {0: background, other: gland}"), "\(hint)")
  }

  /// JPEG masks: pixels beside the three entries are left out, and no entry changes its class.
  @Test func aProposalForAMapKeepsIt() throws {
    let classes = ["bg", "red", "green"]
    let map = ValueMap(entries: [0: .classIndex(0), 128: .classIndex(1), 255: .classIndex(2)])
    let stored = [0, 1, 2, 4, 126, 127, 128, 129, 131, 250, 253, 254, 255] as [UInt16]
    let finding = try #require(
      try check(maskTask(stored, classes: classes, map: map)).findings.first { $0.kind == .maskValues })
    let proposed = "values: {0: bg, 128: red, 255: green, other: ignore}"
    #expect(try #require(finding.hint).hasSuffix(proposed), "\(finding)")
    let text = "schema_version: 1\nname: task\nlabel_type: segmentation\nmodality: natural\ntable: t.csv\n"
    let mapped = try describe(text + "classes: [bg, red, green]\n\(proposed)\n", folder: folder.path)
    #expect(try !check(mapped).hasErrors)
    #expect(mapped.maskValues.classIndex(128) == 1 && mapped.maskValues.classIndex(127) == LabelMap.ignore)
  }

  /// The usual mask of 16 bits: the largest value is a class where the map says so, and never ignored by itself.
  @Test func theLargestValueOfSixteenBitsIsAClass() throws {
    let stored = try maskTask([0, .max])
    let finding = try #require(try check(stored).findings.first { $0.kind == .maskValues })
    #expect(finding.hint?.hasSuffix("values: {0: background, 65535: gland}") == true, "\(finding)")
    let mapped = try maskTask([0, .max], map: ValueMap(entries: [0: .classIndex(0), .max: .classIndex(1)]))
    #expect(try !check(mapped).hasErrors)
    let sample = SampleReference(try Dataset.open(mapped).samples(.train)[0])
    guard case .mask(let mask) = try EvaluationReader(mapped).read(sample, .full).target else {
      throw TestProblem("no mask")
    }
    #expect(mask.values == (0..<32).map { UInt16($0 % 2) })
  }

  @Test func maskAndImageSizes() throws {
    let task = try maskTask([0, 1])
    try folder.png("m.png", LabelMap(height: 8, width: 4, values: (0..<32).map { UInt16($0 % 2) }))
    let finding = try #require(try check(task).findings.first { $0.kind == .maskSize })
    #expect(finding.description.contains("is 4 x 8 pixels, its image 8 x 4"))
    #expect(finding.description.contains("turned by 90 degrees"))
    let reference = SampleReference(try Dataset.open(task).samples(.train)[0])
    #expect(message { _ = try EvaluationReader(task).read(reference, .full) }.contains("its image 8 x 4"))
  }

  @Test func unusedClassesAndIgnoredMasks() throws {
    let map = ValueMap(entries: [9: .ignore, 0: .classIndex(0), 1: .classIndex(1)])
    let report = try check(maskTask([9], map: map))
    #expect(report.findings.contains { $0.kind == .emptyMask && $0.severity == .warning })
    #expect(report.findings.filter { $0.kind == .emptyClass }.count == 2)
    #expect(!report.hasErrors)
  }

  @Test func duplicatesAcrossSplitsAndConstantImages() throws {
    let picture = GeneratedImages.noise(height: 8, width: 8, seed: 3)
    for name in ["a", "b", "c"] { try folder.png("\(name).png", picture) }
    try folder.png("d.png", Raster(height: 8, width: 8))
    let task = try table("image,label,split\na.png,x,train\nb.png,x,train\nc.png,y,test\nd.png,y,train\n")
    let report = try check(task)
    let duplicate = try #require(report.findings.first { $0.kind == .duplicateAcrossSplits })
    #expect(duplicate.found.contains("a.png (train)") && duplicate.found.contains("c.png (test)"))
    #expect(report.findings.filter { $0.kind == .constantImage }.map(\.place) == [folder.path("d.png")])
    let within = try check(table("image,label\na.png,x\nb.png,y\n"))
    #expect(!within.findings.contains { $0.kind == .duplicateAcrossSplits })
    #expect(within.findings.contains { $0.kind == .labelConflict && $0.found.contains("different labels") })
    let twice = try check(table("image,label\na.png,x\nb.png,x\n"))
    #expect(twice.findings.contains { $0.kind == .duplicate } && !twice.hasErrors)
  }

  /// The same pixels in another format are the same image.
  @Test func copiesAreFoundByTheirPixels() throws {
    let picture = GeneratedImages.noise(height: 16, width: 16, seed: 5)
    try folder.png("a.png", picture)
    try ImageWriter.tiff(picture, to: folder.path("b.tif"))
    let report = try check(table("image,label,split\na.png,x,train\nb.tif,x,test\n"))
    #expect(report.findings.contains { $0.kind == .duplicateAcrossSplits })
  }

  /// One task trains on what the other holds out; the same split in both is what multi-task training is for.
  @Test func leaksBetweenTasks() throws {
    for (index, name) in ["a", "b"].enumerated() {
      try folder.png("\(name).png", GeneratedImages.noise(height: 8, width: 8, seed: index))
    }
    func task(_ name: String, _ rows: String) throws -> String {
      try folder.write("\(name).csv", "image,label,split\n\(rows)")
      let text = "schema_version: 1\nname: \(name)\nlabel_type: classification\nmodality: natural\n"
      return try folder.write("\(name).yaml", text + "classes: [x, y]\ntable: \(name).csv\n")
    }
    let one = try task("one", "a.png,x,train\nb.png,y,test\n")
    let like = try task("like", "a.png,y,train\nb.png,x,test\n")
    let other = try task("other", "b.png,x,train\na.png,y,train\n")
    let check = TaskCheck(cache: cache, threads: 1)
    #expect(try check.run(paths: [one, like]).allSatisfy { !$0.hasErrors })
    let reports = try check.run(paths: [one, other])
    let leaks = reports[0].findings.filter { $0.kind == .duplicateAcrossTasks }
    #expect(leaks.count == 1 && leaks[0].found.contains("other b.png (train), one b.png (test)"))
    #expect(!reports[1].hasErrors)
  }

  @Test func fingerprintTellsSizesAndIntensities() throws {
    try folder.png("a.png", GeneratedImages.noise(height: 10, width: 20, seed: 1))
    try folder.png("b.png", GeneratedImages.noise(height: 30, width: 8, seed: 2))
    let found = try #require(try check(table("image,label\na.png,x\nb.png,y\n")).fingerprint)
    #expect(found.height?.smallest == 10 && found.height?.largest == 30 && found.width?.median == 8)
    #expect(found.planes == nil && found.boxes == nil)
    #expect((found.highestIntensity ?? 0) > 0.9 && (found.meanIntensity?.median ?? 0) > 0.3)
  }

  /// A slide of 14336 rows is not one of 14340.
  @Test func wholeNumbersOfAFingerprintArePrintedExactly() {
    #expect(DataFingerprint.Spread([14_336, 14_336])?.text == "14336")
    #expect(DataFingerprint.Spread([123_456, 14_336, 20_481])?.text == "14336/20481/123456")
    #expect(DataFingerprint.Spread([-1024, 0.123_456])?.text == "-1024/-1024/0.1235")
  }

  @Test func twelveBitFilesGetAValueRange() throws {
    let values = (0..<64).map { UInt16($0 * 64) }
    try folder.write("a.png", "")
    try ImageWriter.png16(values, height: 8, width: 8, to: folder.path("a.png"))
    try folder.png("b.png", GeneratedImages.noise(height: 8, width: 8, seed: 1))
    let task = try table("image,label\na.png,x\nb.png,y\n")
    let finding = try #require(try check(task).findings.first { $0.kind == .valueRange })
    #expect(finding.found.contains("4032"))
    #expect(try #require(finding.hint).hasSuffix("value_range: [0, 4095]"))
    try ImageWriter.png16(values.map { $0 * 16 }, height: 8, width: 8, to: folder.path("a.png"))
    #expect(try !check(task).findings.contains { $0.kind == .valueRange })
  }

  @Test func listedSizesOfBoxesAreCompared() throws {
    let data = try SmallTasks.detection(folder)
    try folder.png("det/1.png", GeneratedImages.noise(height: 48, width: 64, seed: 9))
    let finding = try #require(try check(data.description).findings.first { $0.kind == .imageSize })
    #expect(finding.description.contains("listed as 48 x 64, the file is 64 x 48 pixels"))
    #expect(finding.description.contains("EXIF"))
  }

  @Test func missingFilesAreErrorsAndQuarantined() throws {
    try folder.png("a.png", GeneratedImages.noise(height: 8, width: 8, seed: 1))
    let task = try table("image,label\na.png,x\ngone.png,y\n")
    let report = try check(task)
    let missing = try #require(report.findings.first { $0.kind == .missingFile })
    #expect(missing.severity == .error && missing.found.contains("gone.png"))
    let data = try Dataset.open(task)
    let verified = try data.verifyReadable(policy: .quarantine, cache: nil)
    #expect(verified.quarantined.map(\.id) == ["gone.png"])
    #expect(message { _ = try data.verifyReadable(policy: .stop, cache: nil) }.contains("does not exist"))
    try folder.write("a.png", "")
    let none = message { _ = try data.verifyReadable(policy: .quarantine, cache: nil) }
    #expect(
      none.contains("none of the 2 training samples can be read (2 samples are quarantined), such as "), "\(none)")
    #expect(none.contains(folder.path("a.png")) && none.hasSuffix("; umedpt check tells what is wrong with each"))
  }

  @Test func everythingIsReportedAtOnceAndAsJson() throws {
    try folder.png("a.png", Raster(height: 8, width: 8))
    try folder.write("b.png", "broken")
    let text = "image,label,group,split\na.png,x,p,train\nb.png,y,p,test\nc.png,z,q,test\n"
    let report = try check(table(text), threads: 0)
    let kinds = Set(report.findings.map(\.kind))
    #expect(kinds.isSuperset(of: [.unreadableFile, .groupInTwoSplits, .unknownLabel, .constantImage]))
    let order = report.findings.map { [.error: 0, .warning: 1, .note: 2][$0.severity] ?? 3 }
    #expect(order == order.sorted())
    let decoded = try JSONDecoder().decode(CheckReport.self, from: Data(report.json().utf8))
    #expect(decoded.findings == report.findings)
    #expect(decoded.samples == ["train": 1, "test": 1])
  }

  @Test func brokenDescriptionsBecomeFindings() throws {
    let path = try folder.write("task.yaml", "schema_version: 1\nname: Big\nclases: [a]\n")
    let report = try TaskCheck(cache: nil).run(path: path, environment: [:])
    #expect(report.hasErrors && report.task == nil)
    #expect(report.findings.contains { $0.place.contains("task.yaml:3:1: clases") && $0.found.contains("classes") })
    let absent = try TaskCheck(cache: nil).run(path: folder.path("no.yaml"), environment: [:])
    #expect(absent.findings.map(\.kind) == [.description])
    let noTable = makeDescription(.multilabel, source: .table(folder.path("no.csv")), classes: ["a"])
    #expect(try TaskCheck(cache: nil).run(noTable).findings.map(\.kind) == [.missingFile])
  }

  @Test func cacheFolderFollowsTheEnvironment() {
    #expect(VerdictCache.standard(environment: ["XDG_CACHE_HOME": "/x"]).folder == "/x/umedpt")
    #expect(VerdictCache.standard(environment: ["HOME": "/home/a"]).folder == "/home/a/.cache/umedpt")
    #expect(VerdictCache.standard(environment: ["XDG_CACHE_HOME": "rel", "HOME": "/h"]).folder == "/h/.cache/umedpt")
  }

  @Test func anUnwritableCacheIsSaidAndHarmless() throws {
    try folder.png("a.png", GeneratedImages.noise(height: 8, width: 8, seed: 1))
    let blocked = VerdictCache(folder: try folder.write("file") + "/cache")
    let report = try TaskCheck(cache: blocked).run(table("image,label\na.png,x\n"))
    #expect(!report.hasErrors)
    #expect(report.findings.contains { $0.found.contains("could not be kept") })
  }
}

struct TestProblem: Error {
  let text: String
  init(_ text: String) { self.text = text }
}
