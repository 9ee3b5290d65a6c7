import Foundation
import Torch

/// On what a training or an evaluation computes, in which arithmetic, and what is to be said about it.
public struct DeviceChoice: Sendable {
  /// Where tensors lie.
  public let device: Device
  /// The arithmetic of matrix products and convolutions.
  public let precision: Precision
  /// A GPU seems to be wanted, and the CPU was taken.
  public let warning: String?
  /// Why a GPU computes in float32.
  public let note: String?

  /// - Parameters:
  ///   - device: nil takes a GPU where there is one.
  ///   - precision: nil takes what the device is fast at.
  ///   - trained: the arithmetic of the training that is scored; it counts where `precision` is nil and the device has
  ///     it in hardware.
  ///   - environment: may name or hide GPUs.
  /// - Throws: `SharedLibraryError` where libtorch cannot be opened.
  public init(
    _ device: Device?, precision: Precision?, trained: Precision? = nil, environment: [String: String]
  ) throws {
    let chosen = try device ?? .automatic()
    self.device = chosen
    self.precision = Self.precision(precision, trained: trained, automatic: try .automatic(on: chosen))
    note = precision == nil && trained != .float32 ? try Precision.doubt(on: chosen) : nil
    let isFallback = device == nil && chosen == .cpu
    warning = isFallback ? Self.missedGraphics(environment, files: Self.deviceFiles) : nil
  }

  /// float32 is everywhere; bfloat16 is taken up only where it is in hardware.
  static func precision(_ asked: Precision?, trained: Precision?, automatic: Precision) -> Precision {
    asked ?? (trained == .float32 ? .float32 : automatic)
  }

  /// Signs of a GPU on a machine where libtorch finds none; nil where there are none, or GPUs are hidden on purpose.
  /// - Parameter files: names in `/dev`.
  static func missedGraphics(_ environment: [String: String], files: [String]) -> String? {
    let visible = environment["CUDA_VISIBLE_DEVICES"]
    if let visible, hidesAll.contains(visible) { return nil }
    let file = files.filter { $0.hasPrefix("nvidia") && $0.dropFirst(6).first?.isNumber == true }.min()
    guard let sign = visible.map({ "CUDA_VISIBLE_DEVICES is \($0)" }) ?? file.map({ "/dev/\($0) is there" }) else {
      return nil
    }
    return "--device auto: \(sign), but libtorch finds no CUDA device, so the CPU is taken; a libtorch with CUDA and a "
      + "working driver (`nvidia-smi`) are needed, or say --device cpu"
  }

  /// Values of CUDA_VISIBLE_DEVICES that name no GPU.
  private static let hidesAll: Set<String> = ["", "-1", "NoDevFiles", "none", "void"]

  private static var deviceFiles: [String] { (try? FileManager.default.contentsOfDirectory(atPath: "/dev")) ?? [] }
}
