import GoldenArrays
import Testing

@testable import Torch

/// Every fused operator against its composed twin in float64: values and gradients.
@Suite struct FusedTests {
  @Test(arguments: [[3, 5], [4, 7, 96], [33, 48], [0, 4]])
  func gelu(_ shape: [Int]) throws {
    let bias = try Self.tensor([shape.last!], "bias")
    for inputs in [[try Self.tensor(shape, "x", scale: 4)], [try Self.tensor(shape, "x", scale: 4), bias]] {
      try Self.compare(inputs) { try $0[0].fusedGelu(bias: $0.count > 1 ? $0[1] : nil) }
    }
  }

  @Test func geluFarOut() throws {
    let x = try Tensor([.infinity, -.infinity, .nan, 40, -40, 0, -12] as [Float], shape: [7])
    let y = try x.fusedGelu().array(of: Float.self)
    #expect(y[0] == .infinity && abs(y[1]) < 1e-30 && y[2].isNaN && y[3] == 40 && abs(y[4]) < 1e-30 && y[5] == 0)
    #expect(y[6] < 0 && y[6] > -1e-30)
  }

  @Test(arguments: [[2, 3, 4, 6], [2, 16], [3, 5, 33]])
  func joined(_ shape: [Int]) throws {
    let (x, branch) = (try Self.tensor(shape, "x"), try Self.tensor(shape, "branch"))
    let bias = try Self.tensor([shape.last!], "bias")
    let scale = try Tensor((0..<shape[0]).map { $0 == 1 ? 0 : 1.25 } as [Float], shape: [shape[0]])
    try Self.compare([x, branch, bias]) { try $0[0].joined($0[1], bias: $0[2], scale: scale.to($0[0].dtype)) }
    try Self.compare([x, branch, bias]) { try $0[0].joined($0[1], bias: $0[2]) }
    try Self.compare([x, branch]) { try $0[0].joined($0[1]) }
  }

  struct Grid: CustomTestStringConvertible, Sendable {
    let shape: [Int], window: Int, shift: [Int]
    var testDescription: String { "\(shape) window \(window) shift \(shift)" }
    var windowCount: Int {
      shape[0] * ((shape[1] + window - 1) / window) * ((shape[2] + window - 1) / window)
    }
  }

  static let grids = [
    Grid(shape: [2, 14, 14, 8], window: 7, shift: [3, 3]), Grid(shape: [1, 13, 20, 5], window: 7, shift: [3, 3]),
    Grid(shape: [2, 9, 7, 3], window: 7, shift: [3, 0]), Grid(shape: [1, 5, 5, 4], window: 7, shift: [0, 0]),
    Grid(shape: [2, 17, 11, 6], window: 4, shift: [2, 2]),
  ]

  @Test(arguments: grids)
  func windowPartition(_ grid: Grid) throws {
    try Self.compare([Self.tensor(grid.shape, "x")], exactly: true) { x in
      x[0].dtype == .float64
        ? try x[0].composedWindowPartitioned(grid.window, shift: grid.shift)
        : try x[0].windowPartitioned(grid.window, shift: grid.shift)
    }
  }

  @Test(arguments: grids)
  func windowReverse(_ grid: Grid) throws {
    let shape = [grid.windowCount, grid.window * grid.window, grid.shape[3]]
    let size = [grid.shape[1], grid.shape[2]]
    try Self.compare([Self.tensor(shape, "windows")], exactly: true) { x in
      x[0].dtype == .float64
        ? try x[0].composedWindowReversed(grid.window, shift: grid.shift, size: size)
        : try x[0].windowReversed(grid.window, shift: grid.shift, size: size)
    }
  }

  @Test func aTransposedInputIsReadInOrder() throws {
    let x = try Self.tensor([2, 6, 15, 16], "x")  // [B, C, H, W]
    let view = try x.permuted([0, 2, 3, 1])
    let expected = try view.composedWindowPartitioned(7, shift: [3, 3]).array(of: Float.self)
    #expect(try view.windowPartitioned(7, shift: [3, 3]).array(of: Float.self) == expected)
    #expect(
      relativeDifference(try view.fusedGelu().array(of: Float.self), try view.gelu().array(of: Float.self)) < 1e-6)
  }

  struct Attention: CustomTestStringConvertible, Sendable {
    let windows: Int, tokens: Int, heads: Int, depth: Int, masks: Int
    var testDescription: String { "\(windows)x\(tokens), \(heads) heads of \(depth), \(masks) masks" }
  }

  static let attentions = [
    Attention(windows: 8, tokens: 49, heads: 3, depth: 32, masks: 4),
    Attention(windows: 70, tokens: 49, heads: 2, depth: 24, masks: 0),
    Attention(windows: 1, tokens: 1, heads: 1, depth: 1, masks: 0),
    Attention(windows: 6, tokens: 16, heads: 2, depth: 16, masks: 3),
    Attention(windows: 3, tokens: 20, heads: 5, depth: 7, masks: 3),
    Attention(windows: 2, tokens: 64, heads: 2, depth: 80, masks: 1),
  ]

  @Test(arguments: attentions)
  func windowAttention(_ a: Attention) throws {
    let channels = a.heads * a.depth
    let inputs = [
      try Self.tensor([a.windows, a.tokens, 3 * channels], "qkv", scale: 2),
      try Self.tensor([a.heads, a.tokens, a.tokens], "bias"), try Self.tensor([3 * channels], "qkv bias"),
    ]
    let mask = try a.masks > 0 ? Self.mask(a.masks, a.tokens) : nil
    try Self.compare(inputs) {
      try $0[0].windowAttention(bias: $0[1], mask: mask?.to($0[0].dtype), heads: a.heads, qkvBias: $0[2])
    }
    try Self.compare(Array(inputs.prefix(2))) {
      try $0[0].windowAttention(bias: $0[1], mask: mask?.to($0[0].dtype), heads: a.heads)
    }
  }

  @Test func theSameBitsEveryTime() throws {
    let runs = try (0..<2).map { _ in
      let inputs = [try Self.tensor([70, 49, 144], "qkv"), try Self.tensor([2, 49, 49], "bias")]
      return try Self.gradients(inputs) { try $0[0].windowAttention(bias: $0[1], mask: nil, heads: 2) }
    }
    #expect(runs[0] == runs[1])
  }

  @Test func bfloat16FollowsFloat32() throws {
    let qkv = try Self.tensor([4, 49, 144], "qkv", scale: 2)
    let bias = try Self.tensor([2, 49, 49], "bias")
    let wide = try qkv.windowAttention(bias: bias, mask: nil, heads: 2)
    let narrow = try qkv.to(.bfloat16).windowAttention(bias: bias, mask: nil, heads: 2)
    #expect(narrow.dtype == .bfloat16)
    #expect(relativeDifference(try narrow.array(of: Float.self), try wide.array(of: Float.self)) < 0.02)
    let image = try Self.tensor([2, 4, 9, 9], "image")
    let half = try image.to(.bfloat16).groupNormReLU(epsilon: 1e-5)
    let full = try image.groupNormReLU(epsilon: 1e-5).array(of: Float.self)
    #expect(relativeDifference(try half.array(of: Float.self), full) < 0.02)
    let rounded = try image.to(.bfloat16).fusedGelu().array(of: Float.self)
    #expect(relativeDifference(rounded, try image.gelu().array(of: Float.self)) < 0.01)
    let mixed = try image.joined(image.to(.bfloat16))
    #expect(mixed.dtype == .float32)
    #expect(relativeDifference(try mixed.array(of: Float.self), try (image * 2).array(of: Float.self)) < 0.01)
  }

  @Test(arguments: [[2, 3, 5, 7], [2, 16, 64, 64], [3, 5, 1, 1]])
  func groupNormReLU(_ shape: [Int]) throws {
    let offset = try Self.tensor(shape, "x") + 5  // far from 0: variance by distances, not by squares
    try Self.compare([offset]) { try $0[0].groupNormReLU(epsilon: 1e-5) }
    let last = try offset.permuted([0, 2, 3, 1]).contiguous().permuted([0, 3, 1, 2])  // channels last
    let expected = try offset.groupNormReLU(epsilon: 1e-5).array(of: Float.self)
    #expect(relativeDifference(try last.groupNormReLU(epsilon: 1e-5).array(of: Float.self), expected) < 1e-6)
  }

  @Test(arguments: [[3, 5], [2, 7, 96], [600, 48], [33, 768]])
  func layerNorm(_ shape: [Int]) throws {
    let x = try Self.tensor(shape, "x") + 2
    let (weight, bias) = (try Self.tensor([shape.last!], "weight"), try Self.tensor([shape.last!], "bias"))
    try Self.compare([x]) { try $0[0].fusedLayerNorm(epsilon: 1e-5) }
    try Self.compare([x, weight, bias]) { try $0[0].fusedLayerNorm(weight: $0[1], bias: $0[2], epsilon: 1e-5) }
  }

  @Test func shapesThatDoNotFitAreErrors() throws {
    let x = try Tensor.zeros([2, 6])
    #expect(throws: TorchError.self) { try x.fusedGelu(bias: Tensor.zeros([5])) }
    #expect(throws: TorchError.self) { try x.joined(Tensor.zeros([2, 5])) }
    #expect(throws: TorchError.self) { try x.windowPartitioned(7, shift: [0, 0]) }
    #expect(throws: TorchError.self) { try Tensor.zeros([3, 49, 4]).windowReversed(7, shift: [0, 0], size: [14, 7]) }
    let qkv = try Tensor.zeros([4, 49, 18])
    let bias = try Tensor.zeros([3, 49, 49])
    #expect(throws: TorchError.self) { try qkv.windowAttention(bias: bias, mask: nil, heads: 4) }
    #expect(throws: TorchError.self) { try qkv.windowAttention(bias: bias, mask: Tensor.zeros([3, 49, 49]), heads: 3) }
  }

  // MARK: -

  /// Values in -scale...scale that depend on the name alone.
  private static func tensor(_ shape: [Int], _ name: String, scale: Float = 1) throws -> Tensor {
    try Tensor(formulaValues(count: shape.reduce(1, *), stream: name, scale: scale), shape: shape)
  }

  /// A third of the pairs far away; the first window has none.
  private static func mask(_ windows: Int, _ tokens: Int) throws -> Tensor {
    var values = formulaValues(count: windows * tokens * tokens, stream: "mask", scale: 1).map {
      $0 > 0.3 ? -100 : 0 as Float
    }
    for i in 0..<tokens * tokens { values[i] = 0 }
    return try Tensor(values, shape: [windows, tokens, tokens])
  }

  /// `body` on the inputs in float32, which is fused, and in float64, which is composed.
  private static func compare(
    _ inputs: [Tensor], exactly: Bool = false, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: ([Tensor]) throws -> Tensor
  ) throws {
    let fused = try gradients(inputs, body)
    let composed = try gradients(inputs.map { try $0.to(.float64) }, body)
    for (a, b) in zip(fused, composed) where !b.isEmpty {
      #expect(relativeDifference(a, b) <= (exactly ? 0 : 1e-5), sourceLocation: sourceLocation)
    }
  }

  /// The value of `body` and the gradient of each input, for a cotangent that depends on the shape alone.
  private static func gradients(_ inputs: [Tensor], _ body: ([Tensor]) throws -> Tensor) throws -> [[Float]] {
    let leaves = try inputs.map { try $0.detach().clone() }
    for leaf in leaves { try leaf.setRequiresGrad(true) }
    let y = try body(leaves)
    try y.backward(tensor(y.shape, "cotangent").to(y.dtype))
    return try [y.array(of: Float.self)] + leaves.map { try #require($0.gradient).array(of: Float.self) }
  }
}
