import Foundation

/// How many pictures each of the four sets gets.
public struct DemonstrationCounts: Sendable, Equatable {
  /// Training pictures.
  public let train: Int
  /// Validation pictures.
  public let validation: Int
  /// Test pictures.
  public let test: Int

  /// Counts of one set.
  public init(train: Int, validation: Int, test: Int) {
    self.train = train
    self.validation = validation
    self.test = test
  }

  /// 1360 pictures in all.
  public static let standard = DemonstrationCounts(train: 240, validation: 20, test: 80)
}

/// The training run that the written settings file asks for.
public struct DemonstrationRun: Sendable, Equatable {
  /// Number of updates.
  public let steps: Int
  /// Pictures a batch of the two sets whose labels belong to whole pictures.
  public let batch: Int
  /// Pictures a batch of segmentation and detection: each costs three times as much, and teaches at every place.
  public let denseBatch: Int
  /// AdamW's highest rate, as text for the file: a number or `auto`.
  public let learningRate: String

  /// A run; what is left out suits pictures of the standard size.
  public init(steps: Int, batch: Int = 8, denseBatch: Int = 2, learningRate: String = "auto") {
    self.steps = steps
    self.batch = batch
    self.denseBatch = denseBatch
    self.learningRate = learningRate
  }

  /// The command's demonstration.
  public static let standard = DemonstrationRun(steps: 240, learningRate: "5e-4")
}

/// What was written: absolute or relative as the folder was given.
public struct DemonstrationFiles: Sendable, Equatable {
  /// `task.yaml` of the classification, multi-label, segmentation and detection set, in this order.
  public let taskPaths: [String]
  /// The settings of a training run over all four.
  public let runPath: String
}

/// Four small drawn data sets in real file formats, whose classes differ by shape or texture only.
///
/// - `chest`: classification, X-ray-like films as PNG: a nodule, a spiculated mass or streaks in a lung.
/// - `skin`: multi-label, pigmented spots as JPEG: network, globules, streaks, each there or not.
/// - `organs`: segmentation, ultrasound-like sections as PNG with value masks: muscle, liver, kidney.
/// - `tissue`: detection, stained sections as TIFF with COCO boxes: round and spindle-shaped nuclei.
///
/// A picture's mean and spread are drawn from one distribution for all classes, so no model of these can tell them
/// apart.
public enum DemonstrationData {
  /// Smaller pictures leave too few pixels for the shapes.
  public static let sizes = 32...1024
  /// Pixels along a side of the command's pictures.
  public static let standardSize = 96

  /// Draws and writes everything; equal arguments give equal bytes.
  /// - Parameters:
  ///   - folder: made when absent; an earlier demonstration in it is replaced.
  ///   - size: height and width of every picture in pixels, in `sizes`.
  /// - Throws: `DemonstrationError` for a size outside the range and for files that no demonstration wrote, before
  ///   anything is written; the writer's error when a file cannot be written.
  public static func write(
    to folder: String, size: Int = standardSize, counts: DemonstrationCounts = .standard, seed: UInt64 = 1,
    run: DemonstrationRun = .standard
  ) throws -> DemonstrationFiles {
    guard sizes.contains(size) else { throw DemonstrationError.size(size) }
    let sets: [any PictureSet] = [ChestSet(), SkinSet(), OrganSet(), TissueSet()]
    try EarlierFiles(folder: folder).requireOwn(sets.map(\.name))
    let runPath = "\(folder)/\(RunText.fileName)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // It goes first: what is drawn below it is known for a demonstration's, even where the drawing breaks off.
    try Data(RunText.text(size: size, run: run).utf8).write(to: URL(fileURLWithPath: runPath))
    let writer = SetWriter(folder: folder, size: size, counts: counts, seed: seed)
    let taskPaths = try sets.map { try writer.write($0) }
    return DemonstrationFiles(taskPaths: taskPaths, runPath: runPath)
  }
}

/// A wish that the demonstration cannot fulfil.
public enum DemonstrationError: Error, Equatable, CustomStringConvertible {
  /// Pictures of so many pixels along a side.
  case size(Int)
  /// Names in a folder that no demonstration wrote.
  case inTheWay(folder: String, names: [String])

  /// What was found, what is allowed, what to do.
  public var description: String {
    switch self {
    case .size(let size):
      let allowed = DemonstrationData.sizes
      return "demonstration pictures of \(size) px; allowed: \(allowed.lowerBound) to \(allowed.upperBound); "
        + "try \(DemonstrationData.standardSize)"
    case .inTheWay(let folder, let names):
      let quoted = names.map { "\"\($0)\"" }.joined(separator: ", ")
      return "\(folder): found \(quoted), which no demonstration wrote and none replaces; give another folder"
    }
  }
}
