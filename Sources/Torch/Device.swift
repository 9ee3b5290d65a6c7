import CTorch

/// Where tensors live and are computed.
public enum Device: Sendable, Equatable, CustomStringConvertible {
  /// The processor.
  case cpu
  /// A GPU by its number from 0, as CUDA counts those that are visible.
  case cuda(Int)

  /// Reads `cpu`, `cuda` or `cuda:N`; nil for anything else.
  public init?(_ text: String) {
    switch text {
    case "cpu": self = .cpu
    case "cuda": self = .cuda(0)
    default:
      guard text.hasPrefix("cuda:"), let index = Int(text.dropFirst(5)), index >= 0 else { return nil }
      self = .cuda(index)
    }
  }

  /// The first CUDA device where there is one, else the CPU.
  /// - Throws: `SharedLibraryError` where libtorch cannot be opened.
  public static func automatic() throws -> Device { try TorchLibrary.cudaDeviceCount() > 0 ? .cuda(0) : .cpu }

  /// What `init(_:)` reads: `cpu` or `cuda:N`.
  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .cuda(let index): "cuda:\(index)"
    }
  }

  var type: um_device_type { self == .cpu ? UM_CPU : UM_CUDA }

  var index: Int {
    switch self {
    case .cpu: -1
    case .cuda(let index): index
    }
  }
}
