import Imaging

/// How intensities of a volume come to 0...1.
enum VolumeScale {
  /// Quantiles for MRI, whose values have no unit (Methods, Figure 5).
  static let mriQuantiles = 0.025...0.975

  /// By the given range or window, else by quantiles, else from minimum to maximum; what is no number becomes 0.
  /// MONOCHROME1 is turned after that.
  static func scaled(_ volume: Volume, _ description: TaskDescription) -> Volume {
    if let range = description.valueRange { return volume.scaled(low: range.lowerBound, high: range.upperBound) }
    if let ends = description.window?.ends { return volume.scaled(low: ends.low, high: ends.high) }
    let quantiles = description.quantiles ?? (description.modality == .mri ? mriQuantiles : 0...1)
    return volume.normalised(lower: quantiles.lowerBound, upper: quantiles.upperBound)
  }
}
