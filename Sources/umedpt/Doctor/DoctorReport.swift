import Datasets
import Foundation
import Settings
import Training

/// One thing that `doctor` looked at.
struct DoctorItem: Codable, Equatable {
  enum Status: String, Codable {
    case ok
    /// Something works less well without it.
    case warning
    /// Nothing is trained without it.
    case missing
  }

  let name: String
  let status: Status
  /// What was found, or what is wrong.
  let text: String
  /// What to do about it.
  let hint: String?

  static func found(_ name: String, _ text: String) -> DoctorItem {
    DoctorItem(name: name, status: .ok, text: text, hint: nil)
  }

  static func warning(_ name: String, _ text: String, hint: String) -> DoctorItem {
    DoctorItem(name: name, status: .warning, text: text, hint: hint)
  }

  static func missing(_ name: String, _ text: String, hint: String) -> DoctorItem {
    DoctorItem(name: name, status: .missing, text: text, hint: hint)
  }
}

/// What is installed here, and whether it suffices.
struct DoctorReport: Codable {
  let version: String
  let items: [DoctorItem]
  let isReady: Bool

  /// Looks around; opens libraries in other processes only.
  static func make(version: String, environment: [String: String]) -> DoctorReport {
    let libraries = LibraryProbe.allCases.flatMap { $0.ask() }
    let cache = VerdictCache.standard(environment: environment).folder
    let items =
      [.found("system", ProcessInfo.processInfo.operatingSystemVersionString)] + libraries
      + [.found("libyaml", YamlLibrary.version), gnuplot(environment)]
      + [
        disk("disk here", FileManager.default.currentDirectoryPath, hint: "free some space, or train with --out DIR"),
        disk("disk of the cache", cache, hint: "set XDG_CACHE_HOME to a folder on a disk with space"),
      ]
    return DoctorReport(version: version, items: items, isReady: !items.contains { $0.status == .missing })
  }

  /// A table for people.
  var text: String {
    let width = items.map(\.name.count).max() ?? 0
    let lines = items.flatMap { item -> [String] in
      let sign = item.status == .ok ? "" : "\(item.status.rawValue): "
      let name = item.name + String(repeating: " ", count: width - item.name.count)
      return ["  \(name)  \(sign)\(item.text)"]
        + (item.hint.map { [String(repeating: " ", count: width + 4) + $0] } ?? [])
    }
    let end = isReady ? "All that is needed is here." : "Something that is needed is missing; see above."
    return (["umedpt \(version)"] + lines + [end]).joined(separator: "\n") + "\n"
  }

  private static let smallDisk = 2_000_000_000

  private static func disk(_ name: String, _ path: String, hint: String) -> DoctorItem {
    guard let free = DiskSpace.free(at: path) else { return .warning(name, "\(path): free space unknown", hint: hint) }
    let text = "\(DiskSpace.words(free)) free in \(path)"
    return free < smallDisk ? .warning(name, text, hint: hint) : .found(name, text)
  }

  private static func gnuplot(_ environment: [String: String]) -> DoctorItem {
    let hint = "plots of reports are plainer without it; `make setup` or `apt-get install gnuplot-nox`"
    guard let path = Programs.path(of: "gnuplot", environment) else {
      return .warning("gnuplot", "not on PATH", hint: hint)
    }
    guard let version = Programs.firstLine(of: path, ["--version"]) else {
      return .warning("gnuplot", "\(path) does not run", hint: hint)
    }
    return .found("gnuplot", version.replacing("gnuplot ", with: ""))
  }
}

/// Programs beside this one.
enum Programs {
  /// Where the shell would find a program; nil if nowhere.
  static func path(of name: String, _ environment: [String: String]) -> String? {
    (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// The first line that a program writes to stdout; nil if it fails.
  static func firstLine(of path: String, _ arguments: [String]) -> String? {
    let child = Process()
    let pipe = Pipe()
    child.executableURL = URL(fileURLWithPath: path)
    child.arguments = arguments
    child.standardOutput = pipe
    child.standardError = FileHandle.nullDevice
    child.standardInput = FileHandle.nullDevice
    guard (try? child.run()) != nil else { return nil }
    let answer = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    child.waitUntilExit()
    guard child.terminationStatus == 0 else { return nil }
    return answer.split(separator: "\n").first.map(String.init)
  }
}
