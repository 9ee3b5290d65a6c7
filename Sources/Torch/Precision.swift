/// The arithmetic of matrix products and convolutions, and the type of the activations between them. Weights, norm
/// statistics, softmax, losses, and the last layers of heads that give scores or boxes are float32 in both.
public enum Precision: String, Sendable, CaseIterable {
  /// IEEE 754, 32 bits.
  case float32 = "fp32"
  /// The upper half of a float32, for matrix products and convolutions.
  case bfloat16 = "bf16"

  /// bfloat16 where the hardware has it, else float32. A GPU that does not tell counts as one without.
  /// - Throws: `SharedLibraryError` where libtorch cannot be opened.
  public static func automatic(on device: Device) throws -> Precision {
    switch device {
    case .cpu: try TorchLibrary.hasFastBFloat16() ? .bfloat16 : .float32
    case .cuda(let index): automatic(capability: try TorchLibrary.cudaCapability(of: index))
    }
  }

  /// Why `automatic` is float32 on a GPU, in words; nil for a GPU where it is not, and for the CPU.
  /// - Throws: `SharedLibraryError` where libtorch cannot be opened.
  public static func doubt(on device: Device) throws -> String? {
    guard case .cuda(let index) = device else { return nil }
    return doubt(try TorchLibrary.cudaCapability(of: index), on: device)
  }
}

extension Precision {
  typealias Capability = (major: Int, minor: Int)

  static func automatic(capability: Capability?) -> Precision {
    (capability?.major ?? 0) >= leastCapability ? .bfloat16 : .float32
  }

  static func doubt(_ capability: Capability?, on device: Device) -> String? {
    guard automatic(capability: capability) == .float32 else { return nil }
    let found = capability.map { "compute capability \($0.major).\($0.minor)" } ?? "an unknown compute capability"
    return "\(device) has \(found); bf16 is in hardware from \(leastCapability).0 on, so fp32 is taken; "
      + "training.precision=bf16 overrides"
  }

  /// The major compute capability (Ampere) from which matrix products are in bfloat16; cards before it emulate them.
  private static let leastCapability = 8
}
