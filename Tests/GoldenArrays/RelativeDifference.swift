/// `max|a - b| / max|b|`, `b` being the reference; the plain difference where the reference is all zero.
///
/// Infinite where the counts differ or a value is not finite on one side only, so that no comparison passes by
/// accident.
public func relativeDifference(_ a: [Float], _ b: [Float]) -> Double {
  guard a.count == b.count else { return .infinity }
  var difference = 0.0
  var scale = 0.0
  for (x, y) in zip(a, b) {
    if x == y || (x.isNaN && y.isNaN) {
      if y.isFinite { scale = max(scale, Double(abs(y))) }
      continue
    }
    guard x.isFinite, y.isFinite else { return .infinity }
    difference = max(difference, abs(Double(x) - Double(y)))
    scale = max(scale, Double(abs(y)))
  }
  return scale > 0 ? difference / scale : difference
}
