/// The text of `task.yaml` files and tables.
enum TaskText {
  static let fileName = "task.yaml"
  /// By it a demonstration knows its own files.
  static let headLine = "# Drawn by `umedpt demo`; no picture of a person."

  /// A task whose samples are listed in `samples.csv`.
  static func table(
    _ name: String, _ labelType: String, _ modality: String, _ classes: [String], more: [String] = []
  ) -> String {
    text(name, labelType, modality, classes, ["table: samples.csv"] + more)
  }

  /// A detection task with one COCO file a split.
  static func coco(_ name: String, _ modality: String, _ classes: [String], splits: [String]) -> String {
    let files = splits.map { "\($0): \($0).json" }.joined(separator: ", ")
    return text(name, "detection", modality, classes, ["coco: {\(files)}"])
  }

  /// A header and rows as one text.
  static func lines(_ header: String, _ rows: [String]) -> String {
    ([header] + rows).joined(separator: "\n") + "\n"
  }

  private static func text(
    _ name: String, _ labelType: String, _ modality: String, _ classes: [String], _ source: [String]
  ) -> String {
    let head = [
      headLine, "schema_version: 1", "name: demo_\(name)",
      "label_type: \(labelType)", "modality: \(modality)",
    ]
    let tail = ["classes: [\(classes.joined(separator: ", "))]", "license: CC0-1.0"]
    return (head + source + tail).joined(separator: "\n") + "\n"
  }
}

/// COCO's JSON, one line an entry, keys in a fixed order.
enum CocoText {
  static func text(_ images: [(file: String, boxes: [NucleusBox])], classes: [String], size: Int) -> String {
    var entries: [String] = []
    var annotations: [String] = []
    for (index, image) in images.enumerated() {
      let id = index + 1
      entries.append(#"{"id": \#(id), "file_name": "\#(image.file)", "width": \#(size), "height": \#(size)}"#)
      for box in image.boxes { annotations.append(annotation(box, id: annotations.count + 1, image: id)) }
    }
    let categories = classes.enumerated().map { #"{"id": \#($0 + 1), "name": "\#($1)"}"# }
    let parts = [("images", entries), ("annotations", annotations), ("categories", categories)]
    let lists = parts.map { "\"\($0)\": [\n\($1.joined(separator: ",\n"))\n]" }
    return "{\n\(lists.joined(separator: ",\n"))\n}\n"
  }

  private static func annotation(_ box: NucleusBox, id: Int, image: Int) -> String {
    let place = "[\(box.x), \(box.y), \(box.width), \(box.height)]"
    return #"{"id": \#(id), "image_id": \#(image), "category_id": \#(box.label + 1), "bbox": \#(place), "#
      + #""area": \#(box.width * box.height), "iscrowd": 0}"#
  }
}

/// The settings of the demonstration's training run.
enum RunText {
  static let fileName = "demo.yaml"
  /// By it a demonstration knows its own files.
  static let headStart = "# Written by `umedpt demo`:"

  /// Without augmentation: the pictures are drawn with every variation they need, and the run is short.
  static func text(size: Int, run: DemonstrationRun) -> String {
    let batches = [("chest", run.batch), ("skin", run.batch), ("organs", run.denseBatch), ("tissue", run.denseBatch)]
    let entries = batches.map { folder, batch in
      "  - {task: \(folder)/task.yaml, size: \(size), batch: \(batch), augmentation: none}"
    }
    return """
      \(headStart) one classification, one multi-label, one segmentation and one detection set in every step.
      name: demo
      tasks:
      \(entries.joined(separator: "\n"))
      model: {encoder: swin, size: nano}
      training: {steps: \(run.steps), seed: 1, log_every_steps: 5}
      optimizer: {learning_rate: \(run.learningRate)}
      evaluation: {at_end: true}

      """
  }
}
