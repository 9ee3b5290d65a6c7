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

  @Test func oneRunTrainsOnAllOfThem() throws {
    let tasks = try [volumes(), slides(), films(), data.classification("shades", .init(train: 6, test: 4))]
    let run = try data.run(tasks, steps: 3, more: ["evaluation: {at_end: true}"])
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
    #expect(try command.run("preview", run, "--count", "3", "-o", data.folder.at("sheets")).code == 0)
  }

  /// A bright ball in axial series whose file names run against the order of the slices; labels as NIfTI on the same grid.
  private func volumes() throws -> String {
    let (edge, count) = (48, 20)
    let rows = try (0..<4).map { number -> String in
      let folder = "volumes/series\(number)"
      try FileManager.default.createDirectory(atPath: data.folder.at(folder), withIntermediateDirectories: true)
      var labels = [Float](repeating: 0, count: edge * edge * count)
      for z in 0..<count {
        var values: [Int] = []
        for y in 0..<edge {
          for x in 0..<edge {
            let (dx, dy, dz) = (x - 20, y - 26, z - 8 - number)
            let isInside = dx * dx + dy * dy + 4 * dz * dz < 120
            values.append((isInside ? 900 : 200) + (x * 7 + y * 3 + z) % 50)
            labels[(z * edge + edge - 1 - y) * edge + edge - 1 - x] = isInside ? 1 : 0
          }
        }
        var slice = SmallDicom(rows: edge, columns: edge, values: values)
        slice.place([0, 0, 2 * Double(z)], [1, 0, 0, 0, 1, 0], spacing: [1, 1], series: "1.2.\(number)")
        try data.folder.write(Data(slice.bytes), to: "\(folder)/\(count - z).dcm")
      }
      // Columns run to the left and rows to the back: right and front are reversed.
      let reach = Double(1 - edge)
      let grid = Volume(
        size: [edge, edge, count], spacing: [1, 1, 2], origin: [reach, reach, 0],
        direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], voxels: labels)
      try VolumeWriter.write(grid, to: data.folder.at("volumes/labels\(number).nii"), as: .uint8)
      return "v\(number),series\(number),labels\(number).nii,\(number == 3 ? "test" : "train")"
    }
    try data.table("volumes", "id,image,mask,split", rows)
    return try data.task("volumes", "segmentation", classes: "background, ball", ["table: samples.csv"])
  }

  private func slides() throws -> String {
    for number in 0..<3 {
      let level: TiledTiff.Level = (
        256, 256,
        { row, column in
          let distance = (row - 128) * (row - 128) + (column - 128) * (column - 128)
          return distance < 6400 ? (UInt8(150 + (row + column * number) % 40), 60, 160) : (245, 245, 245)
        }
      )
      let bytes = TiledTiff(levels: [level], pixelsPerCentimetre: 20_000).bytes
      try data.folder.write(Data(bytes), to: "slides/s\(number).tif")
      let ring = [(88, 88), (168, 88), (168, 168), (88, 168), (88, 88)].map { "[\($0.0),\($0.1)]" }
      try data.folder.write(
        """
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[\(ring.joined(separator: ","))]]},
         "properties": {"classification": {"name": "gland"}}}
        """, to: "slides/s\(number).geojson")
    }
    let rows = (0..<3).map { "s\($0),s\($0).tif,s\($0).geojson,\($0 == 2 ? "test" : "train")" }
    try data.table("slides", "id,image,mask,split", rows)
    return try data.task(
      "slides", "segmentation", classes: "background, gland", ["table: samples.csv", "patch: {mpp: 0.5}"])
  }

  /// Single DICOM pictures of either polarity.
  private func films() throws -> String {
    let rows = try (0..<6).map { number -> String in
      var film = SmallDicom(rows: 40, columns: 50, values: (0..<2000).map { ($0 * 31 + number * 997) % 60_000 })
      if number % 2 == 0 { film.set(0x0028_0004, text: "MONOCHROME1", "CS") }
      film.set(0x0008_0060, text: "DX", "CS")
      try data.folder.write(Data(film.bytes), to: "films/\(number).dcm")
      return "f\(number),\(number).dcm,\(number % 2 == 0 ? "one" : "two"),\(number > 3 ? "test" : "train")"
    }
    try data.table("films", "id,image,label,split", rows)
    return try data.task("films", "classification", classes: "one, two", ["table: samples.csv"])
  }
}
