import Datasets
import Foundation
import Settings
import Torch
import Training

/// Flags that several verbs share, and what they mean.
enum RunFlags {
  static let device = FlagSpecification(
    "device", value: .init("DEVICE"), help: "auto, cpu, cuda or cuda:N (default: auto)")

  /// Every score in place of the first one of each task.
  static let allScores = FlagSpecification("verbose", short: .v, help: "all scores of a task, not its first alone")

  /// The device that was asked for; nil for `auto`.
  static func device(_ command: ParsedCommand) throws -> Device? {
    guard let text = command.value(of: "device"), text != "auto" else { return nil }
    guard let device = Device(text) else {
      throw UsageError("--device: found \"\(text)\"; allowed are auto, cpu, cuda and cuda:N")
    }
    guard case .cuda(let index) = device else { return device }
    let count = try TorchLibrary.cudaDeviceCount()
    guard index < count else {
      throw ResourceError("--device \(text): this machine has \(count) CUDA devices; use --device cpu or auto")
    }
    return device
  }

  /// The options of a run that every training takes from the command line.
  static func options(_ command: ParsedCommand) throws -> RunOptions {
    var options = RunOptions()
    options.device = try device(command)
    options.command = CommandLine.arguments
    options.version = Main.version
    options.environment = ProcessInfo.processInfo.environment
    options.verdicts = .standard()
    options.shown = command.isSet("quiet") ? .warning : .information
    options.stop = .install()
    return options
  }
}
