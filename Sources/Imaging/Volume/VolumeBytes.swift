import CImaging
import Foundation

/// The bytes of a volume's voxels in native byte order: all frames, or one that lies in one piece.
struct VolumeBytes {
  let bytes: [UInt8]
  /// Bytes of `bytes` before the first voxel.
  let offset: Int
  /// The frame that `offset` points at; 0 when all frames are here.
  let firstFrame: Int

  /// Deflate cannot shrink more than this.
  private static let mostDeflated = 1040

  /// - Parameter frame: only this frame is needed.
  /// - Throws: `ImageError` when the file is shorter than the header claims; checked before memory is taken.
  init(_ layout: VolumeLayout, frame: Int?) throws {
    let size = layout.type.byteCount
    let total = layout.elementCount * size
    let isPiece = layout.frameStride * layout.frameCount == layout.elementCount && layout.frameCount > 1
    if layout.codec == .none, isPiece, let frame {
      try Self.requireLength(layout, total)
      let count = layout.frameStride * size
      bytes = try Self.native(
        FileBytes.read(layout.dataPath, from: layout.dataOffset + frame * count, count: count), layout, skip: 0)
      (offset, firstFrame) = (0, frame)
      return
    }
    if layout.codec == .none {
      try Self.requireLength(layout, total)
      let read = try FileBytes.read(layout.dataPath, from: layout.dataOffset, count: total)
      bytes = try Self.native(read, layout, skip: 0)
      (offset, firstFrame) = (0, 0)
    } else {
      bytes = try Self.native(Self.inflated(layout, total), layout, skip: layout.dataOffset)
      (offset, firstFrame) = (layout.dataOffset, 0)
    }
  }

  private static func requireLength(_ layout: VolumeLayout, _ total: Int) throws {
    let there = try FileBytes.size(of: layout.dataPath) - layout.dataOffset
    guard there >= total else {
      throw ImageError("truncated \(layout.format): the voxels need \(total) bytes, the file has \(max(there, 0))")
    }
  }

  private static func inflated(_ layout: VolumeLayout, _ total: Int) throws -> [UInt8] {
    let need = layout.dataOffset + total
    let length = try FileBytes.size(of: layout.dataPath) - layout.streamOffset
    guard length > 0, need / mostDeflated <= length else {
      throw ImageError(
        "claims \(need) bytes of \(layout.format), which \(max(length, 0)) deflated bytes cannot hold")
    }
    let deflated = try FileBytes.read(layout.dataPath)
    return try deflated.withUnsafeBufferPointer { buffer in
      let stream = UnsafeBufferPointer(rebasing: buffer[layout.streamOffset...])
      let capacity = Self.capacity(stream, need: need, isGzip: layout.codec == .gzip)
      let found = try Inflate.whole(stream, wrapping: layout.codec.wrapping ?? 0, capacity: capacity)
      guard found.count >= need else {
        throw ImageError("truncated \(layout.format): the voxels need \(need) bytes, the file has \(found.count)")
      }
      return found
    }
  }

  /// Room for what follows the voxels, if the stream's own length is believable.
  private static func capacity(_ stream: UnsafeBufferPointer<UInt8>, need: Int, isGzip: Bool) -> Int {
    guard isGzip, stream.count >= 18 else { return need }
    let told = stream.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    return told > need && told - need < 1 << 20 ? told : need
  }

  private static func native(_ bytes: [UInt8], _ layout: VolumeLayout, skip: Int) throws -> [UInt8] {
    guard layout.isSwapped else { return bytes }
    var bytes = bytes
    bytes.withUnsafeMutableBytes { layout.type.swapBytes(UnsafeMutableRawBufferPointer(rebasing: $0[skip...])) }
    return bytes
  }
}

/// Deflated streams through libdeflate, or zlib where only the beginning is wanted.
enum Inflate {
  /// The stream's bytes up to `capacity`; the stream is read to its end and its sum checked.
  static func whole(_ stream: UnsafeBufferPointer<UInt8>, wrapping: Int32, capacity: Int) throws -> [UInt8] {
    try run(stream, wrapping, capacity, isWhole: true)
  }

  /// The first `count` bytes, or fewer where the stream ends before.
  static func prefix(_ stream: UnsafeBufferPointer<UInt8>, wrapping: Int32, count: Int) throws -> [UInt8] {
    try run(stream, wrapping, count, isWhole: false)
  }

  private static func run(_ stream: UnsafeBufferPointer<UInt8>, _ wrapping: Int32, _ capacity: Int, isWhole: Bool)
    throws -> [UInt8]
  {
    let table = try ImagingDoor.shared()
    guard let input = stream.baseAddress else { throw ImageError("the file is empty (0 bytes)") }
    return try [UInt8](unsafeUninitializedCapacity: max(capacity, 1)) { buffer, filled in
      guard let output = buffer.baseAddress else { return }
      try table.inflate(wrapping, isWhole ? 1 : 0, input, stream.count, output, capacity, &filled).check()
    }
  }
}
