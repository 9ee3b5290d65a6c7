import Datasets
import Foundation
import GoldenArrays
import Imaging
import Training

@testable import Evaluation

/// A small data set on disk, all of it in the test split unless said otherwise, and how a model would look at it.
struct GeneratedTask {
  let dataset: Dataset
  let configuration: TaskConfiguration

  init(_ description: TaskDescription, size: Int = 64, fit: Fit = .letterbox) throws {
    dataset = try Dataset.open(description)
    configuration = TaskConfiguration(description, size: size, fit: fit)
  }

  static func describe(
    _ labelType: LabelType, _ folder: TemporaryFolder, source: TaskDescription.Source, classes: [String],
    name: String, modality: Modality = .microscopy, columns: [String: String] = [:]
  ) -> TaskDescription {
    TaskDescription(
      path: folder.path("\(name).yaml"), name: name, labelType: labelType, modality: modality, source: source,
      classes: classes, root: folder.path, columns: columns)
  }

  /// Pictures of one grey, 40 times the class; the classes take turns, two pictures a patient.
  static func classification(
    _ folder: TemporaryFolder, count: Int = 6, splits: [Split] = [.test], height: Int = 20, width: Int = 30,
    fit: Fit = .letterbox
  ) throws -> GeneratedTask {
    var table = "id,image,label,group,split\n"
    for split in splits {
      for number in 0..<count {
        let name = "cls/\(split.rawValue)\(number)"
        try folder.png(name, grey(number % 3 * 40, height: height, width: width))
        table +=
          "\(split.rawValue)\(number),\(name).png,c\(number % 3),p\(split.rawValue)\(number / 2),\(split.rawValue)\n"
      }
    }
    let path = try folder.write("cls.csv", table)
    return try GeneratedTask(
      describe(.classification, folder, source: .table(path), classes: ["c0", "c1", "c2"], name: "cls"), fit: fit)
  }

  /// Grey 0, 40, 80, 120 in turns: the bits of 0...3 say which of two labels are present; every fifth is unknown.
  static func multilabel(_ folder: TemporaryFolder, count: Int = 8) throws -> GeneratedTask {
    var table = "image,a,b,split\n"
    for number in 0..<count {
      try folder.png("multi/\(number)", grey(number % 4 * 40, height: 32, width: 32))
      let b = number == 5 ? "" : "\(number / 2 % 2)"
      table += "multi/\(number).png,\(number % 2),\(b),test\n"
    }
    let path = try folder.write("multi.csv", table)
    return try GeneratedTask(
      describe(.multilabel, folder, source: .table(path), classes: ["a", "b"], name: "multi"))
  }

  /// Pictures whose grey is 100 times their mask, which is drawn by `value`.
  static func segmentation(
    _ folder: TemporaryFolder, sizes: [(height: Int, width: Int)], fit: Fit, split: Split = .test,
    value: (_ row: Int, _ column: Int) -> UInt16
  ) throws -> GeneratedTask {
    var table = "image,mask,split\n"
    for (number, size) in sizes.enumerated() {
      let mask = maskOf(size.height, size.width, value)
      try folder.png("seg/\(number)", picture(of: mask, times: 100))
      try ImageWriter.png(mask, to: folder.path("seg/\(number)_mask.png"))
      table += "seg/\(number).png,seg/\(number)_mask.png,\(split.rawValue)\n"
    }
    let path = try folder.write("seg.csv", table)
    return try GeneratedTask(
      describe(
        .segmentation, folder, source: .table(path), classes: ["background", "cell", "border"], name: "seg"), fit: fit)
  }

  /// Rectangles on black, object n in grey 10 (n + 1), even ones of class "small", odd ones "other".
  static func detection(
    _ folder: TemporaryFolder, height: Int, width: Int, boxes: [[(x: Int, y: Int, w: Int, h: Int)]],
    fit: Fit = .letterbox, split: Split = .test
  ) throws -> GeneratedTask {
    var images: [String] = []
    var listed: [String] = []
    for (number, boxes) in boxes.enumerated() {
      let mask = maskOf(height, width) { row, column in
        let hit = boxes.lastIndex { (box) in
          box.y..<box.y + box.h ~= row && box.x..<box.x + box.w ~= column
        }
        return hit.map { UInt16($0 + 1) } ?? 0
      }
      try folder.png("det/\(number)", picture(of: mask, times: 10))
      images.append(
        "{\"id\": \(number), \"file_name\": \"det/\(number).png\", \"width\": \(width), \"height\": \(height)}")
      for (place, box) in boxes.enumerated() {
        listed.append(
          "{\"id\": \(listed.count + 1), \"image_id\": \(number), \"category_id\": \(place % 2 + 1), "
            + "\"bbox\": [\(box.x), \(box.y), \(box.w), \(box.h)], \"area\": \(box.w * box.h), \"iscrowd\": 0}")
      }
    }
    let text = """
      {"images": [\(images.joined(separator: ","))], "annotations": [\(listed.joined(separator: ","))],
       "categories": [{"id": 1, "name": "small"}, {"id": 2, "name": "other"}]}
      """
    let path = try folder.write("det.json", text)
    return try GeneratedTask(
      describe(.detection, folder, source: .coco(files: [split: path]), classes: ["small", "other"], name: "det"),
      fit: fit)
  }

  /// Volumes of 24 x 20 voxels and six slices, 100 times their labels: a bar of class 1 along the first axis, which is
  /// wider from one volume to the next.
  static func volumes(_ folder: TemporaryFolder, count: Int = 3, split: Split = .test) throws -> GeneratedTask {
    var table = "id,image,mask,split\n"
    for number in 0..<count {
      let labels = (0..<voxelCount).map { Float($0 % 24 < 4 + 2 * number ? 1 : 0) }
      try write(labels.map { 100 * $0 }, to: folder.path("v\(number).nii"))
      try write(labels, to: folder.path("l\(number).nii"))
      table += "v\(number),v\(number).nii,l\(number).nii,\(split.rawValue)\n"
    }
    let path = try folder.write("vol.csv", table)
    let classes = ["background", "cell", "border"]
    return try GeneratedTask(
      describe(.segmentation, folder, source: .table(path), classes: classes, name: "vol", modality: .ct))
  }

  static let voxelCount = 24 * 20 * 6

  static func write(_ voxels: [Float], to path: String) throws {
    let volume = Volume(
      size: [24, 20, 6], spacing: [1, 1, 1], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], voxels: voxels)
    try VolumeWriter.write(volume, to: path)
  }

  // MARK: Pictures

  static func grey(_ value: Int, height: Int, width: Int) -> Raster {
    Raster(height: height, width: width, bytes: [UInt8](repeating: UInt8(value), count: height * width * 3))
  }

  static func maskOf(_ height: Int, _ width: Int, _ value: (Int, Int) -> UInt16) -> LabelMap {
    var mask = LabelMap(height: height, width: width, filledWith: 0)
    for row in 0..<height { for column in 0..<width { mask[row, column] = value(row, column) } }
    return mask
  }

  private static func picture(of mask: LabelMap, times factor: Int) -> Raster {
    let bytes = mask.values.flatMap { [UInt8](repeating: UInt8(Int($0) * factor), count: 3) }
    return Raster(height: mask.height, width: mask.width, bytes: bytes)
  }
}

extension TemporaryFolder {
  func png(_ name: String, _ raster: Raster) throws {
    try write(name + ".png", "")
    try ImageWriter.png(raster, to: path(name + ".png"))
  }
}
