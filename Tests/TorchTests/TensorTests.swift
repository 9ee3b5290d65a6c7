import Testing

@testable import Torch

@Suite struct TensorTests {
  @Test func readsBackWhatWasWritten() throws {
    let tensor = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
    #expect(tensor.shape == [2, 3])
    #expect(tensor.dtype == .float32)
    #expect(tensor.device == .cpu)
    #expect(try tensor.transposed(0, 1).array(of: Float.self) == [1, 4, 2, 5, 3, 6])
    #expect(try tensor.sum([1]).array(of: Double.self) == [6, 15])
    #expect(try Tensor(2.5).item() == 2.5)
  }

  @Test func aWrongByteCountIsAnError() {
    #expect(throws: TorchError.self) { try Tensor([1, 2, 3] as [Float], shape: [2, 2]) }
  }

  @Test func errorsNameOperatorAndShapes() throws {
    let a = try Tensor.zeros([2, 3])
    let error = #expect(throws: TorchError.self) { try a.matmul(a) }
    #expect(error?.description.contains("aten::matmul(float32[2, 3], float32[2, 3])") == true)
    #expect(error?.message.contains("Exception raised") == false)
  }

  @Test func gradientsAddUp() throws {
    let x = try Tensor([1, 2, 3] as [Float], shape: [3])
    try x.setRequiresGrad(true)
    try (x * x).sum().backward()
    try (x * 2).sum().backward()
    #expect(try x.gradient?.array(of: Float.self) == [4, 6, 8])
    x.gradient = nil
    #expect(x.gradient == nil)
    #expect(try withoutGradients { try (x * x).requiresGrad } == false)
  }

  @Test func listsGoInAndOut() throws {
    let parts = try Tensor.arange(0, 6).split(4, axis: 0)
    #expect(parts.map(\.shape) == [[4], [2]])
    #expect(try Tensor.cat(parts, 0).array(of: Int64.self) == [0, 1, 2, 3, 4, 5])
    let rows = try Tensor.arange(0, 6).reshaped([3, 2])
    let picked = try rows.indexed([nil, Tensor([1] as [Int64], shape: [1])])
    #expect(try picked.array(of: Int64.self) == [1, 3, 5])
  }

  @Test func elementsAreCopiedTurnedAndCounted() throws {
    let numbers = try Tensor([-1, 0, 2] as [Int64], shape: [3])
    #expect(try numbers.abs().array(of: Int64.self) == [1, 0, 2])
    #expect(try numbers.flipped([0]).array(of: Int64.self) == [2, 0, -1])
    #expect(try numbers.abs().oneHot(3).array(of: Int64.self) == [0, 1, 0, 1, 0, 0, 0, 0, 1])
    let copy = try numbers.clone()
    try numbers.fillInPlace(7)
    #expect(try copy.array(of: Int64.self) == [-1, 0, 2])
  }

  /// Whole numbers keep the integer type; fractions, and what no 64 bits hold, make floating-point numbers.
  @Test func integersMeetNumbersOfAnySize() throws {
    let labels = try Tensor([-1, 0, 3] as [Int64], shape: [3])
    #expect(try (labels * 2 - 1).dtype == .int64)
    #expect(try labels.clamp(min: 0, max: 2).array(of: Int64.self) == [0, 0, 2])
    #expect(try labels.clamp(max: .infinity).array(of: Double.self) == [-1, 0, 3])
    for number in [1e19, .infinity, -.infinity, 0.5] {
      let sum = try labels + number
      #expect(sum.dtype == .float32, "\(number)")
      #expect(try sum.array(of: Float.self)[1] == Float(number), "\(number)")
    }
    #expect(try (labels + .nan).array(of: Float.self).allSatisfy(\.isNaN))
  }

  @Test func bfloat16ProductsUnderAutocastOnly() throws {
    let a = try Tensor.ones([4, 4])
    #expect(try autocast(.bfloat16, on: .cpu) { try a.matmul(a).dtype } == .bfloat16)
    #expect(try autocast(.float32, on: .cpu) { try a.matmul(a).dtype } == .float32)
    #expect(try a.matmul(a).dtype == .float32)
  }

  @Test func handlesAreFreed() throws {
    let x = try Tensor.ones([8, 8])
    try x.setRequiresGrad(true)
    let before = try Tensor.liveCount()
    for _ in 0..<20 {
      let y = try x.matmul(x).gelu().split(3, axis: 0)
      try Tensor.cat(y, 0).sum().backward()
      x.gradient = nil
      _ = try? x.matmul(Tensor.zeros([3, 3]))
    }
    #expect(try Tensor.liveCount() == before)
  }

  @Test func devicesAreReadFromText() {
    #expect(Device("cpu") == .cpu)
    #expect(Device("cuda") == .cuda(0))
    #expect(Device("cuda:3") == .cuda(3))
    #expect(Device("cuda:-1") == nil)
    #expect(Device("gpu") == nil)
  }
}
