/// A box as one reader drew it.
struct ReadBox: Equatable {
  var x0: Double
  var y0: Double
  var x1: Double
  var y1: Double
  /// The class as the table names it.
  let label: String
  /// Empty where the table does not tell them apart: all boxes are then those of one.
  let reader: String

  var area: Double { max(0, x1 - x0) * max(0, y1 - y0) }

  func intersectionOverUnion(_ other: ReadBox) -> Double {
    let width = min(x1, other.x1) - max(x0, other.x0)
    let height = min(y1, other.y1) - max(y0, other.y0)
    guard width > 0, height > 0 else { return 0 }
    return width * height / (area + other.area - width * height)
  }
}
