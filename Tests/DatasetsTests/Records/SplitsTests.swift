import GoldenArrays
import Testing

@testable import Datasets

@Suite struct SplitsTests {
  private func records(_ count: Int, classes: Int, groupSize: Int? = nil, split: Split = .train) -> [SampleRecord] {
    (0..<count).map { index in
      SampleRecord(
        id: "s\(index)", imagePaths: ["/\(index).png"], group: groupSize.map { "g\(index / $0)" }, split: split,
        annotation: .classIndex(index % classes), place: "t.csv:\(index + 2)")
    }
  }

  private func held(_ records: [SampleRecord], _ share: Double = 0.1) -> [SampleRecord] {
    Splits.holdOut(records, share: share).filter { $0.split == .validation }
  }

  @Test func shareIsStratified() {
    let held = held(records(400, classes: 4))
    #expect(held.count == 40)
    for label in 0..<4 { #expect(held.count { $0.annotation == .classIndex(label) } == 10) }
  }

  @Test func groupsStayTogether() {
    let all = Splits.holdOut(records(400, classes: 3, groupSize: 5), share: 0.2)
    let groups = Dictionary(grouping: all, by: { $0.group ?? "" })
    #expect(groups.values.allSatisfy { Set($0.map(\.split)).count == 1 })
    #expect((70...90).contains(all.count { $0.split == .validation }))
  }

  @Test func choiceIsStableAndOrderFree() {
    let all = records(200, classes: 2)
    let first = Set(held(all).map(\.id))
    #expect(first == Set(held(all.reversed()).map(\.id)))
    let grown = Set(held(records(204, classes: 2)).map(\.id))
    #expect(first.intersection(grown).count >= first.count - 2)
  }

  /// Masks have one stratum, the classes of the other task have four: chance would give 4 of 40.
  @Test func tasksOverTheSameImagesHoldMostlyTheSameOut() {
    let classes = records(400, classes: 4)
    let masks = classes.map { record in
      SampleRecord(
        id: record.id, imagePaths: record.imagePaths, split: .train, annotation: .mask("/m.png"), place: record.place)
    }
    let both = Set(held(classes).map(\.id)).intersection(held(masks).map(\.id))
    #expect(both.count >= 28 && held(masks).count == 40, "\(both.count)")
    // The groups decide where there are some, whatever the ids.
    func patients(_ prefix: String, classes: Int) -> [SampleRecord] {
      (0..<400).map { index in
        SampleRecord(
          id: "\(prefix)\(index)", imagePaths: ["/\(prefix)\(index).png"], group: "p\(index / 2)", split: .train,
          annotation: .classIndex(index / 2 % classes), place: "t.csv:\(index + 2)")
      }
    }
    let groups = [("a", 1), ("b", 2)].map { Set(held(patients($0.0, classes: $0.1)).map { $0.group ?? "" }) }
    #expect(groups[0].count == 20 && groups[0].intersection(groups[1]).count >= 14, "\(groups)")
  }

  @Test func rareClassesKeepTheirOnlyTrainingSample() {
    let all = Splits.holdOut(records(5, classes: 5), share: 0.5)
    #expect(all.allSatisfy { $0.split == .train })
  }

  @Test func givenValidationAndTestSamplesStay() {
    let mixed = records(50, classes: 2) + [records(1, classes: 2, split: .validation)[0].moved(to: .validation)]
    #expect(held(mixed, 0.5).count == 1)
    #expect(held(records(50, classes: 2, split: .test), 0.5).isEmpty)
  }

  @Test func stems() {
    #expect(GroupGuess.stem("p08_0") == "p08")
    #expect(GroupGuess.stem("x/p08-12.png") == "p08")
    for id in ["cloud_103.jpeg", "BloodImage_00379.jpg", "007.bmp", "p08_a", "raccoon-63", "12"] {
      #expect(GroupGuess.stem(id) == nil, "\(id)")
    }
  }

  @Test func fingerprintSeesWhatMatters() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("a.png", "one")
    func fingerprint(
      _ id: String = "a", _ split: Split = .train, label: Int = 0, classes: [String] = ["x", "y"]
    ) -> String {
      let record = SampleRecord(id: id, imagePaths: [file], split: split, annotation: .classIndex(label), place: "")
      return Fingerprint.of([record], makeDescription(.classification, source: .table(""), classes: classes))
    }
    let start = fingerprint()
    #expect(start == fingerprint() && start.count == 16)
    let others = [fingerprint("b"), fingerprint("a", .test), fingerprint(label: 1), fingerprint(classes: ["x", "z"])]
    #expect(Set(others + [start]).count == 5)
    try folder.write("a.png", "four")
    #expect(fingerprint() != start)
  }

  /// Vectors of the published algorithm, seed 0.
  @Test func hashVectors() throws {
    #expect(ContentHash.of("").hexadecimal == "ef46db3751d8e999")
    #expect(ContentHash.of("a").hexadecimal == "d24ec4f1a98c6e5b")
    #expect(ContentHash.of("abc").hexadecimal == "44bc2cf5ad770999")
    let long = String(repeating: "0123456789", count: 10)
    var pieces = ContentHash()
    for piece in [long.prefix(3), long.dropFirst(3).prefix(40), long.dropFirst(43)] { pieces.add(String(piece)) }
    #expect(pieces.value == ContentHash.of(long))
    let folder = try TemporaryFolder()
    #expect(try ContentHash.ofFile(folder.write("f", long)) == ContentHash.of(long))
  }

  @Test func fingerprintSeesHowFilesAreRead() {
    func fingerprint(
      page: Int = 0, resolution: Double? = nil, slice: TaskDescription.SliceRule? = nil,
      patch: TaskDescription.PatchRule? = nil
    ) -> String {
      let task = TaskDescription(
        path: "t.yaml", name: "t", labelType: .classification, modality: .natural, source: .table(""),
        classes: ["x", "y"], root: "/", page: page, micrometresPerPixel: resolution, slice: slice, patch: patch)
      return Fingerprint.of([], task)
    }
    let all = [
      fingerprint(), fingerprint(page: 1), fingerprint(resolution: 0.5),
      fingerprint(slice: TaskDescription.SliceRule()), fingerprint(slice: TaskDescription.SliceRule(axis: .first)),
      fingerprint(patch: TaskDescription.PatchRule()), fingerprint(patch: TaskDescription.PatchRule(tissue: 0.25)),
    ]
    #expect(Set(all).count == all.count)
    #expect(fingerprint() == all[0])
  }
}
