import Foundation
import Testing
import Torch

@testable import Models

/// FCOS against the triple loop that defines it and torchvision's focal and GIoU losses.
@Suite struct DetectionGoldenTests {
  static let targetCases = ["mixed", "boundary", "padded"]
  static let lossCases = ["loss_1", "loss_2", "loss_3", "loss_16", "loss_empty", "loss_padded"]
  static let suppressionCases = ["1", "2", "3", "16", "exact", "none"]
  static let postProcessingCases = ["post.1.1000", "post.3.1000", "post.3.12"]

  @Test(arguments: targetCases) func targetsEqualTheTripleLoop(name: String) throws {
    let golden = try GoldenCase("detection/targets", name + ".")
    let scene = try Scene(golden)
    let found = scene.targets
    #expect(found.classes.map(Int64.init) == (try golden.integers("class")))
    let L = scene.grid.count
    #expect(found.positives.flatMap { [Int64($0 / L), Int64($0 % L)] } == (try golden.integers("positives")))
    #expect(found.sides.flatMap { [$0[0], $0[1], $0[2], $0[3]] } == (try golden.floats("sides")))
    try golden.expect("centerness", found.centerness, 1e-6)
    golden.expectAllRead()
  }

  @Test(arguments: lossCases) func lossEqualsTheComposedOne(name: String) throws {
    let golden = try Self.lossCase(name)
    let scene = try Scene(golden)
    let inputs = try Inputs(golden)
    let output = try inputs.output(scene.grid)
    let terms = try detectionTerms(output, scene.targets, divisor: .classes)
    let loss = try detectionLoss(output, scene.targets, divisor: .classes)
    for (term, value) in [
      ("class_loss", terms.classes), ("box_loss", terms.boxes), ("centerness_loss", terms.centerness), ("loss", loss),
    ] {
      try golden.expect(term, [Float(value.item())], 1e-5)
    }
    try loss.backward()
    for (key, tensor) in inputs.all {
      try golden.expect("gradient." + key, tensor.gradient ?? tensor.zerosLike(), 1e-5)
    }
    golden.expectAllRead()
  }

  @Test func everyStoredCaseIsTested() throws {
    let cases = [
      ("targets", Self.targetCases), ("suppression", Self.suppressionCases.map { "suppression.\($0)" }),
      ("post_processing", Self.postProcessingCases),
    ]
    for (file, names) in cases {
      #expect(try GoldenCase.names(of: "detection/" + file, outside: names.map { $0 + "." }).isEmpty, "\(file)")
    }
    for name in Self.lossCases {
      #expect(try GoldenCase.names(of: "detection/" + name, outside: [name + "."]).isEmpty, "\(name)")
    }
  }

  /// Case O01: no box at all.
  @Test func withoutABoxTheGraphIsDefined() throws {
    let golden = try Self.lossCase("loss_empty")
    let scene = try Scene(golden)
    let inputs = try Inputs(golden)
    let terms = try detectionTerms(inputs.output(scene.grid), scene.targets, divisor: .classes)
    #expect(try terms.boxes.item() == 0 && terms.centerness.item() == 0)
    try detectionLoss(inputs.output(scene.grid), scene.targets, divisor: .classes).backward()
    for (_, tensor) in inputs.all {
      let gradient = try #require(tensor.gradient)
      #expect(try gradient.array(of: Float.self).allSatisfy(\.isFinite))
    }
  }

  @Test(arguments: [(1, 0.354), (2, 0.443), (3, 0.483), (9, 0.550), (16, 0.567), (165, 0.588)])
  func theConstantIsFixedByTheNumberOfClasses(K: Int, wanted: Double) {
    #expect(abs(detectionConstant(Double(K), .classes) - wanted) < 5e-4)
    #expect(abs(detectionConstant(Double(K), .one) - 0.354) < 5e-4)
  }

  @Test(arguments: suppressionCases) func suppressionEqualsItsDefinition(name: String) throws {
    let golden = try GoldenCase("detection/suppression", "suppression.\(name).")
    let corners = try golden.floats("boxes")
    let (scores, classes) = (try golden.floats("scores"), try golden.integers("classes"))
    let boxes = scores.indices.map { i in
      FoundBox(
        x0: corners[4 * i], y0: corners[4 * i + 1], x1: corners[4 * i + 2], y1: corners[4 * i + 3],
        label: Int(classes[i]), score: scores[i])
    }
    let wanted = try golden.integers("kept").map { boxes[Int($0)] }
    #expect(BoxSelection().suppressed(boxes) == wanted)
    golden.expectAllRead()
  }

  @Test(arguments: postProcessingCases) func postProcessing(name: String) throws {
    let golden = try GoldenCase("detection/post_processing", name + ".")
    let inputs = try Inputs(golden)
    var selection = BoxSelection()
    let limits = try golden.integers("limits").map(Int.init)
    (selection.levelLimit, selection.limit) = (limits[0], limits[1])
    let grid = try Scene.grid(golden)
    let images = try (0..<inputs.all["logits"]!.size(0)).map { b in
      let size = try golden.integers("image.\(b)").map(Int.init)
      return Extent(height: size[0], width: size[1])
    }
    let found = try selection.boxes(inputs.output(grid), validSizes: images)
    for (b, boxes) in found.enumerated() {
      #expect(boxes.map { Int64($0.label) } == (try golden.integers("found.\(b).classes")))
      try golden.expect("found.\(b).scores", boxes.map(\.score), 1e-5)
      try golden.expect("found.\(b).boxes", boxes.flatMap { [$0.x0, $0.y0, $0.x1, $0.y1] }, 1e-5)
    }
    golden.expectAllRead()
  }

  private static func lossCase(_ name: String) throws -> GoldenCase { try GoldenCase("detection/" + name, name + ".") }
}

/// Boxes and valid sizes of the images of one golden case.
private struct Scene {
  let grid: LocationGrid
  let targets: DetectionTargets

  init(_ golden: GoldenCase) throws {
    grid = try Self.grid(golden)
    let valid = try golden.integers("valid")
    let sizes = stride(from: 0, to: valid.count, by: 2).map {
      Extent(height: Int(valid[$0]), width: Int(valid[$0 + 1]))
    }
    let boxes = try sizes.indices.map { b in
      let corners = try golden.floats("boxes.\(b)")
      return try golden.integers("labels.\(b)").enumerated().map { i, label in
        TrueBox(
          x0: corners[4 * i], y0: corners[4 * i + 1], x1: corners[4 * i + 2], y1: corners[4 * i + 3], label: Int(label))
      }
    }
    targets = DetectionTargets(grid, boxes: boxes, validSizes: sizes)
  }

  static func grid(_ golden: GoldenCase) throws -> LocationGrid {
    let sizes = try golden.integers("sizes").map(Int.init)
    let maps = stride(from: 0, to: sizes.count, by: 2).map { Extent(height: sizes[$0], width: sizes[$0 + 1]) }
    return LocationGrid(maps, levels: .from8)
  }
}

/// A head's raw numbers as leaves, turned into its output as `DetectionHead` does.
private struct Inputs {
  let all: [String: Tensor]

  init(_ golden: GoldenCase) throws {
    all = Dictionary(
      uniqueKeysWithValues: try ["logits", "box", "scales", "centerness"].map { key in
        let tensor = try golden.tensor(key)
        try tensor.setRequiresGrad(true)
        return (key, tensor)
      })
  }

  func output(_ grid: LocationGrid) throws -> DetectionOutput {
    var first = 0
    let distances = try grid.maps.enumerated().map { i, map in
      let count = map.height * map.width
      defer { first += count }
      let raw = try all["box"]!.narrowed(1, first, count) * all["scales"]!.narrowed(0, i, 1)
      return try raw.relu() * Double(grid.levels.strides[i])
    }
    return DetectionOutput(
      logits: all["logits"]!, distances: try Tensor.cat(distances, 1), centerness: all["centerness"]!, grid: grid)
  }
}
