import Datasets
import Settings

/// The flags of `import` as a request.
struct ImportFlags {
  private let command: ParsedCommand

  init(_ command: ParsedCommand) { self.command = command }

  /// - Throws: `UsageError` that names the flag.
  func request() throws -> ImportRequest {
    guard let out = command.value(of: "out") else {
      throw UsageError("--out is missing; give the folder that gets task.yaml: --out tasks/NAME")
    }
    var request = ImportRequest(source: command.positionals[1], out: out)
    request.name = command.value(of: "name")
    request.modality = command.value(of: "modality").flatMap(Modality.init(rawValue:))
    request.kind = command.value(of: "as").flatMap(ImportRequest.Kind.init(rawValue:))
    request.classes = command.value(of: "classes").map(Self.list)
    request.values = try pairs("value").map { ($0.0, $0.1) }
    request.images = command.value(of: "images")
    request.validation = command.value(of: "validation")
    request.test = command.value(of: "test")
    request.renamed = try uniquePairs("rename")
    request.columns = try uniquePairs("column")
    request.wanted = try uniquePairs("where")
    request.splits = try splits()
    request.channel = command.value(of: "channel")
    request.fold = try command.integer(of: "fold", in: 0...9999)
    request.size = try size()
    request.encoding = command.value(of: "encoding").flatMap(RunLengthEncoding.init(rawValue:))
    request.missing = command.value(of: "missing") == "negative" ? .negative : .unknown
    request.root = command.value(of: "root")
    request.license = command.value(of: "license")
    request.overwrites = command.isSet("force")
    try takePatterns(&request)
    try refuseUnknownColumns(request)
    return request
  }

  private func takePatterns(_ request: inout ImportRequest) throws {
    request.only = try pattern("only")
    request.group = try pattern("group-pattern")
    request.label = try pattern("label-pattern")
    request.split = try pattern("split-pattern")
    request.maskRules = try command.values(of: "mask").map { try MaskRule($0, flag: "--mask") }
  }

  private func pattern(_ flag: String) throws -> NamePattern? {
    try command.value(of: flag).map { try NamePattern($0, flag: "--\(flag)") }
  }

  private static let columns = ["id", "image", "label", "mask", "group", "center", "split"]

  private func refuseUnknownColumns(_ request: ImportRequest) throws {
    for name in request.columns.keys.sorted() where !Self.columns.contains(name) {
      let near = NearestName.of(name, in: Self.columns).map { "; did you mean \($0)?" } ?? ""
      throw UsageError(
        "--column \(name)=...: no column of ours\(near); allowed: \(Self.columns.joined(separator: ", "))")
    }
  }

  private func pairs(_ flag: String) throws -> [(String, String)] {
    try command.values(of: flag).map { text in
      guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
        throw UsageError("--\(flag): found \"\(text)\"; write two words with = between them")
      }
      return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }
  }

  private func uniquePairs(_ flag: String) throws -> [String: String] {
    try pairs(flag).reduce(into: [:]) { found, pair in
      guard let other = found.updateValue(pair.1, forKey: pair.0) else { return }
      throw UsageError("--\(flag) \(pair.0)=...: given twice, as \(other) and \(pair.1); give it once")
    }
  }

  private func splits() throws -> [String: Split] {
    var splits: [String: Split] = [:]
    for (name, word) in try uniquePairs("split").sorted(by: { $0.key < $1.key }) {
      guard let split = Split(rawValue: word) else {
        let all = Split.allCases.map(\.rawValue).joined(separator: ", ")
        throw UsageError("--split \(name)=\(word): one of \(all) is expected")
      }
      splits[name] = split
    }
    return splits
  }

  private func size() throws -> PixelSize? {
    guard let text = command.value(of: "size") else { return nil }
    let numbers = text.split(separator: "x").compactMap { Int($0) }
    guard numbers.count == 2, numbers.allSatisfy({ (1...1_000_000).contains($0) }) else {
      throw UsageError("--size: found \(text); write WIDTHxHEIGHT, such as 1024x1024")
    }
    return PixelSize(height: numbers[1], width: numbers[0])
  }

  private static func list(_ text: String) -> [String] {
    text.split(separator: ",").map { word in
      let start = word.drop { $0 == " " }
      return String(start.reversed().drop { $0 == " " }.reversed())
    }
  }
}
