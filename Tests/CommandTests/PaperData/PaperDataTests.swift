import Datasets
import Foundation
import Imaging
import Testing

/// Each description of the paper's data: its import line works on a folder of the distributed layout, and what it
/// writes is what the description reads.
@Suite struct PaperDataTests {
  /// What the tiny layout holds: classes, samples by split.
  private static let expected: [String: (classes: Int, train: Int, validation: Int, test: Int)] = [
    "amos22_ct": (16, 2, 0, 1), "conic": (6, 2, 0, 0), "picai": (2, 3, 0, 0), "panda_seg": (6, 3, 0, 0),
    "panda_cls": (6, 6, 0, 0), "vinbigdata": (14, 15, 0, 0), "crag": (2, 2, 0, 1), "brats2020": (4, 8, 0, 0),
    "crc": (9, 126, 0, 9), "arvaniti": (4, 2, 0, 1), "cyto": (21, 21, 0, 0), "chexpert": (14, 4, 0, 4),
    "siim": (2, 3, 0, 0), "imagenet": (2, 2, 0, 0), "radimagenet": (2, 2, 2, 2), "coco_seg": (81, 1, 1, 0),
    "coco_det": (80, 1, 1, 0), "crc_wsi": (9, 126, 0, 9), "pneumo_cxr": (2, 118, 0, 12), "tuber_cxr": (2, 105, 0, 45),
    "cns_mri": (4, 106, 0, 46), "bach_wsi": (4, 128, 0, 32), "bhis_mic": (2, 112, 0, 48),
    "organseg_mri": (16, 20, 0, 3),
  ]

  private func run(_ name: String, in data: TinyData) throws -> PaperDescription {
    let description = try PaperDescription(name)
    let layouts = PaperLayouts(data: data)
    try layouts.write(name)
    for command in description.commands {
      let result = try Shell.run(command, data: data, environment: ["UMEDPT_DATA": layouts.path])
      #expect(result.code == 0, "\(command)\n\(result.stderr)")
    }
    return description
  }

  /// The document of a check.
  private func check(_ path: String, in data: TinyData) throws -> [String: Any] {
    let environment = ["UMEDPT_DATA": PaperLayouts(data: data).path]
    let result = try BuiltCommand(data.folder).run("check", path, "--json", environment: environment)
    return try json(result.stdout)
  }

  private func errors(_ document: [String: Any]) -> [[String: Any]] {
    let tasks = document["tasks"] as? [[String: Any]] ?? []
    let findings = tasks.flatMap { $0["findings"] as? [[String: Any]] ?? [] }
    return findings.filter { $0["severity"] as? String == "error" }
  }

  @Test(arguments: PaperDescription.pretraining + PaperDescription.benchmark)
  func theImportLineMakesWhatTheDescriptionReads(name: String) throws {
    let data = try TinyData()
    let description = try run(name, in: data)
    let root = PaperLayouts(data: data).path
    let task = try TaskDescription.read(path: description.path, environment: ["UMEDPT_DATA": root])
    let written = try TaskDescription.read(path: "\(root)/tasks/\(name)/task.yaml", environment: [:])
    #expect(task.name == name && task.labelType == written.labelType && task.modality == written.modality)
    #expect(task.classes == written.classes && task.maskValues == written.maskValues && task.columns == written.columns)
    let expected = try #require(Self.expected[name])
    let set = try Dataset.open(task)
    #expect(task.classes.count == expected.classes)
    let counts = Split.allCases.map { set.samples($0).count }
    #expect(counts == [expected.train, expected.validation, expected.test])
    // Both read the same files, wherever their roots lie.
    let other = try Dataset.open(written)
    func files(_ set: Dataset) -> Set<String> {
      Set(set.allSamples.flatMap { $0.imagePaths + [$0.maskPath ?? ""] }.map(Self.resolved))
    }
    #expect(files(set) == files(other))
    let document = try check(description.path, in: data)
    #expect(document["errors"] as? Int == 0, "\(errors(document))")
  }

  private static func resolved(_ path: String) -> String {
    path.isEmpty ? "" : URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  /// As large as their slides, tiled, and with the value in red alone: too large to be read as a whole.
  @Test func pandasMasksAreReadPlaceByPlace() throws {
    let data = try TinyData()
    let description = try run("panda_seg", in: data)
    let task = try TaskDescription.read(
      path: description.path, environment: ["UMEDPT_DATA": PaperLayouts(data: data).path])
    for path in try Dataset.open(task).samples(.train).map(\.maskPath) {
      let mask = try Slide(#require(path))
      #expect(mask.width * mask.height > 16_000_000 && mask.levels.map(\.downsample) == [1, 4, 16])
    }
    let document = try check(description.path, in: data)
    #expect(document["errors"] as? Int == 0, "\(errors(document))")
    let tasks = try #require(document["tasks"] as? [[String: Any]])
    let classes = try #require(tasks.first?["classes"] as? [[String: Any]])
    #expect(classes.compactMap { $0["counts"] as? [String: Int] } == [[String: Int]](repeating: ["train": 3], count: 6))
  }

  // MARK: What the descriptions say

  private static let labelWords = [
    "classification": "classification", "multilabel": "multi-label", "segmentation": "segmentation",
    "detection": "detection",
  ]
  /// Where the label belongs to more than a sample.
  private static let widerLabels = [
    "picai": "takes the label of its case (paper silent", "panda_cls": "takes the grade of its slide (paper silent",
    "arvaniti": "takes the labels of its core (paper silent", "bach_wsi": "takes the label of its image (paper silent",
  ]

  @Test(arguments: PaperDescription.pretraining + PaperDescription.benchmark)
  func everyDescriptionSaysWhatItChose(name: String) throws {
    let description = try PaperDescription(name)
    let comment = description.comment
    #expect(description.commands.first?.hasPrefix("umedpt import ") == true)
    #expect(PaperDescription.pretraining.contains(name) || description.commands.count == 2)
    let expected = try #require(Self.expected[name])
    // The tiny folders have two classes of these.
    let count = ["imagenet": "1,000", "radimagenet": "165"][name] ?? "\(expected.classes)"
    let type = try #require(Self.labelWords[description.value(of: "label_type") ?? ""])
    #expect(try comment.contains(Regex(", \(type), K = \(count)[ ,]")), "\(name): label type and K")
    // The size of the run's settings, and who chose it.
    let size = try description.sizeInPretraining() ?? "[0-9]+"
    let silent = #"(paper silent|the paper's|the (patches|pictures)' own)"#
    #expect(try comment.contains(Regex("(size|patches of) \(size) \\(\(silent)")), "\(name): size")
    if description.value(of: "slice") != nil {
      #expect(try comment.contains(Regex("([Aa]xial s|S)lices [^.]*\\(paper silent on the axis")), "\(name): axis")
    }
    if let wider = Self.widerLabels[name] { #expect(comment.contains(wider), "\(name): whose label it is") }
    // All for training: the paper names no split.
    if expected.validation + expected.test == 0 { #expect(comment.contains("silent on the split"), "\(name): split") }
    // A source that can be looked up, or none.
    let layout = try #require(comment.split(separator: "Layout: ", maxSplits: 1).dropFirst().first, "\(name): layout")
    let isRead = try layout.contains(Regex("read in [A-Za-z0-9_.-]+/[A-Za-z0-9_.-]*[A-Za-z0-9_-]"))
    #expect(isRead || layout.contains("from memory, not checked"), "\(name): where the layout is from")
    #expect(!layout.contains("several") && !layout.contains("other public"), "\(name): a source without a name")
  }

  /// The nested draws of the paper's series, by the key of the description.
  @Test func subsetsOfABenchmarkTask() throws {
    let data = try TinyData()
    let description = try run("tuber_cxr", in: data)
    let root = PaperLayouts(data: data).path
    var last: Set<String> = []
    for percent in [1, 5, 10, 25, 50, 100] {
      let text = description.text.replacing(
        "splits: ${UMEDPT_DATA}/tasks/tuber_cxr/splits.json",
        with: "splits: {file: \"${UMEDPT_DATA}/tasks/tuber_cxr/splits.json\", percent: \(percent), repeat: 4}")
      let path = try data.folder.write(text, to: "subset.yaml")
      let set = try Dataset.open(TaskDescription.read(path: path, environment: ["UMEDPT_DATA": root]))
      let ids = Set(set.samples(.train).map(\.id))
      #expect(last.isSubset(of: ids) && set.samples(.test).count == 45)
      #expect(abs(Double(ids.count) - 1.05 * Double(percent)) <= 1.5)
      last = ids
    }
  }

  @Test func oneSettingsFileChecksAndTrainsAllSeventeen() throws {
    let data = try TinyData()
    for name in PaperDescription.pretraining { _ = try run(name, in: data) }
    let document = try check(PaperDescription.settings, in: data)
    #expect((document["settings"] as? [String])?.isEmpty == true)
    #expect(document["errors"] as? Int == 0, "\(errors(document))")
    let tasks = try #require(document["tasks"] as? [[String: Any]])
    #expect(tasks.compactMap { $0["task"] as? String } == PaperDescription.pretraining)
    let types = Dictionary(grouping: tasks.compactMap { $0["label_type"] as? String }, by: { $0 }).mapValues(\.count)
    #expect(types == ["classification": 6, "multilabel": 2, "segmentation": 6, "detection": 3])
    try trainOneStep(in: data)
  }

  /// The settings file with a small model and small images: each of the 17 tasks gives a loss.
  private func trainOneStep(in data: TinyData) throws {
    let small = PaperDescription.pretraining.indices.flatMap { ["tasks[\($0)].size=64", "tasks[\($0)].batch=1"] }
    let settings = [
      "model.size=nano", "training.steps=1", "training.precision=fp32", "training.log_every_steps=1",
      "loader.threads=1", "loader.budget_mb=64", "evaluation.at_end=false",
    ]
    let result = try BuiltCommand(data.folder).run(
      ["train", PaperDescription.settings] + settings + small,
      environment: ["UMEDPT_DATA": PaperLayouts(data: data).path])
    #expect(result.code == 0, "\(result.stderr)")
    let run = try #require(data.runs.first)
    let metrics = try text(of: run + "/metrics.jsonl")
    for name in PaperDescription.pretraining { #expect(metrics.contains("\"task\":\"\(name)\""), "\(name)") }
    #expect(!FileManager.default.fileExists(atPath: run + "/quarantine.csv"))
  }
}

/// Runs a command line as a shell does.
enum Shell {
  static func run(_ command: String, data: TinyData, environment: [String: String]) throws -> BuiltCommand.Result {
    let script = command.replacing("umedpt ", with: "\"\(BuiltCommand.built)\" ", maxReplacements: 1)
    return try BuiltCommand(data.folder, executable: "/bin/sh").run(["-c", script], environment: environment)
  }
}
