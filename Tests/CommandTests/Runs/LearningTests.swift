import Foundation
import Imaging
import Testing

/// From files to losses that fall: a quick run through the command that fails where anything between a picture and an
/// update no longer lets the model learn. `umedpt demo` shows the same of all label types in minutes.
@Suite struct LearningTests {
  private let data: TinyData

  init() throws { data = try TinyData() }

  private static let count = 16

  @Test func twoTasksLearnTogether() throws {
    let config = try data.run([bars(), discs()], steps: 30, batch: 4, more: ["optimizer: {learning_rate: 3e-4}"])
    let result = try BuiltCommand(data.folder).run(
      "train", config, "tasks[0].augmentation=none", "tasks[1].augmentation=none")
    #expect(result.code == 0, "\(result.stderr)")
    let run = try #require(data.runs.first)
    for task in ["bars", "discs"] {
      let losses = try losses(of: task, run)
      try #require(losses.count == 30)
      let (first, last) = (mean(losses.prefix(5)), mean(losses.suffix(5)))
      #expect(last < 2 / 3 * first, "\(task): \(losses)")
    }
  }

  /// Bars that stand or lie, and are of one brightness otherwise.
  private func bars() throws -> String {
    let rows = try (0..<Self.count).map { number in
      let stands = number.isMultiple(of: 2)
      let bytes = pixels(number) { y, x in ((stands ? x : y) + number) / 4 % 2 == 0 ? 150 : 60 }
      try data.png(Raster(height: TinyData.edge, width: TinyData.edge, bytes: bytes), "bars/\(number).png")
      return "b\(number),\(number).png,\(stands ? "standing" : "lying")"
    }
    try data.table("bars", "id,image,label", rows)
    return try data.task("bars", "classification", classes: "lying, standing", ["table: samples.csv"])
  }

  /// A disc that lies elsewhere in each picture, so that no mask fits another picture.
  private func discs() throws -> String {
    let edge = TinyData.edge
    let rows = try (0..<Self.count).map { number in
      let (row, column) = (14 + number * 11 % 37, 14 + number * 23 % 37)
      let isInside = { (y: Int, x: Int) in (y - row) * (y - row) + (x - column) * (x - column) < 144 }
      let bytes = pixels(number) { y, x in isInside(y, x) ? 170 : 60 }
      try data.png(Raster(height: edge, width: edge, bytes: bytes), "discs/\(number).png")
      let values = (0..<edge * edge).map { UInt16(isInside($0 / edge, $0 % edge) ? 1 : 0) }
      try data.png(LabelMap(height: edge, width: edge, values: values), "discs/\(number)-mask.png")
      return "d\(number),\(number).png,\(number)-mask.png"
    }
    try data.table("discs", "id,image,mask", rows)
    return try data.task("discs", "segmentation", classes: "ground, disc", ["table: samples.csv"])
  }

  /// Grey levels with noise, three bytes a pixel.
  private func pixels(_ number: Int, level: (_ y: Int, _ x: Int) -> Int) -> [UInt8] {
    var state = UInt32(number * 7919 + 4711)
    return (0..<TinyData.edge * TinyData.edge).flatMap { place in
      state = state &* 1_664_525 &+ 1_013_904_223
      let value = level(place / TinyData.edge, place % TinyData.edge) + Int(state >> 27)
      return [UInt8](repeating: UInt8(value), count: 3)
    }
  }

  private func losses(of task: String, _ run: String) throws -> [Double] {
    try text(of: run + "/metrics.jsonl").split(separator: "\n").map { try json(String($0)) }.compactMap { line in
      line["name"] as? String == "loss" && line["task"] as? String == task ? line["value"] as? Double : nil
    }
  }

  private func mean(_ values: ArraySlice<Double>) -> Double { values.reduce(0, +) / Double(values.count) }
}
