import SafeTensors
import Torch

extension AdamW {
  /// The moments and step counts by key, for a checkpoint; only parameters that were updated have any.
  public func state() -> [SafeTensorsTensor] {
    moments.flatMap { key, moments in
      moments.named.map { part, tensor in tensor.forFile(named: "\(key).\(part)") }
    }
  }

  /// Restores what `state` gave; parameters that the file lacks start anew.
  /// - Throws: `LoadError` for keys of no parameter, a parameter without one of its three tensors, and other shapes;
  ///   `SafeTensorsError` for a damaged file. Nothing is loaded then.
  public func load(_ file: SafeTensorsFile) throws {
    let entries = Dictionary(uniqueKeysWithValues: groups.flatMap(\.entries).map { ($0.key, $0) })
    var loaded: [String: Moments] = [:]
    var report = LoadReport()
    for key in Set(file.names.map(Self.parameterKey)).sorted() {
      guard let entry = entries[key] else { continue }
      let made = try Moments(like: entry.tensor)
      for (part, tensor) in made.named { try Self.compare(file, "\(key).\(part)", tensor, &report) }
      loaded[key] = made
    }
    let known = Set(loaded.flatMap { key, moments in moments.named.map { "\(key).\($0.part)" } })
    report.unused = file.names.filter { !known.contains($0) }
    guard report.isComplete else { throw LoadError(file: file.path, report: report) }
    for (key, made) in loaded {
      for (part, tensor) in made.named { try tensor.assign(from: file, "\(key).\(part)") }
    }
    moments = loaded
  }

  private static func compare(
    _ file: SafeTensorsFile, _ name: String, _ tensor: Tensor, _ report: inout LoadReport
  ) throws {
    guard file.contains(name) else {
      report.missing.append(name)
      return
    }
    let shape = try file.entry(name).shape
    if shape == tensor.shape {
      report.loaded.append(name)
    } else {
      report.reshaped.append(.init(key: name, inModel: tensor.shape, inFile: shape))
    }
  }

  private static func parameterKey(_ name: String) -> String {
    name.split(separator: ".").dropLast().joined(separator: ".")
  }
}
