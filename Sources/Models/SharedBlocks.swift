import NN
import SafeTensors
import Torch

/// The parts that all tasks share; which exist depends on the label types of a run.
public final class SharedBlocks: Module {
  public let encoder: any Encoder
  public let pixelDecoder: PixelDecoder?
  public let multiScaleDecoder: MultiScaleDecoder?

  /// - Parameter detectionLevels: of the multi-scale decoder; nil leaves it out.
  /// - Throws: `TorchError`.
  public init(encoder: any Encoder, hasPixelDecoder: Bool, detectionLevels: DetectionLevels?, norm: Norm) throws {
    self.encoder = encoder
    pixelDecoder = hasPixelDecoder ? try PixelDecoder(channels: encoder.channels, norm: norm) : nil
    multiScaleDecoder = try detectionLevels.map { levels in
      try MultiScaleDecoder(channels: encoder.channels, norm: norm, levels: levels)
    }
  }

  /// Loads from a checkpoint of this package each decoder that both have; one that the file lacks keeps its start.
  /// - Throws: `LoadError` when a decoder's shapes differ.
  @discardableResult
  public func loadDecoders(_ file: SafeTensorsFile) throws -> LoadReport {
    var report = try load(file, isStrict: false) { key in
      key.hasPrefix("shared.") && !key.hasPrefix("shared.encoder.") ? String(key.dropFirst("shared.".count)) : nil
    }
    report.missing.removeAll { $0.hasPrefix("encoder.") }
    guard report.reshaped.isEmpty else {
      let hasOtherLevels = report.reshaped.contains { $0.key.hasPrefix("multi_scale_decoder.lateral.") }
      let hint = hasOtherLevels ? "The file's detection starts at another stride: see model.levels." : nil
      throw LoadError(file: file.path, report: report, hint: hint)
    }
    return report
  }

  /// The image embedding: the average of the coarsest map over the pixels that belong to the image.
  /// - Parameters:
  ///   - images: `[B, 3, H, W]`.
  ///   - validSizes: of each image within its padding (top left); nil when nothing is padded.
  /// - Returns: `[B, C]`, float32.
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
