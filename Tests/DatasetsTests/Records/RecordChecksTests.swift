import GoldenArrays
import Testing

@testable import Datasets

/// What is found in a list of samples before any file is opened.
@Suite struct RecordChecksTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func description(
    _ labelType: String, _ table: String, classes: String = "a, b", more: String = ""
  ) throws -> TaskDescription {
    try folder.write("t.csv", table)
    let text = """
      schema_version: 1
      name: task
      label_type: \(labelType)
      modality: histology
      classes: [\(classes)]
      table: t.csv
      \(more)

      """
    return try describe(text, folder: folder.path)
  }

  private func findings(
    _ labelType: String, _ table: String, classes: String = "a, b", more: String = ""
  ) throws -> [Finding] {
    try Dataset.read(description(labelType, table, classes: classes, more: more)).findings
  }

  // MARK: Kinds

  private func label(_ mask: String, of image: String, more: String = "") throws -> [Finding] {
    for file in [mask, image] { try folder.write(file) }
    return try findings("segmentation", "image,mask\n\(image),\(mask)\n", more: more).filter { $0.kind == .annotation }
  }

  @Test(arguments: [
    ("m.nii.gz", "s.svs", "is a volume, its image is a whole slide"),
    ("m.nii", "p.png", "is a volume, its image is a picture"),
    ("m.geojson", "p.png", "is outlines (GeoJSON), its image is a picture"),
    ("m.geojson", "v.nii.gz", "is outlines (GeoJSON), its image is a volume"),
    ("m.png", "v.nii.gz", "is a picture, its image is a volume"),
  ])
  func labelsOfAnotherKindAreRefused(mask: String, image: String, found: String) throws {
    let problems = try label(mask, of: image)
    #expect(problems.count == 1)
    let problem = try #require(problems.first)
    #expect(problem.severity == .error && problem.place.hasSuffix("t.csv:2") && problem.allowed != nil)
    #expect(problem.found == "the label of \"\(image)\" \(found)")
    let table = try folder.write("t.csv", "image,mask\n\(image),\(mask)\n")
    let task = makeDescription(.segmentation, source: .table(table), classes: ["a", "b"], root: folder.path)
    #expect(message { _ = try Dataset.open(task) }.contains(found))
  }

  @Test(arguments: [
    ("m.png", "s.svs", ""), ("m.json", "s.ndpi", ""), ("m.geojson", "s.tif", "patch: {}"),
    ("m.tif", "s.tif", "patch: {}"), ("m.nrrd", "v.nii.gz", ""), ("m.nii.gz", "v.mha", ""),
    ("m.dcm", "v.dcm", "slice: {}"), ("m.dcm", "p.dcm", ""), ("m.tif", "p.png", ""),
  ])
  func labelsOfTheRightKindAreTaken(mask: String, image: String, more: String) throws {
    #expect(try label(mask, of: image, more: more).isEmpty)
  }

  @Test func keysThatMakeTheKindFitAreNamed() throws {
    #expect(try label("m.geojson", of: "s.tif").first?.hint?.contains("patch: {}") == true)
    #expect(try label("m.dcm", of: "v.nii").first?.hint?.contains("slice: {}") == true)
  }

  @Test func manyLabelsOfOneKindAreOneFinding() throws {
    for file in ["s.svs", "m.nii"] { try folder.write(file) }
    let rows = (0..<30).map { "\($0),s.svs,m.nii\n" }
    let found = try findings("segmentation", "id,image,mask\n" + rows.joined()).filter { $0.kind == .annotation }
    #expect(found.count == 1 && found[0].found.hasSuffix("(so it is with 29 more)"))
  }

  @Test func volumesAndPicturesAreNoCase() throws {
    for file in ["v.nii", "p.png"] { try folder.write(file) }
    let found = try findings("classification", "id,image,label\nc,v.nii;p.png,a\n")
    #expect(found.contains { $0.severity == .error && $0.found.contains("lists volumes and pictures") })
  }

  /// Training may leave a sample out whose label is missing: a series' name does not say what it would be.
  @Test func aMissingSeriesIsNoPicture() throws {
    try folder.write("v.nii")
    for (labelType, table) in [
      ("segmentation", "image,mask\nv.nii,gone\n"), ("classification", "image,label\nv.nii;gone,a\n"),
    ] {
      let found = try findings(labelType, table)
      #expect(found.only(.error).isEmpty && found.contains { $0.kind == .missingFile }, "\(found)")
    }
  }

  /// A label of another kind has no size to compare.
  @Test func outlinesOfAPictureAreToldOnce() throws {
    try folder.png("p.png", GeneratedImages.noise(height: 8, width: 8, seed: 1))
    try folder.write("m.geojson", #"{"type": "FeatureCollection", "features": []}"#)
    let report = try TaskCheck(cache: nil).run(description("segmentation", "image,mask\np.png,m.geojson\n"))
    #expect(report.findings.only(.error).count == 1, "\(report.findings)")
  }

  // MARK: Paths

  @Test func aPathWithANulByteIsRefused() throws {
    let table = "image,label\na\u{0}b.png,a\nc.png,b\n"
    let found = try findings("classification", table).filter { $0.kind == .annotation }
    #expect(found.count == 1)
    #expect(found.first?.severity == .error && found.first?.place.hasSuffix("t.csv:2") == true)
    #expect(found.first?.found == #"a path of "a\0b.png" holds a NUL byte"#)
  }

  // MARK: Keys

  @Test func keysOfOtherKindsAreTold() throws {
    func warned(_ image: String, _ more: String) throws -> [String] {
      try findings("classification", "image,label\n\(image),a\n", more: more)
        .filter { $0.kind == .description && $0.severity == .warning }.map(\.found)
    }
    #expect(try warned("s.svs", "slice: {}") == ["no image is a volume, so slice does nothing"])
    #expect(try warned("v.nii", "patch: {mpp: 1}") == ["no image is a whole slide, so patch does nothing"])
    #expect(try warned("p.png", "slice: {}\npatch: {}").count == 2)
    for image in ["v.nii", "v.dcm"] { #expect(try warned(image, "slice: {}").isEmpty, "\(image)") }
    for image in ["s.tif", "s.svs"] { #expect(try warned(image, "patch: {}").isEmpty, "\(image)") }
    let ofPictures = "page: 2\nmpp: 0.5\npixel_limit: 1000"
    #expect(
      try warned("v.nii", ofPictures) == [
        "no image is a whole slide, so mpp does nothing", "every image is a volume, so page does nothing",
        "every image is a volume, so pixel_limit does nothing",
      ])
    #expect(try warned("p.png", "page: 2\npixel_limit: 1000").isEmpty && warned("s.svs", "mpp: 0.5").isEmpty)
  }

  @Test func keysOfVolumesAreToldForPictures() throws {
    let more = "quantiles: [0.1, 0.9]\nvoxel_limit: 1000\nirregular_geometry: true\noutline_origin: canvas"
    func told(_ image: String) throws -> [String] {
      try findings("classification", "image,label\n\(image),a\n", more: more)
        .filter { $0.kind == .description && $0.severity == .warning }.map(\.place)
    }
    let keys = ["outline_origin", "quantiles", "voxel_limit", "irregular_geometry"]
    #expect(try told("p.png") == keys.map { "task.yaml: \($0)" })
    #expect(try told("v.nii") == ["task.yaml: outline_origin"])
    let outlines = "image,mask\ns.svs,m.geojson\n"
    let found = try findings("segmentation", outlines, more: "outline_origin: canvas")
    #expect(!found.contains { $0.kind == .description }, "\(found)")
  }

  /// The first page would be read where another was meant.
  @Test func framesAreNoPages() throws {
    func told(_ image: String, _ more: String) throws -> [Finding] {
      try findings("classification", "image,label\n\(image),a\n", more: more).filter { $0.kind == .description }
    }
    let found = try told("p.tif", "frame: 2")
    #expect(found.map(\.severity) == [.error] && found[0].hint == "for pages of a TIFF write page: 2")
    #expect(try told("p.tif", "frame: 0").map(\.severity) == [.warning])
    for image in ["p.dcm", "v.nii.gz", "IM0001", "1.2.840.10008.5", "p.IMA"] {
      #expect(try told(image, "frame: 2").isEmpty, "\(image)")
    }
  }

  // MARK: Rows

  /// Rows of one volume would train all of it with the labels of all.
  @Test func regionsOfVolumesAreRefused() throws {
    for file in ["v.nii.gz", "p.png", "series/a.dcm"] { try folder.write(file) }
    let rows = ["1,v.nii.gz,a,0 0 20 50", "2,v.nii.gz,b,20 0 20 50", "3,series,a,0 0 2 2", "4,p.png,b,0 0 2 2"]
    let table = "id,image,label,region\n" + rows.joined(separator: "\n") + "\n"
    let found = try findings("classification", table).only(.error)
    #expect(found.count == 1 && found.first?.place.hasSuffix("t.csv:2") == true)
    #expect(
      found.first?.found
        == "the region of \"1\" is on a volume, which is always read as a whole (so it is with 2 more)")
    let fitting = "id,image,label,region\n4,p.png,b,0 0 2 2\n5,s.svs,a,0 0 20 50\n"
    #expect(try findings("classification", fitting).only(.error).isEmpty)
  }

  @Test func cellsThatDoNothingAreTold() throws {
    for file in ["p.png", "p.tif", "series/a.dcm"] { try folder.write(file) }
    func told(_ rows: [String], more: String = "") throws -> [Finding] {
      let table = "id,image,label,mpp,series\n" + rows.joined(separator: "\n") + "\n"
      return try findings("classification", table, more: more).filter { $0.kind == .table }
    }
    let found = try told(["1,p.png,a,0.5,", "2,p.tif,b,0.5,", "3,p.png,a,,1.2.3", "4,series,b,,1.2.3"])
    #expect(
      found.map(\.found) == [
        "\"1\" is no whole slide, so its mpp does nothing (so it is with 1 more)",
        "\"3\" is no folder of DICOM files, so its series does nothing",
      ])
    #expect(found.allSatisfy { $0.severity == .warning })
    #expect(try told(["2,p.tif,b,0.5,"]).first?.hint?.hasPrefix("patch: {} ") == true)
    #expect(try told(["2,p.tif,b,0.5,", "5,gone,a,,1.2.3"], more: "patch: {}").isEmpty)
  }

  // MARK: Splits

  private func untrained(_ found: [Finding]) -> [String] { found.filter { $0.kind == .emptyClass }.map(\.found) }

  @Test func classesWithoutATrainingSampleAreTold() throws {
    let table = "image,label,split\n1.png,a,train\n2.png,b,test\n3.png,b,validation\n4.png,a,test\n"
    let found = try findings("classification", table, classes: "a, b, c")
    #expect(
      untrained(found) == [
        "no training sample has the class \"b\", which occurs in validation and test",
        "no sample has the class \"c\"; it stays a class",
      ])
    #expect(found.filter { $0.kind == .emptyClass }.allSatisfy { $0.severity == .warning })
    let states = try findings("multilabel", "image,a,b,split\n1.png,1,0,train\n2.png,1,1,test\n")
    #expect(untrained(states) == ["no training sample has the class \"b\", which occurs in test"])
  }

  /// What a refused row holds is unknown, so nothing is said to be absent until it is mended.
  @Test func nothingIsCalledAbsentWhileARowIsRefused() throws {
    let table = "image,label,split\n1.png,a,train\n2.png,c,train\n3.png,b,tset\n"
    try folder.write("1.png")
    let found = try findings("classification", table)
    #expect(found.only(.error).count == 2)
    #expect(!found.contains { [.emptyClass, .missingSplit].contains($0.kind) })
    let mended = try findings("classification", "image,label,split\n1.png,a,train\n2.png,a,train\n")
    #expect(untrained(mended) == ["no sample has the class \"b\"; it stays a class"])
    #expect(mended.contains { $0.kind == .missingSplit })
    let alone = try findings("classification", "image,label,split\n3.png,b,tset\n")
    #expect(alone.count == 1 && alone.only(.error).count == 1)
  }

  @Test func classFoldersWithoutATrainingImageAreTold() throws {
    for file in ["train/a/1.png", "test/a/2.png", "test/b/3.png"] { try folder.write("set/\(file)") }
    let task = makeDescription(.classification, source: .folder(folder.path("set")), classes: ["a", "b", "c"])
    let found = untrained(try Dataset.read(task).findings)
    #expect(found.count == 2 && found.contains { $0.contains("\"c\" has no image") })
    #expect(found.contains("no training sample has the class \"b\", which occurs in test"))
  }

  /// The key is set, and yet nothing chooses the best checkpoint.
  @Test func aShareThatHoldsOutNothingIsTold() throws {
    func told(_ table: String, share: Double) throws -> [Finding] {
      try findings("classification", table, more: "validation: \(share)").filter {
        $0.kind == .missingSplit && $0.place.hasSuffix(": validation")
      }
    }
    let table = "image,label\n" + (0..<18).map { "\($0).png,\($0 < 9 ? "a" : "b")\n" }.joined()
    let found = try told(table, share: 0.01)
    #expect(found.map(\.severity) == [.warning])
    #expect(found.first?.found == "0.01 of 18 training samples holds out none")
    #expect(found.first?.hint == "take a larger share")
    #expect(try told(table, share: 0.2).isEmpty)
    let patients = "image,label,group\n" + (0..<18).map { "\($0).png,a,p\n" }.joined()
    #expect(try told(patients, share: 0.2).first?.hint == "take a larger share; groups are held out as a whole")
    #expect(try told("image,label,split\n1.png,a,train\n2.png,b,validation\n", share: 0.1).count == 1)
    #expect(try told("image,label,split\n1.png,a,test\n", share: 0.1).isEmpty)
  }

  @Test func labelsThatAreAllUnknownAreTold() throws {
    let said = "every label of all training samples is unknown, so nothing is learned"
    let unknown = try findings("multilabel", "image,a,b,split\n1.png,,-1,train\n2.png,u,,train\n3.png,1,0,test\n")
    #expect(unknown.filter { $0.found == said }.map(\.severity) == [.warning])
    let known = try findings("multilabel", "image,a,b,split\n1.png,,-1,train\n2.png,0,,train\n")
    #expect(!known.contains { $0.found == said })
  }

  /// A set may be there to be evaluated on, so it opens; for a check it is wrong, as it is for a training.
  @Test func aSetWithoutATrainingSampleIsAnErrorOfTheCheck() throws {
    try folder.png("1.png", GeneratedImages.noise(height: 8, width: 8, seed: 1))
    let task = try description("classification", "image,label,split\n1.png,a,test\n")
    let opened = try Dataset.open(task).findings
    #expect(untrained(opened).isEmpty)
    #expect(opened.contains { $0.severity == .warning && $0.found == "there is no training sample" })
    let checked = try TaskCheck(cache: nil).run(task).findings.only(.error)
    #expect(checked.map(\.found) == ["there is no training sample"])
  }
}
