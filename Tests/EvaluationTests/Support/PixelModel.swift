import Datasets
import Models
import Torch
import Training

@testable import Evaluation

/// Networks that read the answer from the generated pictures' grey values: perfect predictions, through the whole way
/// of resizing, tiling and putting together.
enum PixelModel {
  /// The mean grey of an image's valid part, 0...255.
  private static func grey(_ images: Tensor, _ sizes: [Extent]) throws -> [Int] {
    try sizes.enumerated().map { b, size in
      let inside = try images.selected(0, b).narrowed(1, 0, size.height).narrowed(2, 0, size.width)
      return Int((try inside.mean().item() * 255).rounded())
    }
  }

  /// All probability on class grey / 40.
  static func classes(_ count: Int) -> ImagePredictor.Predict {
    { images, sizes in
      try grey(images, sizes).map { value in .probabilities((0..<count).map { $0 == value / 40 ? 1 : 0 }) }
    }
  }

  /// The bits of grey / 40, as sure probabilities.
  static func labels(_ images: Tensor, _ sizes: [Extent]) throws -> [Prediction] {
    try grey(images, sizes).map { value in .probabilities([Float(value / 40 % 2), Float(value / 80 % 2)]) }
  }

  /// Logits that are highest where grey / 100 is the class; padding would show as class 0.
  static func pixels(_ count: Int) -> ImagePredictor.Predict {
    { images, sizes in
      try sizes.enumerated().map { b, size in
        let inside = try images.selected(0, b).narrowed(1, 0, size.height).narrowed(2, 0, size.width).narrowed(0, 0, 1)
        let planes = try (0..<count).map { k in try -(inside * 2.55 - Double(k)).square() }
        return .pixelLogits(try Tensor.cat(planes, 0).contiguous())
      }
    }
  }

  /// The bounding box of every object in view; object n has grey 10 (n + 1) and class n % 2.
  static func boxes(_ images: Tensor, _ sizes: [Extent]) throws -> [Prediction] {
    try sizes.enumerated().map { b, size in
      let plane = try (images.selected(0, b).selected(0, 0) * 25.5).array(of: Float.self)
      let width = images.size(3)
      var found: [Int: FoundBox] = [:]
      for y in 0..<size.height {
        for x in 0..<size.width {
          let object = Int(plane[y * width + x].rounded()) - 1
          guard object >= 0 else { continue }
          let (left, top) = (Float(x), Float(y))
          var box = found[object] ?? FoundBox(x0: left, y0: top, x1: left, y1: top, label: object % 2, score: 0.9)
          (box.x0, box.y0) = (min(box.x0, left), min(box.y0, top))
          (box.x1, box.y1) = (max(box.x1, left + 1), max(box.y1, top + 1))
          found[object] = box
        }
      }
      return .boxes(found.sorted { $0.key < $1.key }.map(\.value))
    }
  }
}

extension GeneratedTask {
  /// Scores a network put in the model's place.
  func evaluate(
    _ predict: @escaping ImagePredictor.Predict, batch: Int = 4, threads: Int = 2, resamples: Int? = 50
  ) throws -> TaskEvaluation {
    var options = EvaluationOptions()
    options.batch = batch
    options.threads = threads
    options.bootstrap = resamples.map { .init(seed: 1, resampleCount: $0) }
    return try SplitEvaluation(configuration, dataset, split: .test, options: options, predict: predict).run()
  }

  /// The predictions themselves, in the order of the split.
  func predictions(_ predict: @escaping ImagePredictor.Predict, batch: Int = 4) throws -> [ImagePrediction] {
    let reader = EvaluationReader(dataset.description)
    var waiting = dataset.samples(.test)[...]
    var found: [ImagePrediction] = []
    try ImagePredictor(configuration, batch: batch, device: .cpu, predict: predict).run {
      try waiting.popFirst().map { try reader.read(SampleReference($0), configuration.preprocessing.view) }
    } _: { _, prediction in
      found.append(prediction)
    }
    return found
  }
}
