import SafeTensors
import Torch

extension Module {
  /// Parameters and persistent buffers by key.
  public func stateDict() -> [Entry] { entries().filter { $0.slot.isPersistent } }

  /// Copies a file's tensors into this module's, converted to the module's element types.
  ///
  /// - Parameters:
  ///   - rename: the model's key for a key of the file; nil leaves the tensor out without counting it as unused.
  ///   - isStrict: any missing, unused or reshaped key is an error and nothing is loaded.
  /// - Throws: `LoadError` with the whole report, `SafeTensorsError` for a damaged file.
  @discardableResult
  public func load(
    _ file: SafeTensorsFile, isStrict: Bool = true, rename: (String) -> String? = { $0 }
  ) throws -> LoadReport {
    var sources: [String: String] = [:]
    for name in file.names { if let key = rename(name) { sources[key] = name } }
    let report = try compare(file, sources)
    if isStrict && !report.isComplete { throw LoadError(file: file.path, report: report) }
    let state = Dictionary(uniqueKeysWithValues: stateDict().map { ($0.key, $0.tensor) })
    for key in report.loaded { try state[key]!.assign(from: file, sources[key]!) }
    return report
  }

  private func compare(_ file: SafeTensorsFile, _ sources: [String: String]) throws -> LoadReport {
    var report = LoadReport()
    var unused = Set(sources.keys)
    for entry in stateDict() {
      guard let name = sources[entry.key] else {
        report.missing.append(entry.key)
        continue
      }
      unused.remove(entry.key)
      let shape = try file.entry(name).shape
      if shape == entry.tensor.shape {
        report.loaded.append(entry.key)
      } else {
        report.reshaped.append(.init(key: entry.key, inModel: entry.tensor.shape, inFile: shape))
      }
    }
    report.unused = unused.sorted()
    return report
  }
}
