import Foundation

/// Where a program lies; nil if it is not installed.
func program(_ name: String) -> URL? {
  let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/bin").split(separator: ":")
  let path = folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  return path.map { URL(fileURLWithPath: $0) }
}

/// Runs a program to its end and returns its exit status.
func run(_ program: URL, _ arguments: [String]) throws -> Int32 {
  let process = Process()
  process.executableURL = program
  process.arguments = arguments
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  return process.terminationStatus
}
