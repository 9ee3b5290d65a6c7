import Datasets
import Evaluation
import Imaging
import Settings
import SharedLibrary
import Torch
import Training

/// What an error means for the command: its exit code and its text.
enum Failure {
  /// The code of the error, or of the error that it wraps.
  static func exitCode(of error: any Error) -> ExitCode {
    switch error {
    case let error as any ExitCodeError: error.exitCode
    case is SharedLibraryError: .resources
    case let error as TorchError where error.isOutOfMemory: .resources
    case let error as SampleError: exitCode(of: error.cause)
    case let error as BatchError: exitCode(of: error.cause)
    case let error as UpdateError: exitCode(of: error.cause)
    case let error as PredictionError: exitCode(of: error.cause)
    case is DataError, is ImageError: .dataErrors
    default: .runFailed
    }
  }

  /// The error's own words; memory that ran out gets a remedy.
  static func text(of error: any Error) -> String {
    guard isOutOfMemory(error) else { return "\(error)" }
    // What an evaluation takes at once is not the user's to choose, and a resumed run keeps its sizes.
    let remedy =
      switch error {
      case is PredictionError: ", or choose another --device, such as cpu"
      case is UpdateError: "; a new run may have a smaller model.size"
      default: "; a new run may have smaller tasks[].batch or tasks[].size"
      }
    return "\(error); close other programs that use its memory\(remedy)"
  }

  private static func isOutOfMemory(_ error: any Error) -> Bool {
    switch error {
    case let error as TorchError: error.isOutOfMemory
    case let error as BatchError: isOutOfMemory(error.cause)
    case let error as UpdateError: isOutOfMemory(error.cause)
    case let error as PredictionError: isOutOfMemory(error.cause)
    default: false
    }
  }
}

extension TorchError {
  /// libtorch tells its allocators' failures in words only.
  fileprivate var isOutOfMemory: Bool {
    message.contains("out of memory") || message.contains("can't allocate memory")
  }
}
