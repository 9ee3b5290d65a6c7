/// Arrays whose first axis runs fastest, as volumes lie in files, in the order of NumPy, whose last one does.
public enum RowMajor {
  /// - Parameters:
  ///   - bytes: the elements of `shape`, first axis fastest.
  ///   - elementBytes: of one element.
  public static func bytes(_ bytes: [UInt8], shape: [Int], elementBytes: Int) -> [UInt8] {
    let steps = shape.indices.map { shape[..<$0].reduce(1, *) }
    let count = shape.reduce(1, *)
    var output = [UInt8](repeating: 0, count: count * elementBytes)
    var index = [Int](repeating: 0, count: shape.count)
    var source = 0
    for target in 0..<count {
      for byte in 0..<elementBytes { output[target * elementBytes + byte] = bytes[source * elementBytes + byte] }
      var axis = shape.count - 1
      while axis >= 0 {
        index[axis] += 1
        source += steps[axis]
        if index[axis] < shape[axis] { break }
        source -= steps[axis] * shape[axis]
        index[axis] = 0
        axis -= 1
      }
    }
    return output
  }
}
