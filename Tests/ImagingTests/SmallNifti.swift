/// A NIfTI-1 file built byte by byte.
struct SmallNifti {
  var size = [4, 5, 6]
  /// RAS affine, 3 x 4 row-major.
  var affine: [Float] = [1, 0, 0, -10, 0, 2, 0, 20, 0, 0, 3, 30]
  var voxels: [Int16] = []
  /// Of another type: the datatype's code, bits, and the voxels' bytes.
  var other: (code: Int16, bits: Int16, bytes: [UInt8])?
  var slope: Float = 0
  var intercept: Float = 0
  var sformCode: Int16 = 1
  /// b, c, d and the offset of a qform; nil for none.
  var quaternion: [Float]?
  var magic = "n+1\0"
  var offset: Float = 352

  var bytes: [UInt8] { header + (other?.bytes ?? voxels.withUnsafeBytes { [UInt8]($0) }) }

  /// 348 bytes and four for extensions.
  var header: [UInt8] {
    var header = [UInt8](repeating: 0, count: 352)
    func put<Value>(_ value: Value, at offset: Int) {
      withUnsafeBytes(of: value) { header.replaceSubrange(offset..<offset + $0.count, with: $0) }
    }
    put(Int32(348), at: 0)
    let dimensions = [size.count] + size + [Int](repeating: 1, count: 7 - size.count)
    for (index, value) in dimensions.enumerated() { put(Int16(value), at: 40 + index * 2) }
    put(other?.code ?? 4, at: 70)
    put(other?.bits ?? 16, at: 72)
    for axis in 0..<3 { put(spacing(axis), at: 80 + axis * 4) }
    put(Float(1), at: 76)
    put(offset, at: 108)
    put(slope, at: 112)
    put(intercept, at: 116)
    put(UInt8(2), at: 123)
    put(sformCode, at: 254)
    if let quaternion {
      put(Int16(1), at: 252)
      for (index, value) in quaternion.enumerated() { put(value, at: 256 + index * 4) }
    }
    for (index, value) in affine.enumerated() { put(value, at: 280 + index * 4) }
    header.replaceSubrange(344..<348, with: Array(magic.utf8).prefix(4))
    return header
  }

  private func spacing(_ axis: Int) -> Float {
    let (a, b, c) = (affine[axis], affine[4 + axis], affine[8 + axis])
    return (a * a + b * b + c * c).squareRoot()
  }

  /// The 3 x 4 x 5 volume whose voxel at RAS index (x, y, z) holds x + 10 y + 100 z, stored along other axes.
  static func stored(_ axes: [Int], reversed: [Bool]) -> SmallNifti {
    let (ras, spacing, origin) = ([3, 4, 5], [Float(1), 2, 3], [Float(-7), 8, 9])
    var file = SmallNifti(size: axes.map { ras[$0] }, affine: [Float](repeating: 0, count: 12))
    for row in 0..<3 { file.affine[row * 4 + 3] = origin[row] }
    for (axis, world) in axes.enumerated() {
      file.affine[world * 4 + axis] = spacing[world] * (reversed[axis] ? -1 : 1)
      if reversed[axis] { file.affine[world * 4 + 3] += spacing[world] * Float(ras[world] - 1) }
    }
    for c in 0..<file.size[2] {
      for b in 0..<file.size[1] {
        for a in 0..<file.size[0] {
          var index = [0, 0, 0]
          for (axis, place) in [a, b, c].enumerated() {
            index[axes[axis]] = reversed[axis] ? file.size[axis] - 1 - place : place
          }
          file.voxels.append(Int16(index[0] + 10 * index[1] + 100 * index[2]))
        }
      }
    }
    return file
  }
}
