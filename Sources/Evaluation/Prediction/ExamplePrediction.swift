import Datasets
import Imaging
import Models

/// An image with truth and prediction, made small for a report; all three in the small picture's pixels.
public struct ExamplePrediction: Sendable {
  /// The sample's id.
  public let id: String
  /// 8 bits a channel or floats in 0...1.
  public let image: Raster
  /// The sample's label.
  public let truth: Target
  /// What the model says about it.
  public let prediction: ImagePrediction
  /// Names of the task's classes.
  public let classes: [String]

  /// - Throws: `ImageError` if the image cannot be resized.
  init(_ sample: PreparedSample, _ prediction: ImagePrediction, classes: [String], longestEdge: Int) throws {
    let source = sample.image
    let whole = source.raster.cropped(top: 0, left: 0, height: source.validHeight, width: source.validWidth)
    id = sample.id
    self.classes = classes
    image = try whole.resized(longestEdge: longestEdge).asBytes
    let x = Float(image.width) / Float(source.originalWidth)
    let y = Float(image.height) / Float(source.originalHeight)
    switch sample.target {
    case .mask(let map): truth = .mask(try map.resized(height: image.height, width: image.width))
    case .boxes(let boxes): truth = .boxes(boxes.map { $0.scaled(x: x, y: y) })
    case .classIndex, .labels: truth = sample.target
    }
    switch prediction {
    case .mask(let map): self.prediction = .mask(try map.resized(height: image.height, width: image.width))
    case .boxes(let boxes): self.prediction = .boxes(boxes.map { $0.scaled(x: x, y: y) })
    case .probabilities: self.prediction = prediction
    }
  }

  /// `count` positions evenly spread over `total`, all of them where there are fewer.
  static func spread(_ count: Int, over total: Int) -> Set<Int> {
    guard count < total else { return Set(0..<total) }
    return Set((0..<count).map { ($0 * 2 + 1) * total / (count * 2) })
  }
}
