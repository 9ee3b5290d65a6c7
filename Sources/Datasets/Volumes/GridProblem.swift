/// Files of one case that do not lie at the same place.
enum GridProblem {
  static func ofLabels(_ record: SampleRecord, _ reason: String) -> Finding {
    let place = record.maskPath ?? record.place
    return Finding(
      .error, .geometry, at: place, "the labels of \"\(record.id)\" do not lie on their volume: \(reason)",
      hint: "export image and labels with the same geometry, or resample the labels onto the image")
  }

  static func ofImages(_ record: SampleRecord, _ path: String, _ reason: String) -> Finding {
    Finding(
      .error, .geometry, at: path, "it does not lie on the first volume of \"\(record.id)\": \(reason)",
      hint: "resample it onto the first one, or list one volume a case")
  }
}
