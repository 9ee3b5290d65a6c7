/// Equal to `tolerance` in absolute terms; nil stands for the reference's not-a-number.
func isClose(_ value: Double?, _ reference: Double?, _ tolerance: Double = 1e-12) -> Bool {
  let defined = reference.flatMap { $0.isNaN ? nil : $0 }
  guard let value, let defined else { return value == nil && defined == nil }
  return abs(value - defined) <= tolerance
}

func areClose(_ values: [Double?], _ references: [Double], _ tolerance: Double = 1e-12) -> Bool {
  values.count == references.count && zip(values, references).allSatisfy { isClose($0, $1, tolerance) }
}
