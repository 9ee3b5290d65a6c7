extension TaskDescription {
  /// Which 2D slices of a volume are samples.
  public struct SliceRule: Sendable, Equatable {
    /// The axis of a volume in RAS that slices are taken along; raw values as a `task.yaml` has them.
    public enum Axis: String, Sendable, CaseIterable {
      /// From left to right: sagittal slices.
      case first = "0"
      /// From back to front: coronal slices.
      case second = "1"
      /// From foot to head: axial slices.
      case third = "2"
      /// In training a random one for each slice; an evaluation takes the third.
      case any
    }

    /// The axis that slices are taken along.
    public let axis: Axis
    /// Slices on either side that become further channels: 0 (grey) or 1 (three channels).
    public let neighbours: Int
    /// The part of the volume along the axis whose slices are samples, as shares of its length.
    ///
    /// Where slices take the label of their case, this leaves out those that cannot show it.
    public let part: ClosedRange<Double>

    /// A rule; what is left out takes every axial slice alone.
    public init(axis: Axis = .third, neighbours: Int = 0, part: ClosedRange<Double> = 0...1) {
      self.axis = axis
      self.neighbours = neighbours
      self.part = part
    }
  }
}
