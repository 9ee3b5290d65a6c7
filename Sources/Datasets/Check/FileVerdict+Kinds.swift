import Foundation
import Imaging

extension FileVerdict.Facts {
  /// The facts of a picture.
  /// - Parameter withRange: whether the description says which values are black and white.
  /// - Throws: `ImageError` for a picture without pixels.
  init(_ image: DecodedImage, at path: String, withRange: Bool) throws {
    let raster = image.raster
    self.init(
      height: raster.height, width: raster.width, isConstant: raster.isConstant,
      largestStored: withRange ? nil : raster.largestStored(path), pixelHash: raster.pixelHash,
      appearance: try PerceptualHash(raster), intensity: .init(raster.floats), notes: image.notes,
      isGrey: raster.isGrey)
  }

  /// The facts of a mask that is read as a whole.
  init(_ mask: LabelMap) {
    let values = mask.distinctValues
    self.init(
      height: mask.height, width: mask.width, isConstant: values.count == 1,
      values: Array(values.prefix(FileVerdict.valueLimit)), pixelHash: mask.values.pixelHash)
  }

  /// The facts of a mask as large as its slide, which is looked at here and there.
  /// - Throws: `ImageError` for a damaged file, `DataError` for colours.
  init(_ mask: SlideMask) throws {
    let values = try mask.sampledValues()
    self.init(height: mask.size.height, width: mask.size.width, isConstant: values.count == 1, values: values)
  }

  /// The facts of a slide's outlines, which have no size of their own.
  init(_ outlines: [MaskDrawing.Item], background: Int, notes: [String]) {
    let values = Set(outlines.map(\.value)).union([UInt16(background)])
    let rings = outlines.flatMap { item -> [MaskDrawing.Ring] in
      if case .rings(let rings) = item.shape { rings } else { [] }
    }
    self.init(
      isConstant: values.count == 1, values: values.sorted(), notes: notes,
      outlineBounds: MaskDrawing.Shape.bounds(rings).map { [$0.x0, $0.y0, $0.x1, $0.y1] })
  }

  /// The facts of a slide, which is not read as a whole: its header, and an overview.
  /// - Parameter resolution: micrometres a pixel.
  /// - Throws: `ImageError` naming a slide that is damaged.
  init(_ slide: Slide, overview: Raster, resolution: Double) throws {
    self.init(
      height: slide.height, width: slide.width, isConstant: overview.isConstant, pixelHash: overview.pixelHash,
      appearance: try PerceptualHash(overview), intensity: .init(overview.floats), notes: slide.notes,
      micrometresPerPixel: resolution)
  }

  /// The facts of an image or a mask in a volume's file.
  /// - Parameter labels: the mask's stored values; nil for an image.
  init(_ volume: Volume, notes: [String], labels: [UInt16]?) {
    self.init(
      height: volume.size[1], width: volume.size[0], planes: volume.size[2], frames: volume.frameCount,
      isConstant: volume.voxels.allSatisfy { $0 == volume.voxels[0] },
      values: Array((labels ?? []).prefix(FileVerdict.valueLimit)), pixelHash: volume.voxels.pixelHash,
      appearance: labels == nil ? PerceptualHash(volume) : nil,
      intensity: labels == nil ? .init(volume.voxels) : nil, geometry: volume.geometry, notes: notes,
      orientation: volume.fileGeometry.orientation)
  }
}

extension FileVerdict.Intensity {
  /// The range and mean of the finite values.
  fileprivate init(_ values: [Float]) {
    var (low, high, sum, count) = (Float.infinity, -Float.infinity, 0.0, 0)
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
      sum += Double(value)
      count += 1
    }
    self.init(lowest: count > 0 ? low : 0, highest: count > 0 ? high : 0, mean: Float(sum / Double(max(1, count))))
  }
}

extension Array {
  /// Hash of the elements' bytes.
  fileprivate var pixelHash: UInt64 {
    var hash = ContentHash()
    withUnsafeBytes { hash.add($0) }
    return hash.value
  }
}

extension Raster {
  /// Hash of size and pixels.
  fileprivate var pixelHash: UInt64 {
    var hash = ContentHash()
    hash.add("\(height) \(width) \(channels) \(depth)")
    bytes.withUnsafeBytes { hash.add($0) }
    return hash.value
  }

  /// Every pixel equals the first.
  fileprivate var isConstant: Bool {
    let pixel = channels * depth.byteCount
    return bytes.withUnsafeBytes { bytes in
      guard bytes.count > pixel, let start = bytes.baseAddress else { return true }
      return memcmp(start, start + pixel, bytes.count - pixel) == 0
    }
  }

  /// The largest value of a 16-bit PNG or TIFF, where the full scale is 65535; nil for others.
  fileprivate func largestStored(_ path: String) -> Int? {
    guard depth == .float32, ["png", "tif", "tiff"].contains(PathName.lowercasedExtension(path)) else { return nil }
    let largest = bytes.withUnsafeBytes { $0.bindMemory(to: Float.self).max() ?? 0 }
    return (0...1).contains(largest) ? Int((largest * 65_535).rounded()) : nil
  }
}

extension LabelMap {
  /// All values, ascending.
  fileprivate var distinctValues: [UInt16] {
    var isPresent = [Bool](repeating: false, count: 65_536)
    values.withUnsafeBufferPointer { values in
      isPresent.withUnsafeMutableBufferPointer { present in
        for value in values { present[Int(value)] = true }
      }
    }
    return isPresent.indices.filter { isPresent[$0] }.map { UInt16($0) }
  }
}
