import Testing

@testable import Torch

/// What `precision: auto` takes.
@Suite struct PrecisionTests {
  @Test(arguments: [(7, 0, false), (7, 5, false), (8, 0, true), (8, 9, true), (9, 0, true), (12, 0, true)])
  func graphicsHaveBFloat16FromAmpereOn(major: Int, minor: Int, isInHardware: Bool) {
    let capability = (major: major, minor: minor)
    #expect(Precision.automatic(capability: capability) == (isInHardware ? .bfloat16 : .float32))
    #expect((Precision.doubt(capability, on: .cuda(1)) == nil) == isInHardware)
  }

  @Test func whatIsTakenInsteadIsSaid() throws {
    #expect(Precision.automatic(capability: nil) == .float32)
    let unknown = try #require(Precision.doubt(nil, on: .cuda(0)))
    #expect(unknown.hasPrefix("cuda:0 has an unknown compute capability; bf16 is in hardware from 8.0 on"))
    let old = try #require(Precision.doubt((major: 7, minor: 5), on: .cuda(1)))
    #expect(old.hasPrefix("cuda:1 has compute capability 7.5; ") && old.contains("so fp32 is taken"))
    #expect(old.contains("training.precision=bf16"))
  }

  @Test func theProcessorIsAskedToo() throws {
    let isInHardware = try TorchLibrary.hasFastBFloat16()
    #expect(try Precision.automatic(on: .cpu) == (isInHardware ? .bfloat16 : .float32))
    #expect(try Precision.doubt(on: .cpu) == nil)
    // No machine has so many: the driver says so, or is not there.
    #expect(try TorchLibrary.cudaCapability(of: 4095) == nil)
  }
}
