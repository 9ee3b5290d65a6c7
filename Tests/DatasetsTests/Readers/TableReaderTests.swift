import Datasets
import GoldenArrays
import Testing

@Suite struct TableReaderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a", "b", "c", "d"] { try folder.write("\(name).png") }
  }

  private func open(
    _ table: String, _ labelType: LabelType = .classification, classes: [String] = ["x", "y"],
    columns: [String: String] = [:], positive: PositiveRule? = nil, uncertain: UncertainPolicy = .ignore
  ) throws -> Dataset {
    let path = try folder.write("t.csv", table)
    return try Dataset.open(
      makeDescription(
        labelType, source: .table(path), classes: classes, root: folder.path, columns: columns, positive: positive,
        uncertain: uncertain))
  }

  /// fastai#1008: an id with leading zeros stays what it is.
  @Test func idsAreText() throws {
    let data = try open("id,image,label\n007,a.png,x\n7,b.png,y\n1e3,c.png,y\n")
    #expect(data.samples(.train).map(\.id) == ["007", "7", "1e3"])
    #expect(data.samples(.train)[0].imagePaths == [folder.path("a.png")])
  }

  @Test func groupsSplitsAndCenters() throws {
    let table = "\u{FEFF}file,label,patient,split,center\r\na.png,x,p1,train,A\r\nb.png,y,,test,\r\n"
    let data = try open(table, columns: ["image": "file", "group": "patient"])
    #expect(data.samples(.train).map(\.group) == ["p1"])
    #expect(data.samples(.train).map(\.center) == ["A"])
    #expect(data.samples(.test).map(\.group) == [nil])
    #expect(data.samples(.test).map(\.id) == ["b.png"])
    #expect(data.samples(.test).map(\.annotation) == [.classIndex(1)])
  }

  @Test func allProblemsAtOnce() {
    let table = "image,label,split\na.png,z,train\n,x,train\nb.png,,train\nc.png,x,val\na.png,x,train\n"
    let found = message { _ = try open(table) }
    #expect(found.contains("t.csv:2: the label \"z\" is none of the classes; allowed: \"x\", \"y\""))
    #expect(found.contains("t.csv:3: the image cell is empty"))
    #expect(found.contains("t.csv:4: the label cell is empty"))
    #expect(found.contains("t.csv:5: the split \"val\" is none; allowed: train, validation, test; write validation"))
  }

  @Test func allProblemsOfARowAtOnce() {
    let found = message { _ = try open("id,image,label,split,region\n7,a.png,z,dev,here\n") }
    #expect(found.contains("t.csv:2: the label \"z\" is none of the classes"))
    #expect(found.contains("t.csv:2: the split \"dev\" is none"))
    #expect(found.contains("t.csv:2: the region \"here\" is none"))
    let states = message { _ = try open("image,x,y\na.png,yes,no\n", .multilabel) }
    #expect(states.contains("\"yes\" in column \"x\"") && states.contains("\"no\" in column \"y\""))
  }

  @Test func missingColumnsAndRows() {
    let found = message { _ = try open("file,klass\na.png,x\n", columns: ["group": "patient"]) }
    #expect(found.contains("there is no column \"image\"; allowed: \"file\", \"klass\""))
    #expect(found.contains("there is no column \"label\""))
    #expect(found.contains("there is no column \"patient\""))
    #expect(message { _ = try open("image,label\n") }.contains("no sample was found"))
    #expect(message { _ = try open("image,label\nq.png,x\n") }.contains("none of the 1 files exists"))
  }

  @Test func oneMissingFileIsAFinding() throws {
    let data = try open("image,label\na.png,x\nq.png,y\n")
    let finding = try #require(data.findings.first { $0.kind == .missingFile })
    #expect(finding.description.contains("q.png"))
    #expect(finding.place.hasSuffix("t.csv:3"))
  }

  @Test func doubledIdsAndGroups() {
    #expect(message { _ = try open("image,label\na.png,x\na.png,y\n") }.contains("the id \"a.png\" is used 2 times"))
    let table = "image,label,group,split\na.png,x,p1,train\nb.png,y,p1,test\nc.png,x,p2,test\n"
    let found = message { _ = try open(table) }
    #expect(found.contains("the group \"p1\" is in \"test\", \"train\""), "\(found)")
    #expect(!found.contains("p2"))
  }

  @Test func multiLabelStates() throws {
    let table = "image,x,y\na.png,1,0\nb.png,,-1\nc.png,0.0,u\nd.png,-1.0,1.0\n"
    let ignored = try open(table, .multilabel).samples(.train).map(\.annotation)
    #expect(
      ignored == [
        .labels([.positive, .negative]), .labels([.unknown, .unknown]), .labels([.negative, .unknown]),
        .labels([.unknown, .positive]),
      ])
    let counted = try open(table, .multilabel, uncertain: .one).samples(.train).map(\.annotation)
    #expect(counted[1] == .labels([.unknown, .positive]))
    #expect(counted[3] == .labels([.positive, .positive]))
  }

  @Test func countsBecomeLabels() throws {
    let table = "image,x cell,y\na.png,3,0\nb.png,0,12\nc.png,,1\n"
    let data = try open(table, .multilabel, columns: ["x": "x cell"], positive: PositiveRule(.above, 0))
    #expect(
      data.samples(.train).map(\.annotation) == [
        .labels([.positive, .negative]), .labels([.negative, .positive]), .labels([.unknown, .positive]),
      ])
    let found = message { _ = try open(table, .multilabel, columns: ["x": "x cell"]) }
    #expect(found.contains("\"3\" in column \"x cell\" is no label state"))
    #expect(found.contains("for counts set positive: \"> 0\""))
  }

  /// In a table of findings -1 is uncertain with a rule too; where numbers have signs it is one of them.
  @Test func minusOneIsUncertainAmongCounts() throws {
    let table = "image,x,y\na.png,-1,1\nb.png,0,-2\n"
    func states(_ rule: PositiveRule, _ uncertain: UncertainPolicy = .ignore) throws -> [Annotation] {
      try open(table, .multilabel, positive: rule, uncertain: uncertain).samples(.train).map(\.annotation)
    }
    let rest = Annotation.labels([.negative, .negative])
    #expect(try states(PositiveRule(.above, 0)) == [.labels([.unknown, .positive]), rest])
    #expect(try states(PositiveRule(.above, 0), .one) == [.labels([.positive, .positive]), rest])
    #expect(try states(PositiveRule(.above, 0), .zero) == [.labels([.negative, .positive]), rest])
    #expect(
      try states(PositiveRule(.below, 0)) == [.labels([.positive, .negative]), .labels([.negative, .positive])])
    #expect(try states(PositiveRule(.above, -1.5))[0] == .labels([.positive, .positive]))
  }

  @Test func masksAndSeveralImages() throws {
    let data = try open("image,mask\na.png; b.png,c.png\n", .segmentation)
    let sample = try #require(data.samples(.train).first)
    #expect(sample.imagePaths == [folder.path("a.png"), folder.path("b.png")])
    #expect(sample.maskPath == folder.path("c.png"))
  }

  /// Case O12: images of one patient, with and without a group column. With one, no patient is in two splits.
  @Test func patientsWithoutGroupColumn() throws {
    var table = "image,label\n"
    for patient in ["p08", "p09"] {
      for number in 0..<3 {
        try folder.write("\(patient)_\(number).png")
        table += "\(patient)_\(number).png,\(patient == "p08" ? "x" : "y")\n"
      }
    }
    let warned = try open(table).findings.first { $0.kind == .noGroup }
    #expect(try #require(warned).description.contains("add a group column"))
    let lines = table.split(separator: "\n").enumerated()
    let grouped = lines.map { $0 == 0 ? "\($1),group" : "\($1),\($1.prefix(3))" }.joined(separator: "\n")
    #expect(try open(grouped).findings.allSatisfy { $0.kind != .noGroup })
    #expect(try sharedPatients(grouped).isEmpty)
    // Half of each class: without groups, of each patient.
    #expect(try sharedPatients(table) == ["p08", "p09"])
  }

  /// Patients in both parts when half of the samples become test samples.
  private func sharedPatients(_ table: String) throws -> Set<String> {
    let task = try open(table).description
    var wish = TaskSplit.Wish()
    wish.test = 0.5
    let split = try TaskSplit(task, wish).run().split
    #expect(split.train.count == 3 && split.test.count == 3)
    let patients = [split.train, split.test].map { ids in Set(ids.map { String($0.prefix(3)) }) }
    return patients[0].intersection(patients[1])
  }

  @Test func spacesAroundGroupsAndCentersDoNotCount() throws {
    let data = try open("image,label,group,center\na.png,x, p1 ,A \nb.png,y,p1,A\nc.png,y, ,\n")
    #expect(data.samples(.train).map(\.group) == ["p1", "p1", nil])
    #expect(data.samples(.train).map(\.center) == ["A", "A", nil])
  }
}
