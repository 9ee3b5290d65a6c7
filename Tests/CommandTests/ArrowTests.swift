import Foundation
import Testing

/// The arrows between the targets go down only.
@Suite struct ArrowTests {
  /// Free for all.
  private static let leaves: Set = ["Statistics", "SafeTensors", "Settings", "SharedLibrary"]

  /// What each target may import of this package besides the leaves.
  private static let arrows: [String: Set<String>] = [
    "umedpt": [
      "Evaluation", "Training", "Models", "Datasets", "NN", "Imaging", "Torch", "Demonstration",
    ],
    "Evaluation": ["Training", "Models", "Datasets", "NN", "Imaging", "Torch"],
    "Training": ["Models", "Datasets", "NN", "Imaging", "Torch", "CCrypto"],
    "Models": ["NN", "Torch"],
    "NN": ["Torch"],
    "Torch": ["CTorch"],
    "Demonstration": ["Datasets", "Imaging"],
    "Datasets": ["Imaging"],
    "Imaging": ["CImaging"],
    "Settings": ["CYaml"], "Statistics": [], "SafeTensors": [], "SharedLibrary": [],
  ]

  /// Modules of the system.
  private static let system: Set = ["Foundation", "Dispatch", "Synchronization", "Glibc", "Darwin"]

  private static var package: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }

  @Test(arguments: arrows.keys.sorted()) func importsGoDown(target: String) throws {
    let allowed = Self.leaves.union(Self.system).union(Self.arrows[target] ?? [])
    let files = try Self.swiftFiles(of: target)
    #expect(!files.isEmpty)
    for file in files {
      for module in try Self.imports(of: file) where !allowed.contains(module) {
        Issue.record("\(file.lastPathComponent) imports \(module); \(target) may import \(allowed.sorted())")
      }
    }
  }

  @Test func everyTargetHasItsArrows() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.package.path + "/Sources")
    let swift = try folders.filter { try !Self.swiftFiles(of: $0).isEmpty }
    #expect(Set(swift) == Set(Self.arrows.keys))
  }

  @Test func pixelsAndDataKnowNoTensor() {
    for target in ["Imaging", "Datasets", "Demonstration"] {
      #expect(Self.reachable(from: target).isDisjoint(with: ["Torch", "CTorch", "NN", "Models"]))
    }
  }

  /// Libraries tell their errors by throwing.
  @Test(arguments: arrows.keys.sorted().filter { $0 != "umedpt" }) func librariesNeitherTrapNorPrint(target: String)
    throws
  {
    for file in try Self.swiftFiles(of: target) {
      let code = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter {
        !$0.drop { $0 == " " }.hasPrefix("//")
      }
      for line in code {
        for word in ["fatalError(", "try!", " as! "] where line.contains(word) {
          Issue.record("\(file.lastPathComponent): \(line)")
        }
        if line.drop(while: { $0 == " " }).hasPrefix("print(") { Issue.record("\(file.lastPathComponent): \(line)") }
      }
    }
  }

  private static func reachable(from target: String) -> Set<String> {
    (arrows[target] ?? []).reduce(into: []) { found, next in found.formUnion(reachable(from: next).union([next])) }
  }

  private static func swiftFiles(of target: String) throws -> [URL] {
    let folder = package.appendingPathComponent("Sources/\(target)")
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
      .map { folder.appendingPathComponent($0) }
  }

  /// Modules after `import`, whatever attributes or kinds stand around it.
  private static func imports(of file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
      guard let place = words.firstIndex(of: "import"), words[..<place].allSatisfy({ accessWords.contains($0) }) else {
        return nil
      }
      let rest = words[(place + 1)...].drop { kindWords.contains($0) }
      return rest.first.map { String($0.prefix { $0 != "." }) }
    }
  }

  private static let accessWords: Set<Substring> = ["public", "package", "internal", "private", "fileprivate"]
  private static let kindWords: Set<Substring> = [
    "struct", "class", "enum", "func", "protocol", "typealias", "let", "var",
  ]
}
