import CImaging

/// How the bytes of the voxels are wrapped.
enum VoxelCodec: String, Sendable {
  case none, gzip, zlib

  var wrapping: Int32? {
    switch self {
    case .none: nil
    case .gzip: Int32(CIMAGING_GZIP)
    case .zlib: Int32(CIMAGING_ZLIB)
    }
  }
}

/// What a volume's header says, checked: where the voxels lie in the file and in the patient.
struct VolumeLayout: Sendable {
  var format: String
  var type: VoxelType
  var isSwapped: Bool
  /// Sizes of all axes as the file has them.
  var shape: [Int]
  /// Elements along i, j, k and between their neighbours.
  var size: [Int]
  var strides: [Int]
  var frameCount = 1
  /// Elements from one frame to the next.
  var frameStride = 0
  var slope = 1.0
  var intercept = 0.0
  /// The file's own axes.
  var geometry: Geometry
  var dataPath: String
  /// Bytes before the first voxel, after the wrapping is taken off where there is one.
  var dataOffset: Int
  /// Bytes of `dataPath` before the wrapped stream begins; 0 where all of the file is wrapped.
  var streamOffset = 0
  var codec: VoxelCodec
  var notes: [String] = []

  /// Elements of all frames.
  var elementCount: Int { shape.reduce(1, *) }

  /// Whatever limit is given: so many voxels of any type have a count of bytes that an integer holds.
  private static let mostVoxels = 1 << 50

  /// - Throws: `ImageError` when the sizes overflow or exceed the limit.
  static func check(shape: [Int], limit: Int) throws {
    let limit = min(limit, mostVoxels)
    var total = 1
    for size in shape {
      guard size >= 1 else { throw ImageError("an axis has \(size) voxels; at least 1 is needed") }
      let (product, overflow) = total.multipliedReportingOverflow(by: size)
      guard !overflow, product <= limit else {
        throw ImageError(
          "claims \(shape.map(String.init).joined(separator: " x ")) voxels, above the limit of \(limit); "
            + "if this is right, raise voxel_limit in the task description")
      }
      total = product
    }
  }
}
