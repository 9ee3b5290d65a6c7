import Foundation
import Settings

/// Turns a foreign data set into a task: `task.yaml` and its table; images stay where they are.
public struct TaskImport {
  /// What was made of a source.
  public struct Result: Sendable {
    /// The written description.
    public let path: String
    /// Its name in the catalog.
    public let format: String
    /// Why the format was taken, where `auto` chose it.
    public let reason: String?
    /// What was changed and left out.
    public let report: ImportReport
    /// Samples by split.
    public let samples: [Split: Int]
    /// Patients or slides, where the source tells them; else 0.
    public let groups: Int
    /// Class -> samples, positives or boxes; for masks nil, because they were not opened.
    public let classes: [(name: String, count: Int?)]
    /// What a label of the written task is.
    public let labelType: LabelType
  }

  /// The word for choosing the format by looking.
  public static let automatic = "auto"

  private let request: ImportRequest

  /// Nothing is read yet.
  public init(_ request: ImportRequest) { self.request = request }

  /// Reads the source and writes the task.
  /// - Parameter format: a name of the catalog, or `auto`.
  /// - Throws: `UsageError` for what the request lacks and for files that are in the way, `OutputError` for a folder
  ///   that cannot be written, `DataError` for what the source lacks, the imaging library's error when masks are to be
  ///   drawn and it cannot be opened.
  public func run(format: String) throws -> Result {
    try Self.requireKnown(format)
    try refuseExisting()
    // A wrong name is told before a large source is read.
    _ = try ImportWriter.name(request)
    guard ImageFolder.exists(request.source) else {
      throw DataError(.missingFile, at: request.source, "there is no such file or folder")
    }
    let choice = try ImportChoice(format, request)
    var set = try choice.importer.read(choice.request)
    do {
      set.finish(choice.request)
      guard !set.samples.isEmpty else { throw Self.nothing(set, choice.request) }
      let writer = try ImportWriter(set, choice.request)
      let path = try writer.write()
      return Self.result(writer.set, path: path, format: choice.importer.name, reason: choice.reason)
    } catch {
      set.removeWritten()
      throw error
    }
  }

  /// The file that stands for a task.
  public static func descriptionPath(_ out: String) -> String {
    PathName.joined(out, ImportedText.descriptionName)
  }

  /// The other files are compared when the source is read and their names are known.
  private func refuseExisting() throws {
    let path = Self.descriptionPath(request.out)
    guard !request.overwrites, ImageFolder.exists(path) else { return }
    throw UsageError("\(path): there is a task already; give another --out, or --force to replace it")
  }

  // MARK: Format

  private static func requireKnown(_ format: String) throws {
    let names = ImporterCatalog.all.map(\.name) + [automatic]
    guard !names.contains(format) else { return }
    let near = NearestName.of(format, in: names).map { "; did you mean \($0)?" } ?? ""
    throw UsageError("FORMAT: found \(format); one of \(names.joined(separator: ", ")) is expected\(near)")
  }

  private static func nothing(_ set: ImportedSet, _ request: ImportRequest) -> DataError {
    let reasons = set.report.leftOut.map { "\($0.count) left out: \($0.reason) (\($0.examples[0]))" }
    return DataError(
      .noFiles, at: request.source,
      "no sample was found" + (reasons.isEmpty ? "" : "; " + reasons.joined(separator: "; ")),
      allowed: "one or more", hint: "see the formats with umedpt import --help")
  }

  private static func result(_ set: ImportedSet, path: String, format: String, reason: String?) -> Result {
    let splits = Dictionary(grouping: set.samples) { $0.split ?? .train }.mapValues(\.count)
    return Result(
      path: path, format: format, reason: reason, report: set.report, samples: splits,
      groups: Set(set.samples.compactMap(\.group)).count, classes: set.classCounts, labelType: set.labelType)
  }
}

extension ImportedSet {
  /// Removes what the reading wrote: it would be in the way of the next try.
  func removeWritten() {
    for file in written { unlink(file) }
    for folder in Set(written.map(ImageFolder.above)) { rmdir(folder) }
  }

  /// Occurrences of each class.
  fileprivate var classCounts: [(name: String, count: Int?)] {
    guard labelType != .segmentation else { return classes.map { ($0, nil) } }
    var counts = [Int](repeating: 0, count: classes.count)
    for sample in samples {
      switch sample.label {
      case .classIndex(let index): counts[index] += 1
      case .states(let cells): for index in cells.indices where Double(cells[index]) == 1 { counts[index] += 1 }
      case .boxes(let boxes, _): for box in boxes { counts[box.label] += 1 }
      case .mask, .drawing: break
      }
    }
    return zip(classes, counts).map { ($0, $1) }
  }
}
