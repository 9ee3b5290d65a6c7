import CImaging
import Foundation

/// Writes volumes through ITK: `.nii`, `.nii.gz`, `.mha`, `.mhd`, `.nrrd`, `.nhdr`, told by the name.
public enum VolumeWriter {
  /// What the voxels become; whole numbers are rounded.
  public enum Stored: Sendable { case uint8, uint16, int16, float32 }

  /// Writes a volume on the axes of the file that it came from, so that a prediction lies on its image.
  /// - Throws: `ImageError` naming the file, or a value that `stored` cannot hold.
  public static func write(
    _ volume: Volume, to path: String, as stored: Stored = .float32, isDeflated: Bool = false
  ) throws {
    try ImageError.naming(path) {
      let voxels = unturned(volume)
      switch stored {
      case .float32: try write(voxels, volume, CIMAGING_FLOAT32, path, isDeflated)
      case .uint8: try write(converted(voxels, UInt8.self), volume, CIMAGING_UINT8, path, isDeflated)
      case .uint16: try write(converted(voxels, UInt16.self), volume, CIMAGING_UINT16, path, isDeflated)
      case .int16: try write(converted(voxels, Int16.self), volume, CIMAGING_INT16, path, isDeflated)
      }
    }
  }

  /// Lets `body` write under the same name in a folder of its own beside `path`, and moves what came of it: a failure
  /// leaves what was there before.
  private static func beside(_ path: String, _ body: (String) throws -> Void) throws {
    let target = URL(fileURLWithPath: path)
    let (place, name) = (target.deletingLastPathComponent().path, target.lastPathComponent)
    let folder = place + "/.umedpt-" + UUID().uuidString
    // ITK's writers speak to standard error, or say nothing, where a file cannot be made.
    guard mkdir(folder, 0o777) == 0 else { throw failure() }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      try body(folder + "/" + name)
    } catch let error as ImageError {
      throw ImageError(error.message)
    }
    let made = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    // The header last: it must not stand beside voxels of another volume.
    for file in made.filter({ $0 != name }) + [name] {
      guard rename(folder + "/" + file, place + "/" + file) == 0 else { throw failure() }
    }
  }

  private static func failure() -> ImageError { ImageError("cannot be written: \(String(cString: strerror(errno)))") }

  /// ITK's writers do not notice a full disk.
  private static func requireWhole(_ path: String) throws {
    do {
      let layout = try VolumeFormat.layout(path, VolumeReadOptions(voxelLimit: .max))
      guard layout.codec == .none else {
        // Inflated to its end, and the sum checked.
        _ = try VolumeBytes(layout, frame: nil)
        return
      }
      let need = layout.dataOffset + layout.elementCount * layout.type.byteCount
      let size = try FileBytes.size(of: layout.dataPath)
      guard size >= need else { throw ImageError("\(size) of \(need) bytes are there") }
    } catch let error as ImageError {
      throw ImageError("was not written whole (\(error.message)): is the disk full?")
    }
  }

  /// The voxels on the file's own axes.
  private static func unturned(_ volume: Volume) -> [Float] {
    let size = volume.fileGeometry.size
    let walk = AxisTurn(volume.fileGeometry.direction).walk(size: size, strides: [1, size[0], size[0] * size[1]])
    var voxels = [Float](repeating: 0, count: volume.voxels.count)
    var source = 0
    for z in 0..<walk.size[2] {
      for y in 0..<walk.size[1] {
        let row = walk.start + z * walk.steps[2] + y * walk.steps[1]
        for x in 0..<walk.size[0] {
          voxels[row + x * walk.steps[0]] = volume.voxels[source]
          source += 1
        }
      }
    }
    return voxels
  }

  private static func converted<Whole: FixedWidthInteger>(_ voxels: [Float], _ type: Whole.Type) throws -> [Whole] {
    try voxels.map { value in
      guard let whole = Whole(exactly: value.rounded()) else {
        throw ImageError("the value \(value) does not fit \(Whole.self) (\(Whole.min) to \(Whole.max))")
      }
      return whole
    }
  }

  private static func write<Element>(
    _ voxels: [Element], _ volume: Volume, _ type: Int, _ path: String, _ isDeflated: Bool
  ) throws {
    var header = volume.fileGeometry.forLibrary
    try beside(path) { file in
      try voxels.withUnsafeBytes { buffer in
        guard let start = buffer.baseAddress else { throw ImageError("the volume is empty") }
        try ImagingDoor.shared().volume_write(file, &header, Int32(type), start, isDeflated ? 1 : 0).check()
      }
      try requireWhole(file)
    }
  }
}

extension Geometry {
  /// LPS, as ITK has it.
  fileprivate var forLibrary: CImagingVolumeHeader {
    var header = CImagingVolumeHeader()
    header.size = (Int64(size[0]), Int64(size[1]), Int64(size[2]))
    header.spacing = (spacing[0], spacing[1], spacing[2])
    header.origin = (-origin[0], -origin[1], origin[2])
    withUnsafeMutableBytes(of: &header.direction) { bytes in
      let values = bytes.bindMemory(to: Double.self)
      for index in 0..<9 { values[index] = (index < 6 ? -1 : 1) * direction[index] }
    }
    return header
  }
}
