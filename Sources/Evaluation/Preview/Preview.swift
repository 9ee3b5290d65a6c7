import Datasets
import Foundation
import Imaging
import Settings

/// Contact sheets of the first training samples of runs: what the model will really see, augmented, with masks and
/// boxes.
///
/// The samples come from each run's own loader, so their pixels are those of the first steps of a training with the
/// same settings and seed.
public struct Preview {
  /// Samples of each task.
  public let count: Int

  /// - Parameter count: samples of each task.
  public init(count: Int) { self.count = count }

  /// Tasks that are loaded together: those of a run, or one that is described alone.
  public struct Run: Sendable {
    /// The run's tasks, in order.
    public let tasks: [TaskStream]
    /// `training.seed` of the run.
    public let seed: UInt64
    /// The loader of the run: its budget decides how many volumes and slides are open, and so their order.
    public let loader: BatchStreamOptions

    /// A run; without seed and loader that of a task which is described alone.
    public init(_ tasks: [TaskStream], seed: UInt64 = 0, loader: BatchStreamOptions = BatchStreamOptions()) {
      self.tasks = tasks
      self.seed = seed
      self.loader = loader
    }
  }

  /// What was written, and what could not be shown.
  public struct Result: Sendable, Encodable {
    /// Path of the HTML page.
    public var page: String
    /// Paths of the pictures, one a task.
    public var sheets: [String]
    /// Samples that could not be made, each once with its reason.
    public var problems: [String]
  }

  /// The page of a folder.
  public static func page(in folder: String) -> String { folder + "/index.html" }

  /// The contact sheets of all tasks in order: `TASK.png`, and `TASK-2.png` where a further run has a task of that
  /// name.
  public static func sheets(of runs: [Run], in folder: String) -> [String] {
    var taken: Set<String> = []
    return runs.flatMap(\.tasks).map { task in
      var (name, number) = (task.name, 1)
      while !taken.insert(name).inserted {
        number += 1
        name = "\(task.name)-\(number)"
      }
      return "\(folder)/\(name).png"
    }
  }

  /// Writes `index.html` and one contact sheet a task into a folder, which is made if it is absent.
  /// - Throws: `OutputError` if the folder or a file cannot be written, the imaging library's error if it cannot be
  ///   opened; samples that cannot be made are told in the result instead.
  public func write(_ runs: [Run], to folder: String) throws -> Result {
    _ = try ImagingVersions.read()
    try OutputPlace.makeFolder(folder)
    // First, so that sheets of a preview that was interrupted are known as ours.
    try OutputPlace.write(Html.page("Training samples", "", by: .preview), to: Self.page(in: folder))
    var result = Result(page: Self.page(in: folder), sheets: [], problems: [])
    var body = Html.paragraph(
      "The first \(count) training samples of each task, as the loader hands them to the model: cut or fitted to the "
        + "task's size, augmented, padded. Grey is ignored: padding, or what the mask leaves out. "
        + "Left without labels, right with them.")
    var sheets = Self.sheets(of: runs, in: folder)[...]
    for run in runs {
      for (task, openCount) in zip(run.tasks, LoaderBudget(run.tasks, run.loader).openCounts) {
        let sheet = sheets.removeFirst()
        let (tiles, problems) = try PreviewTile.first(count, of: task, seed: run.seed, openCount: openCount)
        result.problems += problems
        guard !tiles.isEmpty else { continue }
        try OutputPlace.telling(sheet) { try ImageWriter.png(Self.sheet(tiles.map(\.drawn)), to: sheet) }
        result.sheets.append(sheet)
        body += try Self.section(task, tiles, seed: run.seed)
      }
    }
    try OutputPlace.write(Html.page("Training samples", body, by: .preview), to: result.page)
    return result
  }

  private static func section(_ task: TaskStream, _ tiles: [PreviewTile], seed: UInt64) throws -> String {
    let description = task.dataset.description
    let figures = try tiles.map { try $0.figure(withPlain: true) }
    let facts =
      "\(description.labelType.rawValue), \(task.size) px, \(task.fit.rawValue), "
      + "augmentation \(task.augmentation?.name ?? "none"), \(task.sampleCount) training samples, seed \(seed)"
    return Html.section(description.name, Html.paragraph(facts) + figures.joined())
  }

  /// Pictures of one size in rows, about twice as wide as high, with a thin white border.
  static func sheet(_ pictures: [Raster]) -> Raster {
    let columns = max(1, Int((2 * Double(pictures.count)).squareRoot().rounded(.up)))
    let rows = (pictures.count + columns - 1) / columns
    let (height, width) = (pictures[0].height + border, pictures[0].width + border)
    var sheet = Raster(height: rows * height + border, width: min(columns, pictures.count) * width + border)
    sheet.bytes = [UInt8](repeating: 255, count: sheet.bytes.count)
    for (number, picture) in pictures.enumerated() {
      let (row, column) = number.quotientAndRemainder(dividingBy: columns)
      sheet.put(picture, top: border + row * height, left: border + column * width)
    }
    return sheet
  }

  private static let border = 2
}
