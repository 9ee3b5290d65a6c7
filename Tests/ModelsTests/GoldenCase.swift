import Foundation
import GoldenArrays
import Testing
import Torch

/// Arrays of a golden file, all of which are to be read: one that nothing is compared with looks like a check and is
/// none.
final class GoldenCase {
  private let golden: Golden
  private let prefix: String
  /// Names, without the prefix, that were not asked for yet.
  private(set) var unread: Set<String>

  /// - Parameters:
  ///   - file: area and file without extension, such as `losses/losses`.
  ///   - prefix: of the case's arrays, such as `segmentation.2.`; names are given without it.
  init(_ file: String, _ prefix: String = "") throws {
    golden = try Golden(file)
    self.prefix = prefix
    unread = Set(golden.names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
  }

  func floats(_ name: String) throws -> [Float] {
    unread.remove(name)
    return try golden.floats(prefix + name)
  }

  func integers(_ name: String) throws -> [Int64] {
    unread.remove(name)
    return try golden.integers(prefix + name)
  }

  /// A float tensor in the shape that is stored.
  func tensor(_ name: String) throws -> Tensor { try Tensor(floats(name), shape: golden.shape(prefix + name)) }

  /// An Int64 tensor in the shape that is stored.
  func indices(_ name: String) throws -> Tensor { try Tensor(integers(name), shape: golden.shape(prefix + name)) }

  /// Shapes by name, as the script noted them under `key`.
  func shapes(_ key: String) throws -> [String: [Int]] {
    let text = try #require(golden.metadata[key])
    return try JSONDecoder().decode([String: [Int]].self, from: Data(text.utf8))
  }

  // MARK: Comparison

  /// Numbers, compared as `relativeDifference` does.
  func expect(
    _ name: String, _ found: [Float], _ tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let difference = relativeDifference(found, try floats(name))
    #expect(difference < tolerance, "\(name)", sourceLocation: sourceLocation)
  }

  /// A tensor with an array that is stored whole, or as a sample.
  /// - Parameter shape: what the tensor's must be; nil takes that of an array stored whole.
  func expect(
    _ name: String, _ tensor: Tensor, _ tolerance: Double, shape: [Int]? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let difference = try difference(name, tensor, shape: shape)
    #expect(difference < tolerance, "\(name) of shape \(tensor.shape)", sourceLocation: sourceLocation)
  }

  /// Relative to the largest stored value; infinite where the shape is another.
  func difference(_ name: String, _ tensor: Tensor, shape: [Int]? = nil) throws -> Double {
    let wanted = try floats(name)
    let stored = try golden.shape(prefix + name)
    let allowed = shape ?? (wanted.count == tensor.elementCount ? stored : nil)
    if let allowed, tensor.shape != allowed { return .infinity }
    return relativeDifference(Self.sample(try tensor.array(of: Float.self), wanted.count), wanted)
  }

  /// Nothing of the case was left out.
  func expectAllRead(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(unread.isEmpty, "arrays that no test reads", sourceLocation: sourceLocation)
  }

  /// Arrays of a file that belong to none of the cases that are tested.
  static func names(of file: String, outside prefixes: [String]) throws -> [String] {
    try Golden(file).names.filter { name in !prefixes.contains(where: name.hasPrefix) }
  }

  /// As Tools/golden/sampling.py stores it: every s-th value, s the smallest that fits and that neither 2 nor 3
  /// divides. Empty where no s gives so many: the array has another size.
  static func sample(_ values: [Float], _ count: Int) -> [Float] {
    if values.count == count { return values }
    guard count > 0, count < values.count else { return [] }
    let steps = (values.count / count)...(values.count + 4)
    let fitting = steps.first { step in
      (values.count + step - 1) / step == count && !step.isMultiple(of: 2) && !step.isMultiple(of: 3)
    }
    return fitting.map { step in stride(from: 0, to: values.count, by: step).map { values[$0] } } ?? []
  }
}
