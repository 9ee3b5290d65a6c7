import Foundation
import Imaging
import SharedLibrary
import Torch

/// Opens one of the libraries in a process of its own.
///
/// A library that was built for another CPU kills the process that opens it, and `doctor` has to survive that. So the
/// command starts itself with two arguments that no help shows, and the child answers in JSON on stdout.
enum LibraryProbe: String, CaseIterable {
  case libtorch, imaging

  private static let word = "__probe"

  /// The probe that this process was started for, if it was.
  init?(arguments: [String]) {
    guard arguments.count == 2, arguments[0] == Self.word else { return nil }
    self.init(rawValue: arguments[1])
  }

  /// In the child: writes what was found to stdout.
  /// - Returns: the child's exit status.
  func answer() -> Int32 {
    do {
      try Output.json(found())
      return 0
    } catch {
      return 1
    }
  }

  /// In the parent: what the child found.
  func ask() -> [DoctorItem] {
    let (status, answer) = Self.runChild(rawValue)
    if let items = try? JSONDecoder().decode([DoctorItem].self, from: answer) { return items }
    return [.missing(title, "opening it ended the process (\(status))", hint: hint)]
  }

  private var title: String { self == .libtorch ? "libtorch" : "imaging" }

  private var hint: String {
    switch self {
    case .libtorch:
      "`make setup` fetches a libtorch for this machine, `make build` puts libCTorchLibrary.so beside the command"
    case .imaging:
      "`make setup` installs ITK, OpenCV and OpenSlide, `make build` puts libCImagingLibrary.so beside the command"
    }
  }

  private func found() -> [DoctorItem] {
    do {
      return self == .libtorch ? try Self.torchItems() : try Self.imagingItems()
    } catch let error as SharedLibraryError {
      return [.missing(title, "cannot open \(error.file): \(error.reason)", hint: hint)]
    } catch {
      return [.missing(title, "\(error)", hint: hint)]
    }
  }

  private static func torchItems() throws -> [DoctorItem] {
    let graphics = (0..<(try TorchLibrary.cudaDeviceCount())).map { "cuda:\($0)" }
    return [
      .found("libtorch", try TorchLibrary.version()),
      .found("devices", (["cpu"] + graphics).joined(separator: ", ") + "; auto takes \(try Device.automatic())"),
      .found("threads", "\(try TorchLibrary.threadCount()) of \(ProcessInfo.processInfo.activeProcessorCount) cores"),
      .found(
        "bf16 on the CPU",
        try TorchLibrary.hasFastBFloat16() ? "in hardware" : "not in hardware; precision auto takes fp32"),
    ]
  }

  private static func imagingItems() throws -> [DoctorItem] {
    try ImagingVersions.read().entries.map { .found($0.name, $0.version) }
  }

  private static func runChild(_ library: String) -> (status: String, answer: Data) {
    let child = Process()
    let pipe = Pipe()
    child.executableURL = Bundle.main.executableURL
    child.arguments = [word, library]
    child.standardOutput = pipe
    child.standardError = FileHandle.nullDevice
    do {
      try child.run()
    } catch {
      return ("it could not be started: \(error.localizedDescription)", Data())
    }
    let answer = pipe.fileHandleForReading.readDataToEndOfFile()
    child.waitUntilExit()
    let kind = child.terminationReason == .uncaughtSignal ? "signal" : "status"
    return ("\(kind) \(child.terminationStatus)", answer)
  }
}
