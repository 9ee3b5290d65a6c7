import Datasets
import GoldenArrays
import Imaging

/// Small data sets on disk, one of each label type.
enum SmallTasks {
  static func classification(_ folder: TemporaryFolder, name: String = "cls", count: Int = 6) throws -> Dataset {
    var table = "image,label\n"
    for number in 0..<count {
      let file = "\(name)/\(number).png"
      try folder.png(file, GeneratedImages.noise(height: 20 + number, width: 30, seed: number))
      table += "\(file),\(number % 2 == 0 ? "a" : "b")\n"
    }
    let path = try folder.write("\(name).csv", table)
    return try Dataset.open(
      makeDescription(.classification, source: .table(path), classes: ["a", "b"], root: folder.path, name: name))
  }

  static func multilabel(_ folder: TemporaryFolder) throws -> Dataset {
    var table = "image,a,b\n"
    for number in 0..<5 {
      try folder.jpeg("multi/\(number).jpg", GeneratedImages.noise(height: 40, width: 24, seed: number))
      table += "multi/\(number).jpg,\(number % 2),\(number == 3 ? "" : "1")\n"
    }
    let path = try folder.write("multi.csv", table)
    return try Dataset.open(
      makeDescription(.multilabel, source: .table(path), classes: ["a", "b"], root: folder.path, name: "multi"))
  }

  static func segmentation(_ folder: TemporaryFolder, modality: Modality = .histology) throws -> Dataset {
    var table = "image,mask\n"
    for number in 0..<4 {
      let name = "seg/\(number)"
      try folder.png("\(name).png", GeneratedImages.noise(height: 70, width: 50, seed: number))
      let rows = number * 10..<number * 10 + 8
      try folder.png("\(name)_mask.png", GeneratedImages.mask(height: 70, width: 50, rows: rows, columns: 5..<15))
      table += "\(name).png,\(name)_mask.png\n"
    }
    let path = try folder.write("seg.csv", table)
    return try Dataset.open(
      makeDescription(
        .segmentation, source: .table(path), classes: ["background", "cell"], root: folder.path, name: "seg",
        modality: modality))
  }

  static func detection(_ folder: TemporaryFolder, modality: Modality = .microscopy) throws -> Dataset {
    var images: [String] = []
    var boxes: [String] = []
    for number in 0..<3 {
      try folder.png("det/\(number).png", GeneratedImages.noise(height: 64, width: 48, seed: 50 + number))
      images.append("{\"id\": \(number), \"file_name\": \"det/\(number).png\", \"width\": 48, \"height\": 64}")
      let x = number * 10
      let box = "{\"id\": 1, \"image_id\": \(number), \"category_id\": 1, \"bbox\": [\(x), 8, 12, 16]}"
      if number < 2 { boxes.append(box) }
    }
    let text = """
      {"images": [\(images.joined(separator: ","))], "annotations": [\(boxes.joined(separator: ","))],
       "categories": [{"id": 1, "name": "cell"}]}
      """
    let path = try folder.write("det.json", text)
    return try Dataset.open(
      makeDescription(
        .detection, source: .cocoWithoutSplit(path), classes: ["cell"], root: folder.path, name: "det",
        modality: modality))
  }
}
