import NN
import SafeTensors
import Torch

/// The parts that all tasks share; which exist depends on the label types of a run.
public final class SharedBlocks: Module {
  /// The encoder, which every task has.
  public let encoder: any Encoder
  /// The decoder of segmentation tasks; nil where there is none.
  public let pixelDecoder: PixelDecoder?
  /// The decoder of detection tasks; nil where there is none.
  public let multiScaleDecoder: MultiScaleDecoder?

  /// An encoder with the decoders that the tasks need, which get their start values.
  /// - Parameters:
  ///   - hasPixelDecoder: whether a task is segmentation.
  ///   - detectionLevels: the multi-scale decoder's levels; nil leaves it out.
  ///   - norm: the decoders' norms.
  /// - Throws: `TorchError`.
  public init(encoder: any Encoder, hasPixelDecoder: Bool, detectionLevels: DetectionLevels?, norm: Norm) throws {
    self.encoder = encoder
    pixelDecoder = hasPixelDecoder ? try PixelDecoder(channels: encoder.channels, norm: norm) : nil
    multiScaleDecoder = try detectionLevels.map { levels in
      try MultiScaleDecoder(channels: encoder.channels, norm: norm, levels: levels)
    }
  }

  /// Loads from a checkpoint of this package each decoder that both have; one that the file lacks keeps its start.
  ///
  /// A detection decoder of other levels gives the layers of every stride that both have, and those for all levels. A
  /// stride of this model alone is `missing` and keeps its start; one of the file alone is left out.
  /// - Returns: what was loaded and what is missing, encoder left out; keys as in this model.
  /// - Throws: `LoadError` when a decoder's shapes differ; nothing of the decoders can be trusted then.
  @discardableResult
  public func loadDecoders(_ file: SafeTensorsFile) throws -> LoadReport {
    let offset = levelOffset(file) ?? 0
    var report = try load(file, isStrict: false) { key in
      guard key.hasPrefix("shared."), !key.hasPrefix("shared.encoder.") else { return nil }
      return MultiScaleDecoder.key(String(key.dropFirst("shared.".count)), movedBy: offset)
    }
    report.missing.removeAll { $0.hasPrefix("encoder.") }
    guard report.reshaped.isEmpty else { throw LoadError(file: file.path, report: report) }
    return report
  }

  /// How many more fine detection levels this model has than a checkpoint: -1, 0 or 1; nil where one of them has no
  /// detection, or the file other layers.
  public func levelOffset(_ file: SafeTensorsFile) -> Int? {
    let first = "shared.\(MultiScaleDecoder.lateralKey)"
    let saved = file.names.count(where: { $0.hasPrefix(first) && $0.hasSuffix(".weight") })
    guard let multiScaleDecoder, saved > 0 else { return nil }
    let offset = multiScaleDecoder.lateral.count - saved
    return abs(offset) <= 1 ? offset : nil
  }

  /// The image embedding: the average of the coarsest map over the pixels that belong to the image.
  /// - Parameters:
  ///   - images: `[B, 3, H, W]`.
  ///   - validSizes: size of each image within its padding (top left); nil when nothing is padded.
  /// - Returns: `[B, C]`, float32.
  /// - Throws: `TorchError`.
  public func embedding(_ images: Tensor, validSizes: [Extent]? = nil) throws -> Tensor {
    let last = try encoder(images).last().to(.float32)  // [B, C, H/32, W/32]
    guard let validSizes else { return try last.mean([2, 3]) }
    let inside = validSizes.map { $0.dividedUp(by: encoder.strides[encoder.strides.count - 1]) }
    let weight = try Tensor.insideMask(inside, of: last.extent, on: images.device)  // [B, 1, H/32, W/32]
    return try (last * weight).sum([2, 3]) / weight.sum([2, 3])
  }
}

extension Tensor {
  /// `[B, 1, H, W]`: 1 in the top left `sizes[b]` of each map, 0 outside.
  /// - Throws: `TorchError`.
  public static func insideMask(_ sizes: [Extent], of extent: Extent, on device: Device) throws -> Tensor {
    var values = [Float](repeating: 0, count: sizes.count * extent.height * extent.width)
    for (b, size) in sizes.enumerated() {
      for y in 0..<min(size.height, extent.height) {
        let row = (b * extent.height + y) * extent.width
        for x in 0..<min(size.width, extent.width) { values[row + x] = 1 }
      }
    }
    return try Tensor(values, shape: [sizes.count, 1, extent.height, extent.width]).to(device)
  }
}
