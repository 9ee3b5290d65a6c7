import CImaging

/// How values between pixels are made.
public enum Interpolation: Sendable {
  /// Bilinear; the default of the augmentation reference.
  case linear
  /// Mean over the covered source area: no aliasing when much is shrunk.
  case area
  /// `area` when both edges shrink to a half or less, else `linear`.
  case automatic

  func resolved(from source: (height: Int, width: Int), to target: (height: Int, width: Int)) -> Int32 {
    switch self {
    case .linear: return Int32(CIMAGING_LINEAR)
    case .area: return Int32(CIMAGING_AREA)
    case .automatic:
      let shrinks = target.height * 2 <= source.height && target.width * 2 <= source.width
      return Int32(shrinks ? CIMAGING_AREA : CIMAGING_LINEAR)
    }
  }
}
