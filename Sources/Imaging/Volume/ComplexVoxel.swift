/// The two parts of a complex voxel as they are stored.
struct ComplexVoxel<Part: BinaryFloatingPoint & BitwiseCopyable>: BitwiseCopyable {
  let real, imaginary: Part

  /// Of the scaled value: the slope counts for both parts, the intercept for the real one.
  @inline(__always) func magnitude(slope: Double, intercept: Double) -> Double {
    let (a, b) = (Double(real) * slope + intercept, Double(imaginary) * slope)
    return (a * a + b * b).squareRoot()
  }
}
