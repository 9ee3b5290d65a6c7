import Foundation

/// Our side of the benchmarks: each subcommand prints one JSON line, as its Python peer does.
@main
enum Main {
  private static let benchmarks: [String: @Sendable (Arguments) throws -> [String: Any]] = [
    "step": StepBenchmark.run, "losses": LossesBenchmark.run, "loader": LoaderBenchmark.run,
    "learning": LearningBenchmark.run, "multitask": MultitaskBenchmark.run, "memory": MemoryBenchmark.run,
    "startup": StartupBenchmark.run, "volumes": VolumesBenchmark.run, "slides": SlidesBenchmark.run,
    "loader-memory": LoaderMemoryBenchmark.run,
  ]

  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    guard let name = words.first, let benchmark = benchmarks[name] else {
      fail("allowed are \(benchmarks.keys.sorted().joined(separator: ", ")); Benchmarks/run.sh calls them")
    }
    do {
      var result = try benchmark(Arguments(Array(words.dropFirst())))
      result["name"] = name
      print(try jsonLine(result))
    } catch {
      fail("\(error)")
    }
  }

  static func jsonLine(_ values: [String: Any]) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: values, options: [.sortedKeys]), as: UTF8.self)
  }

  private static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("umedpt-bench: \(message)\n".utf8))
    exit(1)
  }
}

/// `--name value` pairs.
struct Arguments {
  private let values: [String: String]

  init(_ words: [String]) throws {
    var values: [String: String] = [:]
    for i in stride(from: 0, to: words.count, by: 2) {
      guard words[i].hasPrefix("--"), i + 1 < words.count else { throw ArgumentError(words[i]) }
      values[String(words[i].dropFirst(2))] = words[i + 1]
    }
    self.values = values
  }

  func text(_ name: String, default fallback: String? = nil) throws -> String {
    guard let value = values[name] ?? fallback else { throw ArgumentError("--\(name) is missing") }
    return value
  }

  func integer(_ name: String, default fallback: Int) throws -> Int {
    guard let text = values[name] else { return fallback }
    guard let value = Int(text) else { throw ArgumentError("--\(name) \(text)") }
    return value
  }
}

struct ArgumentError: Error, CustomStringConvertible {
  let description: String
  init(_ words: String) { description = "\(words): expected --name value" }
}
