import Statistics

/// One row of the table: an operation, how often it is done, and how its numbers are drawn.
public struct AugmentationStep: Sendable {
  /// As albumentations calls it.
  public let name: String
  /// Probability that a sample gets it.
  public let probability: Double
  /// Draws the operation's numbers.
  public let draw: @Sendable (inout SampleRandom) -> any AugmentationOperation

  /// A step of the table.
  public init(
    _ name: String, probability: Double, draw: @escaping @Sendable (inout SampleRandom) -> any AugmentationOperation
  ) {
    (self.name, self.probability, self.draw) = (name, probability, draw)
  }
}

/// The random augmentation of a domain: steps in order, each done or not on its own.
public struct AugmentationPreset: Sendable {
  /// As settings name it.
  public let name: String
  /// In the order in which they are done.
  public let steps: [AugmentationStep]

  /// A preset of some steps.
  public init(name: String, steps: [AugmentationStep]) { (self.name, self.steps) = (name, steps) }

  /// Changes the sample; all randomness comes from `random`.
  /// - Throws: `ImageError` when the picture is empty or has other than three channels.
  public func apply(_ sample: inout AugmentationSample, _ random: inout SampleRandom) throws {
    for step in steps where random.chance(step.probability) {
      try step.draw(&random).apply(to: &sample)
    }
  }

  /// A preset of the table.
  /// - Throws: `ImageError` naming the presets there are.
  public static func named(_ name: String) throws -> AugmentationPreset {
    guard let found = AugmentationTable.presets.first(where: { $0.name == name }) else {
      let known = names.joined(separator: ", ")
      throw ImageError("there is no augmentation \"\(name)\"; there are \(known)")
    }
    return found
  }

  /// The names of the table's presets.
  public static var names: [String] { AugmentationTable.presets.map(\.name) }
}
