/// The rule of Tools/golden/weights.py: a parameter's values from its key and shape alone, so that no file holds them.
public func formulaWeight(key: String, shape: [Int]) -> [Float] {
  let (offset, scale) = offsetAndScale(key, shape)
  return formulaValues(count: shape.reduce(1, *), stream: key, scale: scale).map { $0 + offset }
}

private func offsetAndScale(_ key: String, _ shape: [Int]) -> (Float, Float) {
  if key.hasSuffix("relative_position_bias_table") { return (0, 0.1) }
  if shape.count >= 2 { return (0, Float(1 / Double(shape.dropFirst().reduce(1, *)).squareRoot())) }
  return key.hasSuffix(".bias") ? (0, 0.1) : (1, 0.1)
}
