import Foundation
import GoldenArrays
import Testing
import Torch

@testable import Models

/// FCOS against the triple loop that defines it and torchvision's focal and GIoU losses.
@Suite struct DetectionGoldenTests {
  @Test(arguments: ["mixed", "boundary", "padded"]) func targetsEqualTheTripleLoop(name: String) throws {
    let golden = try Golden("detection/targets")
    let scene = try Scene(golden, name)
    let found = scene.targets
    #expect(found.classes.map(Int64.init) == (try golden.integers(name + ".class")))
    let L = scene.grid.count
    #expect(found.positives.flatMap { [Int64($0 / L), Int64($0 % L)] } == (try golden.integers(name + ".positives")))
    #expect(found.sides.flatMap { [$0[0], $0[1], $0[2], $0[3]] } == (try golden.floats(name + ".sides")))
    #expect(relativeDifference(found.centerness, try golden.floats(name + ".centerness")) < 1e-6)
  }

  @Test(arguments: ["loss_1", "loss_2", "loss_3", "loss_16", "loss_empty", "loss_padded"])
  func lossEqualsTheComposedOne(name: String) throws {
    let golden = try Golden("detection/" + name)
    let scene = try Scene(golden, name)
    let inputs = try Inputs(golden, name)
    let output = try inputs.output(scene.grid)
    let terms = try detectionTerms(output, scene.targets, divisor: .classes)
    for (term, value) in [
      ("class_loss", terms.classes), ("box_loss", terms.boxes), ("centerness_loss", terms.centerness),
    ] {
      #expect(abs(try value.item() - Double(try golden.floats("\(name).\(term)")[0])) < 1e-5, "\(term)")
    }
    try detectionLoss(output, scene.targets, divisor: .classes).backward()
    for (key, tensor) in inputs.all {
      try golden.expect("\(name).gradient.\(key)", tensor.gradient ?? tensor.zerosLike(), 1e-5)
    }
  }

  /// Case O01: no box at all.
  @Test func withoutABoxTheGraphIsDefined() throws {
    let golden = try Golden("detection/loss_empty")
    let scene = try Scene(golden, "loss_empty")
    let inputs = try Inputs(golden, "loss_empty")
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

  @Test(arguments: ["1", "2", "3", "16", "exact", "none"]) func suppressionEqualsItsDefinition(name: String) throws {
    let golden = try Golden("detection/suppression")
    let prefix = "suppression.\(name)."
    let corners = try golden.floats(prefix + "boxes")
    let (scores, classes) = (try golden.floats(prefix + "scores"), try golden.integers(prefix + "classes"))
    let boxes = scores.indices.map { i in
      FoundBox(
        x0: corners[4 * i], y0: corners[4 * i + 1], x1: corners[4 * i + 2], y1: corners[4 * i + 3],
        label: Int(classes[i]), score: scores[i])
    }
    let wanted = try golden.integers(prefix + "kept").map { boxes[Int($0)] }
    #expect(BoxSelection().suppressed(boxes) == wanted)
  }

  @Test(arguments: ["post.1.1000", "post.3.1000", "post.3.12"]) func postProcessing(name: String) throws {
    let golden = try Golden("detection/post_processing")
    let inputs = try Inputs(golden, name)
    var selection = BoxSelection()
    let limits = try golden.integers(name + ".limits").map(Int.init)
    (selection.levelLimit, selection.limit) = (limits[0], limits[1])
    let grid = try Scene.grid(golden, name)
    let anySize = Extent(height: .max, width: .max)
    let found = try selection.boxes(
      inputs.output(grid), validSizes: [Extent](repeating: anySize, count: inputs.all["logits"]!.size(0)))
    for (b, boxes) in found.enumerated() {
      let prefix = "\(name).found.\(b)."
      #expect(boxes.map { Int64($0.label) } == (try golden.integers(prefix + "classes")))
      #expect(relativeDifference(boxes.map(\.score), try golden.floats(prefix + "scores")) < 1e-5)
      let corners = boxes.flatMap { [$0.x0, $0.y0, $0.x1, $0.y1] }
      #expect(relativeDifference(corners, try golden.floats(prefix + "boxes")) < 1e-5)
    }
  }
}

/// Boxes and valid sizes of the images of one golden case.
private struct Scene {
  let grid: LocationGrid
  let targets: DetectionTargets

  init(_ golden: Golden, _ name: String) throws {
    grid = try Self.grid(golden, name)
    let valid = try golden.integers(name + ".valid")
    let sizes = stride(from: 0, to: valid.count, by: 2).map {
      Extent(height: Int(valid[$0]), width: Int(valid[$0 + 1]))
    }
    let boxes = try sizes.indices.map { b in
      let corners = try golden.floats("\(name).boxes.\(b)")
      return try golden.integers("\(name).labels.\(b)").enumerated().map { i, label in
        TrueBox(
          x0: corners[4 * i], y0: corners[4 * i + 1], x1: corners[4 * i + 2], y1: corners[4 * i + 3], label: Int(label))
      }
    }
    targets = DetectionTargets(grid, boxes: boxes, validSizes: sizes)
  }

  static func grid(_ golden: Golden, _ name: String) throws -> LocationGrid {
    let sizes = try golden.integers(name + ".sizes").map(Int.init)
    let maps = stride(from: 0, to: sizes.count, by: 2).map { Extent(height: sizes[$0], width: sizes[$0 + 1]) }
    return LocationGrid(maps, levels: .from8)
  }
}

/// A head's raw numbers as leaves, turned into its output as `DetectionHead` does.
private struct Inputs {
  let all: [String: Tensor]

  init(_ golden: Golden, _ name: String) throws {
    all = Dictionary(
      uniqueKeysWithValues: try ["logits", "box", "scales", "centerness"].map { key in
        let tensor = try Tensor(golden.floats("\(name).\(key)"), shape: golden.shape("\(name).\(key)"))
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
