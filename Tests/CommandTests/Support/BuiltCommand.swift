import Foundation
import GoldenArrays

/// The built command, run as a child process.
struct BuiltCommand {
  /// What a finished child left.
  struct Result {
    let code: Int32
    let wasSignalled: Bool
    let stdout: String
    let stderr: String
  }

  let executable: String
  /// Where the child runs, and where its cache lies.
  let folder: TemporaryFolder

  init(_ folder: TemporaryFolder, executable: String = BuiltCommand.built) {
    self.folder = folder
    self.executable = executable
  }

  /// `umedpt` beside the test bundle.
  static var built: String { buildFolder + "/umedpt" }

  /// The folder of the test bundle, where every product of the build lies.
  static var buildFolder: String {
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
    var url = URL(fileURLWithPath: bundle).resolvingSymlinksInPath().deletingLastPathComponent()
    while url.path != "/", !FileManager.default.fileExists(atPath: url.path + "/umedpt") {
      url.deleteLastPathComponent()
    }
    return url.path
  }

  /// Runs to the end.
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
    try start(arguments, environment: environment).finish()
  }

  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
    try start(arguments, environment: environment).finish()
  }

  /// Starts a child and returns at once.
  func start(_ arguments: [String], environment: [String: String] = [:]) throws -> RunningCommand {
    try RunningCommand(executable, arguments, in: folder, environment)
  }
}

/// A child that may be stopped.
final class RunningCommand {
  private let process = Process()
  private let output: String
  private let errors: String

  fileprivate init(
    _ executable: String, _ arguments: [String], in folder: TemporaryFolder, _ environment: [String: String]
  ) throws {
    // Files instead of pipes: a child never waits for a reader.
    let name = UUID().uuidString
    (output, errors) = (folder.path(".\(name).out"), folder.path(".\(name).err"))
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = Self.environment(folder).merging(environment) { $1 }
    process.standardOutput = try Self.handle(output)
    process.standardError = try Self.handle(errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var isRunning: Bool { process.isRunning }

  var identifier: Int32 { process.processIdentifier }

  /// What the child has written to stdout so far.
  var stdout: String { (try? text(of: output)) ?? "" }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  func finish() throws -> BuiltCommand.Result {
    process.waitUntilExit()
    return BuiltCommand.Result(
      code: process.terminationStatus, wasSignalled: process.terminationReason == .uncaughtSignal,
      stdout: try text(of: output), stderr: try text(of: errors))
  }

  /// Waits until `condition` holds.
  /// - Returns: false if the child ended first.
  func wait(until condition: () -> Bool) -> Bool {
    while !condition() {
      guard process.isRunning else { return condition() }
      usleep(2000)
    }
    return true
  }

  /// The cache of each test is its own, one thread a child is fastest for tiny pictures, and the CPU gives the same
  /// everywhere.
  private static func environment(_ folder: TemporaryFolder) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    environment["XDG_CACHE_HOME"] = folder.path(".cache")
    environment["OMP_NUM_THREADS"] = "1"
    environment["CUDA_VISIBLE_DEVICES"] = ""
    return environment
  }

  private static func handle(_ path: String) throws -> FileHandle {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }
}
