import Torch

/// How a map is cut into windows of 7 x 7 tokens, and by how much it is rolled before.
///
/// As torchvision does it: padded to whole windows with zeros, which are attended and not masked; no shift on an axis
/// that one window covers.
struct WindowGrid: Hashable {
  let size: Extent
  let padded: Extent
  let shift: Extent

  static let window = SwinConfiguration.window

  init(_ size: Extent, isShifted: Bool) {
    self.size = size
    let windows = size.dividedUp(by: Self.window)
    padded = Extent(height: windows.height * Self.window, width: windows.width * Self.window)
    let half = isShifted ? Self.window / 2 : 0
    shift = Extent(height: windows.height > 1 ? half : 0, width: windows.width > 1 ? half : 0)
  }

  var isShifted: Bool { shift.height > 0 || shift.width > 0 }

  /// `[B, H, W, C] -> [B * nW, N, C]`.
  func partition(_ input: Tensor) throws -> Tensor {
    try input.windowPartitioned(Self.window, shift: shift.shape)
  }

  /// `[B * nW, N, C] -> [B, H, W, C]`, the inverse of `partition`.
  func reverse(_ windows: Tensor) throws -> Tensor {
    try windows.windowReversed(Self.window, shift: shift.shape, size: size.shape)
  }

  /// `[nW, N, N]`: 0 between tokens that were neighbours before the roll, -100 between others; nil without a shift.
  func mask(on device: Device) throws -> Tensor? {
    guard isShifted else { return nil }
    let w = Self.window
    let rows = Self.regions(padded.height, shift.height)
    let columns = Self.regions(padded.width, shift.width)
    var region: [Int] = []  // [nW, N]
    for top in stride(from: 0, to: padded.height, by: w) {
      for left in stride(from: 0, to: padded.width, by: w) {
        for y in top..<top + w { for x in left..<left + w { region.append(3 * rows[y] + columns[x]) } }
      }
    }
    let N = w * w
    let farAway: Float = -100
    var values = [Float](repeating: 0, count: region.count * N)
    for (i, mine) in region.enumerated() {
      let first = i / N * N
      for j in 0..<N where region[first + j] != mine { values[i * N + j] = farAway }
    }
    return try Tensor(values, shape: [region.count / N, N, N]).to(device)
  }

  /// Along one axis, which of three stripes a rolled position came from.
  private static func regions(_ length: Int, _ shift: Int) -> [Int] {
    (0..<length).map { shift == 0 || $0 < length - window ? 0 : $0 < length - shift ? 1 : 2 }
  }
}
