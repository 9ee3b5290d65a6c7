import Foundation
import Imaging

// A decoded record as bytes, for the disk cache: numbers little-endian, arrays after their count.

extension DecodedRecord {
  /// Raised whenever the layout, or what decoding gives, changes: older entries are then not found.
  static let bytesVersion = 8

  var bytes: [UInt8] {
    var writer = RecordWriter()
    switch self {
    case .picture(let sample):
      writer.add(0)
      writer.add(sample.image)
      writer.add(sample.mask)
      writer.add(sample.boxes.flatMap { [$0.x0, $0.y0, $0.x1, $0.y1] })
      writer.add(sample.boxes.map { Int64($0.label) })
      writer.add(sample.sourceHeight, sample.sourceWidth)
    case .volume(let volume):
      writer.add(1)
      writer.add(volume.images.count)
      for image in volume.images { writer.add(image) }
      writer.add(volume.labels == nil ? 0 : 1)
      if let labels = volume.labels { writer.add(labels) }
    case .slide: preconditionFailure("a slide is read from its own file, which is its cache")
    }
    return writer.bytes
  }

  /// nil for bytes that are no record.
  init?(bytes: [UInt8]) {
    var reader = RecordReader(bytes)
    switch reader.integer() {
    case 0:
      guard let image = reader.raster(), let mask = reader.mask(), let corners = reader.array(of: Float.self),
        let labels = reader.array(of: Int64.self), corners.count == 4 * labels.count,
        let height = reader.integer(), let width = reader.integer()
      else { return nil }
      let boxes = labels.enumerated().map { index, label in
        LabelledBox(
          x0: corners[4 * index], y0: corners[4 * index + 1], x1: corners[4 * index + 2], y1: corners[4 * index + 3],
          label: Int(label))
      }
      self = .picture(
        DecodedSample(image: image, mask: mask.first, boxes: boxes, sourceHeight: height, sourceWidth: width))
    case 1:
      guard let images = reader.volumes(), !images.isEmpty, let labels = reader.volumes() else { return nil }
      self = .volume(DecodedVolume(images: images, labels: labels.first))
    default: return nil
    }
  }
}

private struct RecordWriter {
  var bytes: [UInt8] = []

  mutating func add(_ numbers: Int...) { for number in numbers { addRaw(Int64(number)) } }

  mutating func add<Element>(_ array: [Element]) {
    add(array.count)
    array.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  mutating func add(_ raster: Raster) {
    add(raster.height, raster.width, raster.channels, raster.depth == .uint8 ? 1 : 4)
    add(raster.bytes)
  }

  mutating func add(_ mask: LabelMap?) {
    add(mask == nil ? 0 : 1)
    guard let mask else { return }
    add(mask.height, mask.width)
    add(mask.values)
  }

  mutating func add(_ volume: Volume) {
    add(volume.size)
    add(volume.spacing + volume.origin + volume.direction)
    add(volume.voxels)
  }

  private mutating func addRaw(_ value: Int64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

private struct RecordReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func integer() -> Int? {
    guard bytes.count - place >= 8 else { return nil }
    defer { place += 8 }
    return Int(bytes.withUnsafeBytes { Int64(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Int64.self)) })
  }

  mutating func array<Element: BitwiseCopyable>(of type: Element.Type) -> [Element]? {
    let stride = MemoryLayout<Element>.stride
    guard let count = integer(), count >= 0, count <= (bytes.count - place) / stride else { return nil }
    defer { place += count * stride }
    return [Element](unsafeUninitializedCapacity: count) { buffer, filled in
      bytes.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(buffer).copyBytes(from: source[place..<place + count * stride])
      }
      filled = count
    }
  }

  mutating func raster() -> Raster? {
    guard let height = integer(), let width = integer(), let channels = integer(), let depth = integer(),
      let pixels = array(of: UInt8.self), height >= 0, width >= 0, depth == 1 || depth == 4,
      pixels.count == Self.product([height, width, channels, depth])
    else { return nil }
    return Raster(
      height: height, width: width, channels: channels, depth: depth == 1 ? .uint8 : .float32, bytes: pixels)
  }

  /// No mask, or one; nil for what is neither.
  mutating func mask() -> [LabelMap]? {
    guard let count = integer() else { return nil }
    guard count == 1 else { return count == 0 ? [] : nil }
    guard let height = integer(), let width = integer(), let values = array(of: UInt16.self),
      values.count == Self.product([height, width])
    else { return nil }
    return [LabelMap(height: height, width: width, values: values)]
  }

  /// As many as the count says, up to the channels of a case.
  mutating func volumes() -> [Volume]? {
    guard let count = integer(), (0...CaseChannels.most).contains(count) else { return nil }
    var found: [Volume] = []
    for _ in 0..<count {
      guard let next = volume() else { return nil }
      found.append(next)
    }
    return found
  }

  /// nil for lengths below 0 and for products that are too large; damaged bytes may hold any numbers.
  private static func product(_ lengths: [Int]) -> Int? {
    var product = 1
    for length in lengths {
      let (next, overflow) = product.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow else { return nil }
      product = next
    }
    return product
  }

  private mutating func volume() -> Volume? {
    guard let size = array(of: Int.self), size.count == 3, let numbers = array(of: Double.self), numbers.count == 15,
      let voxels = array(of: Float.self), voxels.count == Self.product(size)
    else { return nil }
    return Volume(
      size: size, spacing: Array(numbers[0..<3]), origin: Array(numbers[3..<6]), direction: Array(numbers[6...]),
      voxels: voxels)
  }
}
