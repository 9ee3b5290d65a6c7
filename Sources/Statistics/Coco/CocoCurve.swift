/// The curve of precision over recall of one class in one size range over images, at one threshold.
enum CocoCurve {
  private static let recalls: [Double] = (0..<100).map { index in Double(index) * 0.01 } + [1]

  /// Mean of the precision at the 101 recalls 0, 0.01, ... 1; a recall never reached counts 0.
  /// - Parameters:
  ///   - isRight: detections that count, by falling score: true where matched.
  ///   - positiveCount: labelled boxes that count, at least one.
  static func averagePrecision(_ isRight: [Bool], positiveCount: Int) -> Double {
    var recalls: [Double] = []
    var precisions: [Double] = []
    var right = 0
    for (index, isRight) in isRight.enumerated() {
      right += isRight ? 1 : 0
      recalls.append(Double(right) / Double(positiveCount))
      precisions.append(Double(right) / Double(index + 1))
    }
    return average(envelope(precisions), at: recalls)
  }

  /// Each precision raised to the greatest at its recall or above.
  private static func envelope(_ precisions: [Double]) -> [Double] {
    var result = precisions
    for index in result.indices.dropLast().reversed() { result[index] = max(result[index], result[index + 1]) }
    return result
  }

  private static func average(_ precisions: [Double], at reached: [Double]) -> Double {
    var sum = 0.0
    var index = 0
    for recall in recalls {
      while index < reached.count, reached[index] < recall { index += 1 }
      if index == reached.count { break }
      sum += precisions[index]
    }
    return sum / Double(recalls.count)
  }
}
