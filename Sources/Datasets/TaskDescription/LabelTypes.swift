/// What a task's labels are.
public enum LabelType: String, Sendable, Codable, CaseIterable {
  /// One class an image.
  case classification
  /// Any number of labels an image.
  case multilabel
  /// A class a pixel.
  case segmentation
  /// Boxes, each with a class.
  case detection

  /// Classification and segmentation choose between classes, so one class would be no choice.
  public var fewestClasses: Int {
    switch self {
    case .classification, .segmentation: 2
    case .multilabel, .detection: 1
    }
  }
}

/// What a sample is for.
public enum Split: String, Sendable, Codable, CaseIterable {
  /// Learned from.
  case train
  /// Chooses among checkpoints.
  case validation
  /// Scored at the end.
  case test
}

/// How the images were made; it chooses the augmentation preset and how large images are fitted.
public enum Modality: String, Sendable, Codable, CaseIterable {
  /// Photographs, of skin and eyes too.
  case natural
  /// Projections, such as chest films.
  case xray
  /// Stained sections, looked at in their own resolution.
  case histology
  /// Single cells, such as blood films.
  case microscopy
  /// Computed tomography.
  case ct
  /// Magnetic resonance: values without a unit.
  case mri
  /// Ultrasound.
  case ultrasound
}

/// What is known about one label of a multi-label sample.
public enum LabelState: Int8, Sendable, Codable {
  /// It is not there.
  case negative = 0
  /// It is there.
  case positive = 1
  /// Left out of losses and metrics.
  case unknown = -1
}

/// What an uncertain label (`-1` or `u` in a table) counts as.
public enum UncertainPolicy: String, Sendable, Codable, CaseIterable {
  /// Unknown: left out of losses and metrics.
  case ignore
  /// Not there.
  case zero
  /// There.
  case one

  var state: LabelState {
    switch self {
    case .ignore: .unknown
    case .zero: .negative
    case .one: .positive
    }
  }
}
