import Foundation

/// Small linear algebra of three dimensions; matrices are row-major.
enum Vector {
  static func dot(_ a: [Double], _ b: [Double]) -> Double { a[0] * b[0] + a[1] * b[1] + a[2] * b[2] }

  static func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }

  static func cross(_ a: [Double], _ b: [Double]) -> [Double] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
  }

  static func scaled(_ a: [Double], _ factor: Double) -> [Double] { a.map { $0 * factor } }

  /// From RAS to LPS, and back.
  static func turned(_ a: [Double]) -> [Double] { [-a[0], -a[1], a[2]] }

  static func unit(_ a: [Double]) -> [Double] { scaled(a, 1 / norm(a)) }

  static func difference(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }

  /// Degrees between two directions, 0...180; stable for small angles.
  static func angle(_ a: [Double], _ b: [Double]) -> Double {
    atan2(norm(cross(a, b)), dot(a, b)) * 180 / .pi
  }

  static func determinant(_ m: [Double]) -> Double { dot(Array(m[0..<3]), cross(Array(m[3..<6]), Array(m[6..<9]))) }

  /// The inverse of a matrix whose determinant is not 0.
  static func inverse(_ m: [Double]) -> [Double] {
    let rows = [Array(m[0..<3]), Array(m[3..<6]), Array(m[6..<9])]
    let columns = [cross(rows[1], rows[2]), cross(rows[2], rows[0]), cross(rows[0], rows[1])]
    let scale = 1 / determinant(m)
    return (0..<9).map { (index: Int) -> Double in columns[index % 3][index / 3] * scale }
  }
}
