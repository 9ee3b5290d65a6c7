/// One sample's line of `per_case.csv`.
public struct CaseRow: Sendable, Equatable {
  /// The sample's id.
  public let id: String
  /// The sample's patient or slide; nil where none is named.
  public let group: String?
  /// The label in words: the class, the labels that are present, the classes in a mask, or the number of boxes.
  public let truth: String
  /// What the model says, in the words of `truth`.
  public let predicted: String
  /// What `score` is, such as `probability_of_truth` or `miou_paper`.
  public let scoreName: String
  /// How good the prediction is, 0...1; nil where it is undefined for this sample.
  public let score: Double?
  /// A number a class, in their order: its probability, Dice, or AP at 0.50; no number where it is undefined.
  ///
  /// Single precision without names: sets with a hundred thousand samples have hundreds of classes.
  public let values: [Float]

  init(
    id: String, group: String?, truth: String, predicted: String, scoreName: String, score: Double?, values: [Double?]
  ) {
    (self.id, self.group, self.truth, self.predicted) = (id, group, truth, predicted)
    (self.scoreName, self.score) = (scoreName, score)
    self.values = values.map { $0.map(Float.init) ?? .nan }
  }

  /// Whether both are written as the same line.
  public static func == (first: CaseRow, second: CaseRow) -> Bool {
    let names = first.values.indices.map(String.init)
    return first.values.count == second.values.count && first.fields(names) == second.fields(names)
  }

  static let columns = ["id", "group", "truth", "predicted", "score_name", "score", "values"]

  /// The texts of a line; `values` as `class=number` parted by semicolons, undefined numbers empty. A backslash stands
  /// before a semicolon, an equals sign or a backslash of a class's own name.
  func fields(_ classes: [String]) -> [String] {
    let numbers = zip(classes, values).map { "\(Self.escaped($0))=\(Self.text(Double($1)))" }
    return [id, group ?? "", truth, predicted, scoreName, Self.text(score), numbers.joined(separator: ";")]
  }

  /// Names of classes, parted by semicolons.
  static func list(_ names: [String]) -> String { names.map(escaped).joined(separator: ";") }

  private static func escaped(_ name: String) -> String {
    name.replacing("\\", with: "\\\\").replacing(";", with: "\\;").replacing("=", with: "\\=")
  }

  private static func text(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return "\((value * 1e6).rounded() / 1e6)"
  }
}
