import GoldenArrays
import Testing

@testable import Datasets

@Suite struct TableImportTests {
  @Test func chexpert() throws {
    let set = try ForeignSet()
    let names = [
      "patient00001/study1/view1_frontal.png", "patient00001/study2/view1_frontal.png",
      "patient00002/study1/view1_frontal.png",
    ]
    for name in names { try set.picture("CheXpert-v1.0-small/train/\(name)") }
    try set.picture("CheXpert-v1.0-small/valid/patient64541/study1/view1_frontal.png")
    func row(_ name: String, _ cells: String) -> String {
      "CheXpert-v1.0-small/\(name),Female,68,Frontal,AP,\(cells)\n"
    }
    let header = "Path,Sex,Age,Frontal/Lateral,AP/PA,No Finding,Edema,Pleural Effusion\n"
    try set.text(
      "CheXpert-v1.0-small/train.csv",
      header + row("train/" + names[0], "1.0,,") + row("train/" + names[1], ",-1.0,0.0")
        + row("train/" + names[2], "0.0,1.0,1.0")
        + row("train/patient00009/gone.png", ",1.0,"))
    try set.text(
      "CheXpert-v1.0-small/valid.csv", header + row("valid/patient64541/study1/view1_frontal.png", "0.0,1.0,0.0"))
    let made = try set.imported("auto", "CheXpert-v1.0-small/train.csv") { request in
      request.modality = nil
      request.validation = set.path("CheXpert-v1.0-small/valid.csv")
    }
    #expect(made.result.format == "findings" && made.data.description.modality == .xray)
    #expect(made.data.description.classes == ["No Finding", "Edema", "Pleural Effusion"])
    let prefix = "CheXpert-v1.0-small/train/"
    #expect(try made.annotation(prefix + names[0]) == .labels([.positive, .unknown, .unknown]))
    #expect(try made.annotation(prefix + names[1]) == .labels([.unknown, .unknown, .negative]))
    #expect(made.group(prefix + names[1]) == "patient00001" && made.ids(.validation).count == 1)
    #expect(
      made.omissions == [
        "the image file does not exist": 1, "column \"Sex\": its name is none of a finding": 1,
        "column \"Age\": its name is none of a finding": 1,
        "column \"Frontal/Lateral\": too few of its filled cells are 1, 0 or -1": 1,
        "column \"AP/PA\": too few of its filled cells are 1, 0 or -1": 1,
      ])
    try made.expectCleanCheck()
    let strict = try set.imported("findings", "CheXpert-v1.0-small/train.csv") { request in
      request.missing = .negative
      request.overwrites = true
      request.wanted = ["Sex": "Female"]
      request.classes = ["Edema"]
    }
    #expect(try strict.annotation(prefix + names[0]) == .labels([.negative]))
    #expect(strict.omissions["column \"No Finding\": --classes does not name it"] == 1)
  }

  /// One odd cell costs its row, not the finding.
  @Test func oddCellsOfFindingsAreReportedByRow() throws {
    let set = try ForeignSet()
    for name in ["a", "b", "c"] { try set.picture("\(name).png") }
    try set.text(
      "list.csv",
      """
      path,Edema,Pneumonia,Comment,Blank,Score
      a.png,1.0,1,seen,,12
      b.png,,0,,,31
      c.png,7,1,,,1

      """)
    let made = try set.imported("findings", "list.csv")
    #expect(made.data.description.classes == ["Edema", "Pneumonia"] && made.ids(.train) == ["a.png", "b.png"])
    #expect(
      made.omissions == [
        "rows with a cell that is neither 1, 0, -1 nor empty": 1,
        "column \"Comment\": too few of its filled cells are 1, 0 or -1": 1, "column \"Blank\": it is empty": 1,
        "column \"Score\": too few of its filled cells are 1, 0 or -1": 1,
      ])
    let rows = made.result.report.leftOut.filter { $0.reason.hasPrefix("rows with") }.flatMap(\.examples)
    #expect(rows.count == 1 && rows[0].hasSuffix("list.csv:4 Edema"))
    #expect(made.result.report.notes.contains { $0.hasPrefix("\"Edema\" counts as a finding, though 1 of its cells") })
  }

  private func vinBig(_ set: ForeignSet) throws {
    for name in ["a1", "b2", "c3"] { try set.picture("train/\(name).png", height: 100, width: 80) }
    try set.text(
      "train.csv",
      """
      image_id,class_name,class_id,rad_id,x_min,y_min,x_max,y_max
      a1,No finding,14,R1,,,,
      a1,No finding,14,R2,,,,
      b2,Cardiomegaly,3,R8,10,20,50,60
      b2,Cardiomegaly,3,R9,12,20,52,60
      b2,Cardiomegaly,3,R9,60,20,79,60
      b2,Aortic enlargement,0,R8,10,20,50,60
      b2,No finding,14,R10,,,,
      c3,Cardiomegaly,3,R8,10,20,10,60
      d4,Cardiomegaly,3,R8,10,20,20,60

      """)
  }

  @Test func vinBigData() throws {
    let set = try ForeignSet()
    try vinBig(set)
    let made = try set.imported("auto", "train.csv")
    #expect(made.result.format == "box-table")
    #expect(made.data.description.classes == ["Aortic enlargement", "Cardiomegaly"])
    #expect(try made.annotation("a1") == .boxes([]))
    guard case .boxes(let boxes) = try made.annotation("b2") else { throw TestProblem("no boxes") }
    // Two readers' boxes of one finding are their mean; one reader's two boxes stay two.
    #expect(boxes.map(\.label) == [1, 1, 0] && boxes[0].x0 == 11 && boxes[0].x1 == 51)
    // Without its only box the film would teach that nothing is there.
    #expect(made.ids(.train) == ["a1", "b2"])
    #expect(
      made.omissions == [
        "boxes without an area": 1, "the image file does not exist": 1,
        "images all of whose labels were left out: they would count as empty": 1,
      ])
    #expect(made.data.allSamples.first?.listedSize == PixelSize(height: 100, width: 80))
    try made.expectCleanCheck()
  }

  @Test func sizesThatCannotBeRead() throws {
    let set = try ForeignSet()
    try set.bytes("train/a.dicom", TinyFiles.dicom([UInt8](repeating: 7, count: 6), height: 2, width: 3))
    try set.text("train.csv", "image_id,class_name,class_id,x_min,y_min,x_max,y_max\na,Mass,1,0,0,2,2\n")
    let made = try set.imported("box-table", "train.csv") { $0.size = PixelSize(height: 2, width: 3) }
    #expect(made.data.allSamples[0].listedSize == PixelSize(height: 2, width: 3))
    #expect(made.data.allSamples[0].imagePaths[0].hasSuffix("train/a.dicom"))
  }

  @Test func pneumothorax() throws {
    let set = try ForeignSet()
    for name in ["1.2.3", "1.2.4", "1.2.5"] {
      try set.picture("dicom-images-train/\(name)/s/\(name).png", height: 8, width: 8)
    }
    try set.text(
      "train-rle.csv",
      "ImageId, EncodedPixels\n1.2.3,9 3 5 3\n1.2.3,40 2\n1.2.4, -1\n1.2.5,60 9\n1.2.6,-1\n")
    let made = try set.imported("auto", "train-rle.csv") { $0.classes = ["background", "pneumothorax"] }
    #expect(made.result.format == "rle")
    #expect(made.data.description.classes == ["background", "pneumothorax"])
    let mask = try made.mask("1.2.3")
    #expect((1...3).allSatisfy { mask[$0][1] == 1 && mask[$0][2] == 1 } && mask[0][5] == 1 && mask[1][5] == 1)
    #expect(mask.joined().reduce(0, +) == 8)
    #expect(try made.mask("1.2.4").joined().allSatisfy { $0 == 0 })
    // Without its mask the film would teach that nothing is there.
    #expect(
      made.omissions == ["images with a mask with a run outside the image": 1, "the image file does not exist": 1])
    #expect(!made.ids(.train).contains("1.2.5"))
    #expect(made.result.report.notes.contains { $0.contains("run lengths are relative") })
    try made.expectCleanCheck()
  }

  /// Codes of one run each tell nothing about how they count: then the user says it.
  @Test func theUserSaysHowRunLengthsCount() throws {
    let set = try ForeignSet()
    try set.picture("abc.png", height: 6, width: 6)
    try set.text("labels.csv", "ImageId,EncodedPixels\nabc,1 2\n")
    for (encoding, corner) in [(RunLengthEncoding.absolute, 1), (.relative, 0)] {
      let made = try set.imported("rle", "labels.csv") { ($0.encoding, $0.overwrites) = (encoding, true) }
      #expect(try made.mask("abc")[0][0] == corner)
    }
  }

  @Test func dataScienceBowl() throws {
    let set = try ForeignSet()
    try set.picture("stage1_train/abc/images/abc.png", height: 6, width: 6)
    try set.text("labels.csv", "ImageId,EncodedPixels\nabc,1 2 7 2\nabc,20 3 26 3\n")
    let made = try set.imported("rle", "labels.csv")
    let mask = try made.mask("abc")
    #expect(mask[0][0] == 1 && mask[1][1] == 1 && mask[1][3] == 1 && mask.joined().reduce(0, +) == 10)
  }

  @Test func templatesConditionsAndWildcards() throws {
    let set = try ForeignSet()
    for (fold, patient, study) in [(0, "10000", "1000000"), (1, "10001", "1000001"), (1, "10001", "1000002")] {
      let name = "images/fold\(fold)/\(patient)/\(patient)_\(study)"
      try set.bytes("\(name)_t2w.mha", TinyFiles.metaImage((0..<48).map { UInt8($0) }, size: [4, 4, 3]))
      try set.bytes("\(name)_adc.mha", TinyFiles.metaImage((0..<48).map { UInt8($0) }, size: [4, 4, 3]))
    }
    try set.text(
      "marksheet.csv",
      """
      patient_id,study_id,case_csPCa,center
      10000,1000000,NO,PCNN
      10001,1000001,YES,RUMC
      10001,1000002,NO,RUMC
      10002,1000003,YES,ZGT

      """)
    let made = try set.imported("table", "marksheet.csv") { request in
      request.columns = [
        "image": "images/fold*/{patient_id}/{patient_id}_{study_id}_t2w.mha", "label": "case_csPCa",
        "id": "{patient_id}_{study_id}",
      ]
      request.renamed = ["NO": "negative", "YES": "csPCa"]
    }
    #expect(made.data.description.classes == ["negative", "csPCa"])
    #expect(try made.annotation("10001_1000001") == .classIndex(1))
    #expect(made.group("10001_1000002") == "10001" && made.data.samples(.train)[0].center == "PCNN")
    #expect(made.omissions == ["the image file does not exist": 1])
    let some = try set.imported("table", "marksheet.csv") { request in
      request.columns = ["image": "images/fold*/{patient_id}/*_{study_id}_t2w.mha", "label": "case_csPCa"]
      request.wanted = ["center": "RUMC"]
      request.overwrites = true
    }
    #expect(some.ids(.train).count == 2 && some.omissions == ["rows that --where does not ask for": 2])
    let unknown = message {
      _ = try set.imported("table", "marksheet.csv") { request in
        request.columns = ["image": "{patient}.mha"]
        request.overwrites = true
      }
    }
    #expect(unknown.contains("marksheet.csv:1: there is no column \"patient\"") && unknown.contains("\"patient_id\""))
  }

  @Test func plainTablesWithSplitsAndQuotes() throws {
    let set = try ForeignSet()
    for name in ["a,1", "b", "c"] { try set.picture("pictures/\(name).png") }
    try set.text("list.csv", "filename,label,set\r\n\"a,1.png\",10,train\r\nb.png,9,test\r\nc.png,,test\r\n")
    let made = try set.imported("auto", "list.csv")
    #expect(made.result.format == "table" && made.data.description.classes == ["9", "10"])
    #expect(made.ids(.train) == ["a,1.png"] && made.ids(.test) == ["b.png"])
    #expect(made.omissions == ["the class is empty": 1])
  }

  @Test func wildcards() {
    let cases: [(String, String, Bool)] = [
      ("fold0", "fold*", true), ("fold", "fold*", true), ("xfold", "fold*", false), ("a_b_c", "a*c", true),
      ("ac", "a*c*", true), ("a_t2w.mha", "*_t2w.mha", true), ("aa", "a*a*a", false), ("abab", "*b*b", true),
    ]
    for (name, pattern, expected) in cases {
      #expect(WildcardFiles.fits(name, pattern) == expected, "\(name) \(pattern)")
    }
  }

  @Test func madeIdsAreNotThoseOfOthers() throws {
    let set = try ForeignSet()
    for name in ["a", "b", "c"] { try set.picture("\(name).png") }
    try set.text("list.csv", "name,image,label\nscan,a.png,x\nscan,b.png,y\nscan (2),c.png,x\n")
    let made = try set.imported("table", "list.csv") { $0.columns = ["id": "name"] }
    #expect(made.ids(.train) == ["scan", "scan (3)", "scan (2)"])
  }
}
