import Foundation
import GoldenArrays
import Testing

/// Real DICOM series and whole slides through the built command: looked at, checked, previewed.
@Suite(.enabled(if: dataFolder != nil, "needs the folder of UMEDPT_DATA")) struct RealFormatsTests {
  private let data: TinyData
  private let command: BuiltCommand

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
  }

  /// A task that gives every second file another class; all of them train.
  private func task(_ name: String, _ files: [String], modality: String, more: String) throws -> String {
    // The one slide that does not say its resolution gets it from the table.
    let rows = files.enumerated().map {
      "\($1),\($1),\($0 % 2 == 0 ? "one" : "two"),\($1.hasPrefix("tcga") ? "0.25" : "")"
    }
    try data.table(name, "id,image,label,mpp", rows)
    let text = """
      schema_version: 1
      name: \(name)
      label_type: classification
      modality: \(modality)
      classes: [one, two]
      root: \(dataFolder ?? "")/\(name)
      table: samples.csv
      \(more)

      """
    return try data.folder.write(text, to: "\(name)/task.yaml")
  }

  private func names(_ folder: String, _ isWanted: (String) -> Bool) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(dataFolder ?? "")/\(folder)").filter(isWanted).sorted()
  }

  private func expectUsable(_ task: String) throws {
    let check = try command.run("check", task, "--html", data.folder.path("check.html"))
    #expect(check.code == 0, "\(check.stdout)")
    let preview = try command.run("preview", task, "--count", "4", "--size", "96", "-o", data.folder.path("sheets"))
    #expect(preview.code == 0, "\(preview.stderr)")
    #expect(preview.stdout.split(separator: "\n").count == 2)
  }

  @Test func seriesOfScanners() throws {
    let series = try names("dicom_series") { !$0.hasSuffix(".json") }
    let inspected = try command.run("inspect", "\(dataFolder ?? "")/dicom_series/\(series[0])", "--json")
    #expect(inspected.code == 0 && inspected.stdout.contains("\"DICOM\""), "\(inspected.stderr)")
    try expectUsable(task("dicom_series", series, modality: "mri", more: "slice: {axis: 2}"))
  }

  @Test func slidesOfScanners() throws {
    let slides = try names("wsi_slides") { $0.hasSuffix(".svs") }
    let inspected = try command.run("inspect", "\(dataFolder ?? "")/wsi_slides/\(slides[0])", "--json")
    #expect(inspected.code == 0 && inspected.stdout.contains("\"mpp\""), "\(inspected.stderr)")
    try expectUsable(task("wsi_slides", slides, modality: "histology", more: "patch: {mpp: 1}"))
  }
}
