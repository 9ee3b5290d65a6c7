import Datasets
import Foundation
import Imaging
import Models

/// An example prediction as a figure: pictures with truth and prediction, the rest as text.
struct ExampleFigure {
  private let example: ExamplePrediction

  /// Boxes of a lower score are not drawn; they still count in the scores.
  static let drawnScore: Float = 0.2

  init(_ example: ExamplePrediction) { self.example = example }

  /// - Throws: `ImageError` if a picture cannot be encoded.
  func html() throws -> String {
    let pictures = try pictures().map { label, raster in
      "<div><img alt=\"\(Html.escaped(label))\" src=\"\(try Html.dataAddress(raster))\"><br>\(Html.escaped(label))</div>"
    }
    let lines = [example.id] + texts()
    return """
      <figure><div class="pair">\(pictures.joined())</div>
      <figcaption>\(lines.map(Html.escaped).joined(separator: "<br>"))</figcaption></figure>

      """
  }

  /// Colours of the classes that pictures may show.
  static func legend(_ example: ExamplePrediction) -> String {
    let isDrawn: Bool =
      switch example.truth {
      case .mask, .boxes: true
      case .classIndex, .labels: false
      }
    guard isDrawn else { return "" }
    let entries = example.classes.indices.filter { $0 != example.background }.map { k in
      let colour = Colour.ofClass(example.background.map { k < $0 ? k : k - 1 } ?? k)
      let style = "background: rgb(\(colour.red), \(colour.green), \(colour.blue))"
      return "<span class=\"swatch\" style=\"\(style)\"></span>\(Html.escaped(example.classes[k]))"
    }
    return "<p>\(entries.joined())</p>\n"
  }

  private func pictures() throws -> [(label: String, raster: Raster)] {
    let image = example.image
    switch (example.truth, example.prediction) {
    case (.mask(let truth), .mask(let found)):
      return [
        ("truth", try image.drawing(truth.backgroundFirst(example.background))),
        ("prediction", try image.drawing(found.backgroundFirst(example.background))),
      ]
    case (.boxes(let truth), .boxes(let found)):
      let drawn = found.filter { $0.score >= Self.drawnScore }.map(LabelledBox.init)
      return [("truth", image.drawing(truth)), ("prediction", image.drawing(drawn))]
    default: return [("image", image)]
    }
  }

  private func texts() -> [String] {
    let classes = example.classes
    switch (example.truth, example.prediction) {
    case (.classIndex(let label), .probabilities(let found)):
      return ["truth: \(classes[label])", "prediction: " + Self.ranked(found, classes).joined(separator: ", ")]
    case (.labels(let states), .probabilities(let found)):
      let present = MultiLabelScorer.text(states, classes).replacing(";", with: ", ")
      return [
        "truth: \(present.isEmpty ? "none" : present)",
        "prediction: " + zip(classes, found).map { "\($0) \(Self.number($1))" }.joined(separator: ", "),
      ]
    case (.boxes(let truth), .boxes(let found)):
      let drawn = found.filter { $0.score >= Self.drawnScore }
      let best = drawn.prefix(8).map { "\(classes[$0.label]) \(Self.number($0.score))" }.joined(separator: ", ")
      return [
        "truth: \(truth.count) boxes",
        "prediction: \(drawn.count) boxes with a score of at least \(Self.drawnScore)"
          + (best.isEmpty ? "" : ": \(best)") + (drawn.count > 8 ? ", ..." : ""),
      ]
    default: return []
    }
  }

  /// The three likeliest classes.
  private static func ranked(_ probabilities: [Float], _ classes: [String]) -> [String] {
    probabilities.indices.sorted { (probabilities[$1], $0) < (probabilities[$0], $1) }.prefix(3).map {
      "\(classes[$0]) \(number(probabilities[$0]))"
    }
  }

  private static func number(_ value: Float) -> String { String(format: "%.2f", value) }
}

extension ExamplePrediction {
  /// The class that is left uncoloured: the one named "background", else the first; masks only.
  fileprivate var background: Int? {
    guard case .mask = truth else { return nil }
    return classes.firstIndex(of: "background") ?? 0
  }
}

extension LabelMap {
  /// The classes renumbered so that the background is 0, which drawing leaves uncoloured.
  func backgroundFirst(_ background: Int?) -> LabelMap {
    guard let background, background > 0 else { return self }
    var result = self
    for index in values.indices where values[index] <= background {
      result.values[index] = values[index] == background ? 0 : values[index] + 1
    }
    return result
  }
}

extension LabelledBox {
  fileprivate init(_ box: FoundBox) { self.init(x0: box.x0, y0: box.y0, x1: box.x1, y1: box.y1, label: box.label) }
}
