import NN
import Torch

/// What the shared multi-scale decoder gives for every level, fine to coarse.
public struct MultiScaleFeatures {
  /// The class tower's map of each level, `[B, 128, H/s, W/s]`.
  public let classes: [Tensor]
  /// The box tower's map of each level, `[B, 128, H/s, W/s]`.
  public let boxes: [Tensor]
  /// The centerness of each level's locations, `[B, 1, H/s, W/s]`, float32, unnormalised.
  public let centerness: [Tensor]
}

/// The shared decoder for detection: FPN (Lin et al. 2017) and the towers of FCOS (Tian et al. 2020).
///
/// Levels at strides 8, 16, 32 (and 4 where asked for) from the encoder, 64 and 128 by strided convolutions. Two towers
/// of four convolutions serve all levels and tasks, and so does the centerness convolution, which sits on the box tower
/// (journal FCOS; the paper's text says classification branch).
public final class MultiScaleDecoder: Module {
  let lateral: [Convolution]
  let smooth: [Convolution]
  let down: [Convolution]
  let classTower: [TowerLayer]
  let boxTower: [TowerLayer]
  let centerness: Convolution

  /// Channels of every map.
  public static let width = 128
  private static let towerDepth = 4
  /// Levels coarser than the encoder's coarsest map.
  private static let downCount = 2

  /// A decoder with its start values.
  /// - Parameters:
  ///   - channels: those of the encoder's four maps, fine to coarse; the finest is left out where `levels` starts at 8.
  ///   - norm: the towers' norms.
  ///   - levels: one for each map that is returned.
  /// - Throws: `TorchError`.
  public init(channels: [Int], norm: Norm, levels: DetectionLevels) throws {
    precondition(channels.count == 4, "the multi-scale decoder takes four maps, not \(channels.count)")
    let width = Self.width
    lateral = try channels.suffix(levels.count - Self.downCount).map { try Convolution($0, width, kernel: 1) }
    smooth = try lateral.map { _ in try Convolution(width, width, kernel: 3, padding: 1) }
    down = try (0..<Self.downCount).map { _ in
      try Convolution(width, width, kernel: 3, stride: 2, padding: 1)
    }
    classTower = try (0..<Self.towerDepth).map { _ in try TowerLayer(width, norm: norm) }
    boxTower = try (0..<Self.towerDepth).map { _ in try TowerLayer(width, norm: norm) }
    centerness = try Convolution(width, 1, kernel: 3, padding: 1)
  }

  /// The features of every level.
  /// - Parameter pyramid: the encoder's four maps.
  /// - Throws: `TorchError`.
  public func callAsFunction(_ pyramid: Pyramid) throws -> MultiScaleFeatures {
    let levels = try levels(pyramid)
    let boxes = try levels.map { try boxTower.apply($0) }
    return MultiScaleFeatures(
      classes: try levels.map { try classTower.apply($0) }, boxes: boxes,
      centerness: try boxes.map { try centerness.inFloat32($0) })
  }

  /// Where the layers of the encoder's maps lie in a model; they count from the finest.
  static let lateralKey = "multi_scale_decoder.lateral."
  private static let smoothKey = "multi_scale_decoder.smooth."

  /// The key in a model with `offset` more fine levels than the file whose key this is; nil for a layer of a level that
  /// the model lacks.
  static func key(_ key: String, movedBy offset: Int) -> String? {
    guard let start = [lateralKey, smoothKey].first(where: key.hasPrefix) else { return key }
    let parts = key.dropFirst(start.count).split(separator: ".", maxSplits: 1)
    guard parts.count == 2, let level = (0..<4).first(where: { "\($0)" == parts[0] }) else { return key }
    return level + offset >= 0 ? "\(start)\(level + offset).\(parts[1])" : nil
  }

  private func levels(_ pyramid: Pyramid) throws -> [Tensor] {
    let leftOut = pyramid.count - lateral.count
    var levels = try lateral.enumerated().map { i, lateral in try lateral(pyramid.map(leftOut + i)) }
    for i in levels.indices.dropLast().reversed() {
      let size = levels[i].extent
      levels[i] = try levels[i] + levels[i + 1].upsampledNearest(height: size.height, width: size.width)
    }
    levels = try zip(smooth, levels).map { try $0($1) }
    levels.append(try down[0](levels[levels.count - 1]))
    levels.append(try down[1](levels[levels.count - 1].relu()))
    return levels
  }
}

/// A 3x3 convolution, norm and ReLU.
final class TowerLayer: Module {
  let conv: Convolution
  let norm: GroupNorm

  init(_ width: Int, norm: Norm) throws {
    conv = try Convolution(width, width, kernel: 3, padding: 1, hasBias: false)
    self.norm = try norm.image(width)
  }

  func callAsFunction(_ input: Tensor) throws -> Tensor { try norm.relu(conv(input)) }
}

extension [TowerLayer] {
  func apply(_ input: Tensor) throws -> Tensor { try reduce(input) { try $1($0) } }
}
