import Foundation
import Imaging

/// What the images of a task are like, in numbers: smallest, median and largest of what matters for settings.
public struct DataFingerprint: Sendable, Codable, Equatable {
  /// Smallest, median and largest value over the images.
  public struct Spread: Sendable, Codable, Equatable {
    /// The smallest value.
    public let smallest: Double
    /// A value that half of the others do not exceed: of an even number, the lower of the two in the middle.
    public let median: Double
    /// The largest value.
    public let largest: Double

    /// nil for no values.
    init?(_ values: [Double]) {
      let sorted = values.filter(\.isFinite).sorted()
      guard let smallest = sorted.first, let largest = sorted.last else { return nil }
      (self.smallest, self.largest) = (smallest, largest)
      median = sorted[(sorted.count - 1) / 2]
    }

    /// Smallest, median and largest as people read them, or the one that all are: whole numbers exactly, others with
    /// four digits.
    public var text: String {
      let all = [smallest, median, largest].map(Self.text)
      return Set(all).count == 1 ? all[0] : all.joined(separator: "/")
    }

    /// A whole number exactly, any other with four digits.
    package static func text(_ value: Double) -> String {
      if let whole = Int(exactly: value) { return "\(whole)" }
      return value.formatted(.number.precision(.significantDigits(1...4)).grouping(.never))
    }
  }

  /// Pixels, or voxels along y and x.
  public let height: Spread?
  /// Pixels, or voxels along x.
  public let width: Spread?
  /// Planes of volumes.
  public let planes: Spread?
  /// Millimetres between voxel centres along right, front and head.
  public let spacing: [Spread]?
  /// Mean intensities of the images: 0...1 for pictures, as stored for volumes.
  public let meanIntensity: Spread?
  /// The lowest intensity of all images, in the units of `meanIntensity`.
  public let lowestIntensity: Double?
  /// The highest intensity of all images, in the units of `meanIntensity`.
  public let highestIntensity: Double?
  /// Boxes of each image, for detection.
  public let boxes: Spread?
  /// The longer edges of the boxes in pixels.
  public let boxEdge: Spread?

  init(_ records: [SampleRecord], _ files: FileFindings) {
    let facts = files.pictures.map(\.facts)
    let volumes = facts.compactMap(\.geometry)
    height = Spread(facts.map { Double($0.height) })
    width = Spread(facts.map { Double($0.width) })
    planes = volumes.isEmpty ? nil : Spread(facts.map { Double($0.planes) })
    spacing = volumes.isEmpty ? nil : (0..<3).compactMap { axis in Spread(volumes.map { $0.spacing[axis] }) }
    meanIntensity = Spread(facts.compactMap { $0.intensity.map { Double($0.mean) } })
    lowestIntensity = facts.compactMap { $0.intensity.map { Double($0.lowest) } }.min()
    highestIntensity = facts.compactMap { $0.intensity.map { Double($0.highest) } }.max()
    let all = records.compactMap { record -> [LabelledBox]? in
      if case .boxes(let boxes) = record.annotation { boxes } else { nil }
    }
    boxes = Spread(all.map { Double($0.count) })
    boxEdge = Spread(all.flatMap { $0 }.map { Double(max($0.x1 - $0.x0, $0.y1 - $0.y0)) })
  }
}
