import Datasets
import Models

/// A key on which two configurations disagree, with both values in words.
package struct ConfigurationDifference: Equatable {
  /// As the settings of a run or a `task.yaml` name it.
  package let key: String
  package let saved: String
  package let found: String

  /// nil where the values are equal.
  fileprivate init?<Value: Equatable>(
    _ key: String, _ saved: Value?, _ found: Value?, _ text: (Value) -> String = { "\($0)" }
  ) {
    guard saved != found else { return nil }
    self.key = key
    self.saved = saved.map(text) ?? "none"
    self.found = found.map(text) ?? "none"
  }

  /// nil also where the checkpoint was written before the key was kept.
  fileprivate static func sinceKept<Value: Equatable>(
    _ key: String, _ saved: Value?, _ found: Value?
  ) -> ConfigurationDifference? {
    saved.flatMap { ConfigurationDifference(key, $0, found) }
  }

  /// - Parameter place: the file that disagrees with the checkpoint.
  package func sentence(at place: String) -> String {
    "\(key): the checkpoint has \(saved), \(place) has \(found)"
  }

  fileprivate static func list(_ names: [String]) -> String { "[\(names.joined(separator: ", "))]" }
}

extension ModelConfiguration {
  /// What differs first from the model of a checkpoint, with task and key; nil where nothing does.
  func firstDifference(from saved: ModelConfiguration) -> String? {
    let (before, now) = (saved.tasks.map(\.name), tasks.map(\.name))
    let ofModel: [ConfigurationDifference?] = [
      ConfigurationDifference("model.encoder", saved.encoder, encoder) { $0.rawValue },
      ConfigurationDifference("model.size", saved.size, size) { $0.rawValue },
      ConfigurationDifference("model.affine", saved.affine, affine),
      ConfigurationDifference("model.levels", saved.levels, levels) { "\($0.rawValue)" },
      ConfigurationDifference("tasks", before, now, ConfigurationDifference.list),
    ]
    if let first = ofModel.compactMap({ $0 }).first { return first.sentence(at: "the run's settings file") }
    for (before, now) in zip(saved.tasks, tasks) {
      guard let first = now.firstDifference(from: before) else { continue }
      return "task \(now.name): \(first.sentence(at: now.description))"
    }
    return nil
  }
}

extension TaskConfiguration {
  /// The first key that decides what outputs mean or how a file becomes the model's input or its label, and that is not
  /// as in `saved`; nil where all are.
  ///
  /// The path of the description may change. What an older checkpoint does not hold is not compared.
  package func firstDifference(from saved: TaskConfiguration) -> ConfigurationDifference? {
    let (now, before) = (preprocessing, saved.preprocessing)
    let differences: [ConfigurationDifference?] = [
      ConfigurationDifference("label_type", saved.labelType, labelType) { $0.rawValue },
      ConfigurationDifference("classes", saved.classes, classes, ConfigurationDifference.list),
      ConfigurationDifference("modality", saved.modality, modality) { $0.rawValue },
      ConfigurationDifference("size", before.size, now.size),
      ConfigurationDifference("fit", before.fit, now.fit) { $0.rawValue },
      ConfigurationDifference("value_range", before.valueRange, now.valueRange),
      ConfigurationDifference("quantiles", before.quantiles, now.quantiles),
    ]
    if let first = differences.compactMap({ $0 }).first { return first }
    guard let reading = now.reading, let earlier = before.reading else { return nil }
    return reading.firstDifference(from: earlier)
  }
}

extension TaskConfiguration.Preprocessing.Reading {
  fileprivate func firstDifference(from saved: Self) -> ConfigurationDifference? {
    let differences: [ConfigurationDifference?] = [
      ConfigurationDifference("window", saved.window, window),
      ConfigurationDifference("page", saved.page, page),
      ConfigurationDifference("frame", saved.frame, frame),
      ConfigurationDifference("slice", saved.slice, slice) {
        "{axis: \($0.axis), neighbours: \($0.neighbours), part: \($0.part)}"
      },
      ConfigurationDifference("patch.mpp", saved.patchMicrometresPerPixel, patchMicrometresPerPixel),
      ConfigurationDifference("mpp", saved.micrometresPerPixel, micrometresPerPixel),
      ConfigurationDifference.sinceKept("values", saved.values, values),
      ConfigurationDifference.sinceKept("irregular_geometry", saved.irregularGeometry, irregularGeometry),
      ConfigurationDifference.sinceKept("outline_origin", saved.outlineOrigin, outlineOrigin),
      ConfigurationDifference.sinceKept("patch.tissue", saved.patchTissue, patchTissue),
      ConfigurationDifference.sinceKept("positive", saved.positive, positive),
      ConfigurationDifference.sinceKept("uncertain", saved.uncertain, uncertain),
    ]
    return differences.compactMap { $0 }.first
  }
}
