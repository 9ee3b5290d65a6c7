import Foundation
import GoldenArrays
import Imaging
import Testing

/// Volumes as DICOM series, whole slides, single DICOM pictures and PNG, all in one run through the built command.
@Suite struct MixedFormatsTests {
  private let data: TinyData
  private let command: BuiltCommand

  init() throws {
    data = try TinyData()
    command = BuiltCommand(data.folder)
  }

  /// `UMEDPT_MIXED_STEPS=200` trains longer and prints the scores, for Docs/results.md.
  private static let steps = ProcessInfo.processInfo.environment["UMEDPT_MIXED_STEPS"].flatMap { Int($0) }

  @Test func oneRunTrainsOnAllOfThem() throws {
    let tasks = try [volumes(), slides(), films(), data.classification("shades", .init(train: 6, test: 4))]
    let run = try data.run(tasks, steps: Self.steps ?? 3, more: ["evaluation: {at_end: true}"])
    let check = try command.run("check", run)
    #expect(check.code == 0, "\(check.stdout)")
    let trained = try command.run("train", run)
    #expect(trained.code == 0, "\(trained.stderr)")
    for name in ["volumes", "slides", "films", "shades"] { #expect(trained.stdout.contains(name)) }
    let folder = try #require(data.runs.first)
    let log = try text(of: folder + "/log.txt")
    // Case O08: what was applied to a film is in the log.
    #expect(log.contains("inverted"))
    #expect(log.contains("reads from memory"))
    let scores = try json(of: folder + "/eval/summary.json")
    let names = (scores["tasks"] as? [[String: Any]])?.compactMap { $0["task"] as? String }
    #expect(Set(names ?? []) == ["volumes", "slides", "films", "shades"])
    let again = try command.run("eval", folder, "--split", "test")
    #expect(again.code == 0, "\(again.stderr)")
    if Self.steps != nil { print(again.stdout) }
    #expect(try command.run("preview", run, "--count", "3", "-o", data.folder.path("sheets")).code == 0)
  }

  /// A bright ball in axial series whose file names run against the order of the slices; labels as NIfTI on the same
  /// grid, or as a series too.
  private func volumes() throws -> String {
    let (edge, count) = (48, 20)
    let rows = try (0..<4).map { number -> String in
      let folder = "volumes/series\(number)"
      var labels = [Float](repeating: 0, count: edge * edge * count)
      for z in 0..<count {
        var (values, classes): ([Int], [Int]) = ([], [])
        for y in 0..<edge {
          for x in 0..<edge {
            let (dx, dy, dz) = (x - 20, y - 26, z - 8 - number)
            let isInside = dx * dx + dy * dy + 4 * dz * dz < 120
            values.append((isInside ? 900 : 200) + (x * 7 + y * 3 + z) % 50)
            classes.append(isInside ? 1 : 0)
            labels[(z * edge + edge - 1 - y) * edge + edge - 1 - x] = isInside ? 1 : 0
          }
        }
        for (name, stored) in [(folder, values), ("volumes/labels\(number)", classes)] {
          var slice = SmallDicom(rows: edge, columns: edge, values: stored)
          slice.place([0, 0, 2 * Double(z)], [1, 0, 0, 0, 1, 0], spacing: [1, 1], series: "1.2.\(number)")
          try data.folder.write(Data(slice.bytes), to: "\(name)/\(count - z).dcm")
        }
      }
      // Columns run to the left and rows to the back: right and front are reversed.
      let reach = Double(1 - edge)
      let grid = Volume(
        size: [edge, edge, count], spacing: [1, 1, 2], origin: [reach, reach, 0],
        direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], voxels: labels)
      try VolumeWriter.write(grid, to: data.folder.path("volumes/labels\(number).nii"), as: .uint8)
      let mask = number % 2 == 0 ? "labels\(number).nii" : "labels\(number)"
      return "v\(number),series\(number),\(mask),\(number == 3 ? "test" : "train")"
    }
    try data.table("volumes", "id,image,mask,split", rows)
    return try data.task("volumes", "segmentation", classes: "background, ball", ["table: samples.csv"])
  }

  private func slides() throws -> String {
    for number in 0..<4 {
      let glands = [Square(row: 60 + 8 * number, column: 110), Square(row: 140, column: 70 + 12 * number)]
      let level: TiledTiff.Level = (
        256, 256,
        { row, column in
          let shade = UInt8((row + column * number) % 40)
          if glands.contains(where: { $0.contains(row, column) }) { return (110 + shade, 50, 140) }
          let distance = (row - 128) * (row - 128) + (column - 128) * (column - 128)
          return distance < 10_000 ? (200 + shade, 150, 190) : (245, 245, 245)
        }
      )
      let bytes = TiledTiff(levels: [level], pixelsPerCentimetre: 20_000).bytes
      try data.folder.write(Data(bytes), to: "slides/s\(number).tif")
      try data.folder.write("[\(glands.map(\.feature).joined(separator: ","))]", to: "slides/s\(number).geojson")
    }
    let rows = (0..<4).map { "s\($0),s\($0).tif,s\($0).geojson,\($0 == 3 ? "test" : "train")" }
    try data.table("slides", "id,image,mask,split", rows)
    return try data.task(
      "slides", "segmentation", classes: "background, gland", ["table: samples.csv", "patch: {mpp: 0.5}"])
  }

  /// A structure of a slide as pixels and as QuPath's outline.
  private struct Square {
    let row: Int
    let column: Int
    private let edge = 44

    func contains(_ row: Int, _ column: Int) -> Bool {
      (self.row..<self.row + edge).contains(row) && (self.column..<self.column + edge).contains(column)
    }

    var feature: String {
      let (right, bottom) = (column + edge, row + edge)
      return """
        {"type": "Feature", "properties": {"classification": {"name": "gland"}}, "geometry": {"type": "Polygon",
         "coordinates": [[[\(column),\(row)],[\(right),\(row)],[\(right),\(bottom)],[\(column),\(bottom)],[\(column),\(row)]]]}}
        """
    }
  }

  /// Single DICOM pictures of either polarity, with bright bars that lie or stand.
  private func films() throws -> String {
    let rows = try (0..<30).map { number -> String in
      let (stands, isInverted) = (number % 2 == 0, number % 3 == 0)
      let values = (0..<40 * 50).map { pixel -> Int in
        let along = stands ? pixel % 50 : pixel / 50
        let value = ((along + number) / 5 % 3 == 0 ? 40_000 : 8_000) + (pixel * 7919 + number * 997) % 9000
        return isInverted ? 65_535 - value : value
      }
      var film = SmallDicom(rows: 40, columns: 50, values: values)
      if isInverted { film.set(0x0028_0004, text: "MONOCHROME1", "CS") }
      film.set(0x0008_0060, text: "DX", "CS")
      try data.folder.write(Data(film.bytes), to: "films/\(number).dcm")
      return "f\(number),\(number).dcm,\(stands ? "standing" : "lying"),\(number > 19 ? "test" : "train")"
    }
    try data.table("films", "id,image,label,split", rows)
    return try data.task("films", "classification", classes: "lying, standing", ["table: samples.csv"])
  }
}
