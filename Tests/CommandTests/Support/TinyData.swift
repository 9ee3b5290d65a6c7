import Foundation
import GoldenArrays
import Imaging

/// Tiny data sets and run settings, written by the tests themselves.
struct TinyData {
  let folder: TemporaryFolder

  /// Edge of every picture in pixels.
  static let edge = 64

  /// Tables name this many training and test samples.
  struct Counts {
    var train = 6
    var test = 0
  }

  init() throws { folder = try TemporaryFolder() }

  // MARK: Tasks

  /// Classification of bright and dark pictures. `pictures` may add rows or spoil files afterwards.
  func classification(_ name: String = "shades", _ counts: Counts = Counts()) throws -> String {
    let rows = try rows(counts) { index, split in
      let file = "images/\(split)-\(index).png"
      try png(Self.picture(seed(index, split), brightness: index.isMultiple(of: 2) ? 60 : 180), "\(name)/\(file)")
      return "\(split)\(index),\(file),\(index.isMultiple(of: 2) ? "dark" : "bright"),\(split)"
    }
    try table(name, "id,image,label,split", rows)
    return try task(name, "classification", classes: "dark, bright", ["table: samples.csv"])
  }

  /// Two labels a picture: bright or not, with a square or not.
  func multiLabel(_ name: String = "marks", _ counts: Counts = Counts()) throws -> String {
    let rows = try rows(counts) { index, split in
      let file = "images/\(split)-\(index).png"
      let (isBright, hasSquare) = (index.isMultiple(of: 2), index.isMultiple(of: 3))
      let picture = Self.picture(
        seed(index, split) + 50, brightness: isBright ? 110 : 30, square: hasSquare ? 220 : nil)
      try png(picture, "\(name)/\(file)")
      return "\(split)\(index),\(file),\(isBright ? 1 : 0),\(hasSquare ? 1 : 0),\(split)"
    }
    try table(name, "id,image,bright,square,split", rows)
    return try task(name, "multilabel", classes: "bright, square", ["table: samples.csv"])
  }

  /// Segmentation of a square on a ground.
  /// - Parameter stored: the values of ground and square in the masks.
  func segmentation(
    _ name: String = "squares", stored: (UInt16, UInt16) = (0, 1), values: String? = nil, _ counts: Counts = Counts()
  ) throws -> String {
    let rows = try rows(counts) { index, split in
      let (image, mask) = ("images/\(split)-\(index).png", "masks/\(split)-\(index).png")
      try png(Self.picture(seed(index, split), brightness: 40, square: 200), "\(name)/\(image)")
      try png(Self.mask(stored), "\(name)/\(mask)")
      return "\(split)\(index),\(image),\(mask),\(split)"
    }
    try table(name, "id,image,mask,split", rows)
    return try task(
      name, "segmentation", classes: "ground, square", ["table: samples.csv"] + (values.map { ["values: \($0)"] } ?? [])
    )
  }

  /// Detection of the same square, or of nothing at all; all pictures are for training.
  func detection(_ name: String = "boxes", withBoxes: Bool = true, count: Int = 4) throws -> String {
    let images = try (0..<count).map { index in
      try png(Self.picture(index, brightness: 40, square: withBoxes ? 200 : nil), "\(name)/\(index).png")
      return #"{"id": \#(index), "file_name": "\#(index).png", "width": \#(Self.edge), "height": \#(Self.edge)}"#
    }
    let boxes = (0..<(withBoxes ? count : 0)).map { index in
      #"{"id": \#(index), "image_id": \#(index), "category_id": 1, "bbox": [16, 16, 32, 32], "area": 1024, "iscrowd": 0}"#
    }
    try folder.write(
      """
      {"images": [\(images.joined(separator: ","))], "annotations": [\(boxes.joined(separator: ","))],
       "categories": [{"id": 1, "name": "square"}]}
      """, to: "\(name)/train.json")
    return try task(name, "detection", classes: "square", ["coco: {train: train.json}"])
  }

  /// A task description in a folder of its name.
  func task(_ name: String, _ labelType: String, classes: String, _ source: [String]) throws -> String {
    let lines =
      ["schema_version: 1", "name: \(name)", "label_type: \(labelType)", "modality: natural", "classes: [\(classes)]"]
      + source
    return try folder.write(lines.joined(separator: "\n") + "\n", to: "\(name)/task.yaml")
  }

  /// Holds out a share of a task's training samples for validation.
  func holdOut(_ share: Double, of task: String) throws {
    try folder.write(text(of: task) + "validation: \(share)\n", to: task.relative(to: self))
  }

  /// A table of a task.
  func table(_ name: String, _ header: String, _ rows: [String]) throws {
    try folder.write(([header] + rows).joined(separator: "\n") + "\n", to: "\(name)/samples.csv")
  }

  // MARK: Runs

  /// Settings of a run with the smallest encoder; `more` are further lines.
  func run(_ tasks: [String], steps: Int = 2, batch: Int = 2, more: [String] = [], name: String = "tiny") throws
    -> String
  {
    let entries = tasks.map { "  - {task: \"\($0)\", size: \(Self.edge), batch: \(batch)}" }
    let lines =
      ["name: \(name)", "tasks:"] + entries + [
        "model: {encoder: swin, size: nano}",
        "training: {steps: \(steps), seed: 3, precision: fp32, log_every_steps: 1}",
        "loader: {threads: 1}",
      ] + (more.contains { $0.hasPrefix("evaluation") } ? [] : ["evaluation: {at_end: false}"]) + more
    return try folder.write(lines.joined(separator: "\n") + "\n", to: "\(name).yaml")
  }

  /// The run folders that were made, in order; the run of long ago is none of them.
  var runs: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path("runs"))) ?? []
    return names.filter { $0 != Self.earlierRun }.sorted().map { folder.path("runs/\($0)") }
  }

  // MARK: Pictures

  func png(_ raster: Raster, _ name: String) throws {
    try makeFolder(of: name)
    try ImageWriter.png(raster, to: folder.path(name))
  }

  func jpeg(_ raster: Raster, _ name: String) throws {
    try makeFolder(of: name)
    try ImageWriter.jpeg(raster, to: folder.path(name))
  }

  func png(_ mask: LabelMap, _ name: String) throws {
    try makeFolder(of: name)
    try ImageWriter.png(mask, to: folder.path(name))
  }

  /// Noise around a brightness, the same for the same number, with a square in the middle if asked for.
  static func picture(_ number: Int, brightness: Int, square: Int? = nil) -> Raster {
    var state = UInt32(truncatingIfNeeded: number &* 7919 &+ 17)
    var bytes: [UInt8] = []
    for y in 0..<edge {
      for x in 0..<edge {
        state = state &* 1_664_525 &+ 1_013_904_223
        let isInside = (16..<48).contains(y) && (16..<48).contains(x)
        let level = (isInside ? square : nil) ?? brightness
        bytes += [UInt8](repeating: UInt8(clamping: level + Int(state >> 27)), count: 3)
      }
    }
    return Raster(height: edge, width: edge, bytes: bytes)
  }

  private static func mask(_ stored: (UInt16, UInt16)) -> LabelMap {
    let values = (0..<edge * edge).map { place -> UInt16 in
      let isInside = (16..<48).contains(place / edge) && (16..<48).contains(place % edge)
      return isInside ? stored.1 : stored.0
    }
    return LabelMap(height: edge, width: edge, values: values)
  }

  private func makeFolder(of name: String) throws {
    let parent = URL(fileURLWithPath: folder.path(name)).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
  }

  /// No picture is in two splits.
  private func seed(_ index: Int, _ split: String) -> Int { split == "test" ? index + 1000 : index }

  private func rows(_ counts: Counts, _ row: (Int, String) throws -> String) rethrows -> [String] {
    try (0..<counts.train).map { try row($0, "train") } + (0..<counts.test).map { try row($0, "test") }
  }
}

extension String {
  /// The path as a command names it that runs in the data's folder.
  func relative(to data: TinyData) -> String { replacing(data.folder.path + "/", with: "") }
}

/// The lines of a run's `metrics.jsonl`, times and rates left out.
func metricLines(_ run: String) throws -> [String] {
  try text(of: run + "/metrics.jsonl").split(separator: "\n").filter { !$0.contains("images_per_second") }.map { line in
    String(line.drop { $0 != "," })
  }
}
