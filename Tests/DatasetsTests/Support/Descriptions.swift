import Datasets
import Foundation
import GoldenArrays
import Settings

/// A description as a test needs it; everything else has an ordinary value.
func makeDescription(
  _ labelType: LabelType, source: TaskDescription.Source, classes: [String], root: String = "/", name: String = "task",
  modality: Modality = .microscopy, columns: [String: String] = [:], values: ValueMap? = nil,
  positive: PositiveRule? = nil, uncertain: UncertainPolicy = .ignore, validation: Double = 0
) -> TaskDescription {
  TaskDescription(
    path: root + "/task.yaml", name: name, labelType: labelType, modality: modality, source: source, classes: classes,
    root: root, columns: columns, values: values, positive: positive, uncertain: uncertain, validation: validation)
}

/// Reads a description from text, as if it lay in `folder`.
func describe(_ text: String, folder: String, environment: [String: String] = [:]) throws -> TaskDescription {
  let document = try SettingsDocument(text: text, name: "task.yaml", folder: folder)
  return try TaskDescription.read(document, environment: environment)
}
