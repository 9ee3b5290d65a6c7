import Datasets
import Foundation
import Settings

/// `umedpt split TASK.yaml`.
enum SplitVerb: Verb {
  static let specification = VerbSpecification(
    name: "split", summary: "divide a data set into stratified splits, folds or nested subsets, and store them",
    details: [
      "No group (patient, slide) is ever divided. Classes, labels, box classes and classes in masks keep their shares. "
        + "The file holds the ids, the seed, and a hash that tells when the table has changed; the same seed gives the "
        + "same file on every machine. task.yaml names it: splits: splits.json, or "
        + "splits: {file: splits.json, fold: 0}, or splits: {file: splits.json, percent: 10, repeat: 0}."
    ],
    positionals: [PositionalSpecification("TASK.yaml", help: "a task description")],
    flags: [
      FlagSpecification("test", value: .init("SHARE"), help: "share of the samples for testing, such as 0.3"),
      FlagSpecification("validation", value: .init("SHARE"), help: "share of the samples for validation"),
      FlagSpecification("folds", value: .init("K"), help: "parts of the training samples for cross-validation"),
      FlagSpecification(
        "subsets", value: .init("P,P,..."),
        help: "nested training subsets in percent, such as 1,5,10,25,50: each lies in the next"),
      FlagSpecification(
        "repeats", value: .init("R"), help: "random draws of the subsets (default: 5); draw r has seed + r"),
      FlagSpecification("seed", value: .init("S"), help: "a whole number (default: 0)"),
      FlagSpecification("ignore-listed", help: "deal out the validation and test samples of the table as well"),
      FlagSpecification(
        "out", short: .o, value: .init("FILE", .file), help: "default: splits.json beside the task description"),
      FlagSpecification("force", help: "replace an earlier file of umedpt split"),
      FlagSpecification("json", help: "the file's text on stdout in place of the table"),
    ],
    examples: [
      .init("umedpt split Examples/first-run/photos.yaml --test 0.3 --out /tmp/splits.json", "70 % train, 30 % test"),
      .init(
        "umedpt split task.yaml --test 0.3 --subsets 1,5,10,25,50 --seed 7", "the paper's series of training sizes"),
    ])

  static func run(_ command: ParsedCommand) throws -> ExitCode {
    let path = command.positionals[0]
    let description = try TaskDescription.read(path: path)
    let out = command.value(of: "out") ?? folder(of: path) + "splits.json"
    try requirePlace(.split(out), isForced: command.isSet("force"))
    let outcome = try TaskSplit(description, wish(command)).run()
    let text = try outcome.split.text()
    try OutputPlace.write(text, to: out)
    Output.write(command.isSet("json") ? text : SplitText(outcome, path: out, named: name(of: out, in: path)).text)
    return .success
  }

  /// The file as its task description names it: from the description's own folder, unless it lies elsewhere and was
  /// given from the root.
  private static func name(of file: String, in description: String) -> String {
    guard let from = realFolder(of: description), let to = realFolder(of: file) else { return file }
    let way = PathName.relative(to + "/" + file.dropFirst(folder(of: file).count), from: from)
    return file.hasPrefix("/") && way.hasPrefix("../") ? file : way
  }

  /// Without links: `..` leads out of the folder itself, not of a link to it.
  private static func realFolder(of path: String) -> String? {
    let folder = folder(of: path)
    guard let real = realpath(folder.isEmpty ? "." : folder, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// `--force` replaces an earlier split and nothing else.
  private static func requirePlace(_ file: ReplaceableFile, isForced: Bool) throws {
    try file.requireOurs()
    if file.isThere, !isForced {
      throw UsageError("\(file.path): the file is there already; give another --out, or --force to replace it")
    }
    try OutputPlace.requireWritable(file.path)
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// - Throws: `UsageError` if nothing is asked for.
  private static func wish(_ command: ParsedCommand) throws -> TaskSplit.Wish {
    var wish = TaskSplit.Wish()
    wish.test = try command.double(of: "test", in: 0.001...0.95) ?? 0
    wish.validation = try command.double(of: "validation", in: 0.001...0.95) ?? 0
    wish.folds = try command.integer(of: "folds", in: 1...1000) ?? 0
    wish.percents = try percents(command)
    wish.repeats = try command.integer(of: "repeats", in: 1...1000) ?? 5
    wish.seed = UInt64(try command.integer(of: "seed", in: 0 ... .max) ?? 0)
    wish.ignoresListed = command.isSet("ignore-listed")
    guard wish.test > 0 || wish.validation > 0 || wish.folds > 0 || !wish.percents.isEmpty else {
      throw UsageError("nothing to divide; give --test, --validation, --folds or --subsets")
    }
    return wish
  }

  private static func percents(_ command: ParsedCommand) throws -> [Double] {
    guard let text = command.value(of: "subsets") else { return [] }
    let words = text.split(separator: ",").map(String.init)
    let numbers = words.compactMap { Double($0) }
    guard !words.isEmpty, numbers.count == words.count, numbers.allSatisfy(\.isFinite) else {
      throw UsageError("--subsets: found \(text); numbers with commas are expected, such as 1,5,10,25,50")
    }
    let isAscending = zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
    guard isAscending, numbers.allSatisfy({ $0 > 0 && $0 <= 100 }) else {
      throw UsageError("--subsets: found \(text); ascending percents above 0 and up to 100 are expected")
    }
    return numbers
  }
}
