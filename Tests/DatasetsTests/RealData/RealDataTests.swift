import Foundation
import GoldenArrays
import Imaging
import Testing

@testable import Datasets

/// The public sets of the mini database, where they are at hand.
@Suite(.enabled(if: dataFolder != nil, "UMEDPT_DATA is not set and ../shared/data is absent"))
struct RealDataTests {
  /// Counts as the data's README states them.
  @Test(arguments: [
    ("bccd_det", 292, 72), ("dsb2018_nuclei", 76, 28), ("monuseg_nuclei", 5, 3), ("wbc1_cls", 120, 50),
    ("wbc1_seg", 120, 50), ("cxr_anat_seg", 31, 13), ("cxr_findings", 31, 13), ("cxr_lung_det", 56, 30),
    ("chula_rbc", 34, 14), ("head_ct_cls", 32, 16), ("natural_weather_cls", 232, 120), ("natural_raccoon_det", 45, 18),
    ("hippocampus_seg", 98, 42),
  ])
  func samplesOfTheMiniDatabase(_ name: String, train: Int, test: Int) throws {
    let data = try Dataset.open(example(name))
    #expect(data.samples(.train).count == train)
    #expect(data.samples(.test).count == test)
    #expect(!data.findings.contains { $0.kind == .missingFile })
  }

  @Test func textIdsOfTheSource() throws {
    let data = try Dataset.open(example("wbc1_cls"))
    #expect(data.samples(.train).contains { $0.id == "images/002.bmp" })
  }

  @Test(arguments: ["monuseg_nuclei", "head_ct_cls", "cxr_lung_det"])
  func checksFindNoError(_ name: String) throws {
    let folder = try TemporaryFolder()
    let check = TaskCheck(cache: VerdictCache(folder: folder.path))
    let report = try check.run(example(name))
    #expect(report.findings.filter { $0.severity == .error }.map(\.description) == [])
    #expect(report.decoded > 0)
    #expect(try check.run(example(name)).decoded == 0)
  }

  @Test func classFoldersAndTablesAgree() throws {
    let folder = "\(dataFolder ?? "")/natural_weather_cls"
    let classes = ["cloud", "rain", "shine", "sunrise"]
    let byFolder = try Dataset.open(makeDescription(.classification, source: .folder(folder), classes: classes))
    let byTable = try Dataset.open(example("natural_weather_cls"))
    for split in Split.allCases {
      let listed = Set(byFolder.samples(split).map { "\($0.id) \($0.labelText)" })
      #expect(listed == Set(byTable.samples(split).map { "\($0.id) \($0.labelText)" }))
    }
  }

  @Test func oneStepOverEveryLabelType() throws {
    let names = ["natural_weather_cls", "chula_rbc", "cxr_anat_seg", "bccd_det", "monuseg_nuclei"]
    let tasks = try names.map {
      try TaskStream(Dataset.open(example($0)), size: 96, batch: 2, augmentation: AugmentationPreset.named("none"))
    }
    let stream = BatchStream(tasks: tasks, seed: 1, options: BatchStreamOptions(threads: 2))
    for _ in names {
      let batch = try stream.next()
      #expect(batch.images.contains { $0 > 0 })
      for (target, valid) in zip(batch.targets, batch.validSizes) { try expectFits(target, valid, batch) }
    }
  }

  private func expectFits(_ target: Target, _ valid: (height: Int, width: Int), _ batch: HostBatch) throws {
    switch target {
    case .mask(let mask):
      #expect(mask[valid.height - 1, valid.width - 1] != LabelMap.ignore)
      #expect(mask.values.allSatisfy { $0 < 5 || $0 == LabelMap.ignore })
    case .boxes(let boxes):
      #expect(!boxes.isEmpty && boxes.allSatisfy { $0.x1 <= Float(valid.width) && $0.y1 <= Float(valid.height) })
    case .labels(let states): #expect(states.count == 12)
    case .classIndex(let index): #expect((0..<4).contains(index))
    }
  }

  @Test func slicesOfVolumes() throws {
    let task = try example("hippocampus_seg")
    let data = try Dataset.open(task)
    let options = BatchStreamOptions(threads: 2, budgetBytes: 12 << 20)
    let none = try AugmentationPreset.named("none")
    let stream = BatchStream(
      tasks: [try TaskStream(data, size: 64, batch: 4, augmentation: none)], seed: 3, options: options)
    let batch = try stream.next()
    #expect(batch.depth == .float32 && batch.ids.allSatisfy { $0.contains(".nii.gz#z") })
    let reader = EvaluationReader(task)
    let references = try reader.references([data.samples(.test)[0]])
    #expect(references.count > 20 && references[5].id == "\(data.samples(.test)[0].id)#z5")
    let classes = try references.reduce(into: Set<UInt16>()) { classes, reference in
      let sample = try reader.read(reference, .full)
      guard case .mask(let mask) = sample.target else { throw TestProblem("no mask") }
      #expect((mask.height, mask.width) == (sample.image.raster.height, sample.image.raster.width))
      #expect(sample.image.raster.floats.allSatisfy { (0...1).contains($0) })
      classes.formUnion(mask.values)
    }
    #expect(classes == [0, 1, 2])
  }

  /// 0, 128 and 255 without a map: the proposal is the map of the example.
  @Test func missingMapOfARealSetIsProposed() throws {
    let given = try example("wbc1_seg")
    let bare = makeDescription(.segmentation, source: given.source, classes: given.classes, root: given.root)
    let columns = Set(given.columns.filter { $0.key != $0.value }.keys)
    try #require(columns.isEmpty)
    let report = try TaskCheck(cache: nil).run(bare)
    let finding = try #require(report.findings.first { $0.kind == .maskValues })
    #expect(try #require(finding.hint).hasSuffix("values: {0: background, 128: cytoplasm, 255: nucleus}"))
  }
}
