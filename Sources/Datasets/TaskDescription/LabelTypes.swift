/// What a task's labels are.
public enum LabelType: String, Sendable, Codable, CaseIterable {
  case classification, multilabel, segmentation, detection

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
  case train, validation, test
}

/// How the images were made; it chooses the augmentation preset and how large images are fitted.
public enum Modality: String, Sendable, Codable, CaseIterable {
  case natural, xray, histology, microscopy, ct, mri, ultrasound
}

/// What is known about one label of a multi-label sample.
public enum LabelState: Int8, Sendable, Codable {
  case negative = 0
  case positive = 1
  /// Left out of losses and metrics.
  case unknown = -1
}

/// What an uncertain label (`-1` or `u` in a table) counts as.
public enum UncertainPolicy: String, Sendable, Codable, CaseIterable {
  case ignore, zero, one

  var state: LabelState {
    switch self {
    case .ignore: .unknown
    case .zero: .negative
    case .one: .positive
    }
  }
}
