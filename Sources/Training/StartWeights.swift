import Foundation
import Models
import NN
import SafeTensors
import Settings
import Torch

/// What a model took from a file of weights, in words.
struct LoadedWeights {
  var notes: [String] = []
  /// Every key that a note counts or shortens, for `log.txt`.
  var details: [String] = []
  var warning: String?
}

extension MultiTaskModel {
  /// Starts from a file's weights: the whole shared part of a checkpoint of this package, else the encoder.
  /// - Throws: `UsageError` for a file that cannot be read, does not fit the model, or holds what no weights are.
  func start(from weights: String) throws -> LoadedWeights {
    do {
      let file = try SafeTensorsFile(path: weights)
      try Self.requireFloats(file)
      let report = try EncoderWeights.load(file, into: shared.encoder)
      var result = LoadedWeights(notes: ["\(weights): \(report.loaded.count) tensors loaded into the encoder"])
      var unused = Self.besideSharedPart(file)
      if file.names.contains(where: { $0.hasPrefix("shared.") }) {
        let decoders = try shared.loadDecoders(file)
        result.notes.append("\(weights): \(decoders.loaded.count) tensors loaded into the decoders")
        result.notes += differences(decoders, levels: shared.levelOffset(file) ?? 0).map { "\(weights): \($0)" }
        result.details += Self.list("not in \(weights)", decoders.missing.map { "shared.\($0)" })
        unused += decoders.unused.map { "shared.\($0)" }
      }
      if let note = Self.text(ofUnused: unused) { result.notes.append("\(weights): \(note)") }
      result.details += Self.list("not used of \(weights)", unused)
      if !report.missing.isEmpty { result.warning = "\(weights) lacks \(report.missing.joined(separator: ", "))" }
      try requireNumbers(from: weights)
      return result
    } catch let error as SafeTensorsError {
      throw UsageError("model.weights: \(error); \(Self.remedy(for: error))")
    } catch let error as LoadError {
      throw UsageError("model.weights: \(error.fullText)")
    }
  }

  /// What no shared block takes: heads, and classifiers of foreign files. Tables that are computed anew do not count.
  private static func besideSharedPart(_ file: SafeTensorsFile) -> [String] {
    let source = EncoderWeightsSource(keys: file.names)
    return file.names.filter { name in
      !name.hasPrefix("shared.") && source?.encoderKey(name) == nil && !computedEndings.contains(where: name.hasSuffix)
    }
  }

  private static let computedEndings = ["relative_position_index", "attn_mask"]
  /// Tensors that are named one by one.
  private static let mostNamed = 8

  /// What a file holds and the model does not take, in words; nil for nothing.
  static func text(ofUnused names: [String]) -> String? {
    guard !names.isEmpty else { return nil }
    let shown = names.sorted().prefix(mostNamed).joined(separator: ", ")
    let more = names.count > mostNamed ? " and \(names.count - mostNamed) more" : ""
    return "\(names.count) of its tensors are not used: \(shown)\(more)"
  }

  /// Names without an end, for the log; none where there is nothing to list.
  private static func list(_ title: String, _ names: [String]) -> [String] {
    names.isEmpty ? [] : ["\(title): \(names.sorted().joined(separator: ", "))"]
  }

  /// What the decoders did not take, in words.
  /// - Parameter levels: fine levels that this model has and the file lacks; below 0 the other way round.
  private func differences(_ decoders: LoadReport, levels: Int) -> [String] {
    let missing = Dictionary(grouping: decoders.missing) { key in key.prefix { $0 != "." } }
    var notes = missing.sorted { $0.key < $1.key }.map { part, keys in
      "it lacks \(keys.count) tensors of \(part), which keep their start"
    }
    let (fine, coarse) = (DetectionLevels.from4.rawValue, DetectionLevels.from8.rawValue)
    let begins = { (file: Int, model: Int) in "its detection begins at stride \(file) and model.levels at \(model)" }
    if levels > 0 { notes.append(begins(coarse, fine)) }
    if levels < 0 { notes.append("\(begins(fine, coarse)); its layers of stride \(fine) are left out") }
    return notes
  }

  /// Weights in whole numbers would nearly all be 0; tables of indices may be whole.
  private static func requireFloats(_ file: SafeTensorsFile) throws {
    for name in file.names where weightEndings.contains(where: name.hasSuffix) {
      let type = try file.entry(name).type
      guard wholeTypes.contains(type) else { continue }
      throw UsageError(
        "model.weights: \(file.path): \(name) holds whole numbers (\(type.rawValue)); weights are floating-point "
          + "numbers, so give another file")
    }
  }

  private static let weightEndings = [".weight", ".bias", ".relative_position_bias_table"]
  private static let wholeTypes: Set<SafeTensorsType> = [.int64, .int32, .int16, .int8, .uint8, .bool]

  /// A value that is none makes every loss none, and the data would be blamed.
  private func requireNumbers(from weights: String) throws {
    for entry in shared.parameters() where try entry.tensor.isFinite().all().item() == 0 {
      throw UsageError(
        "model.weights: \(weights): shared.\(entry.key) gets values that are infinite or no numbers; give another file")
    }
  }

  private static func remedy(for error: SafeTensorsError) -> String {
    guard error.kind == .malformed else { return "give another file, or remove the key" }
    let start = (try? FileHandle(forReadingAtPath: error.file)?.read(upToCount: 4)) ?? Data()
    // A zip, or a bare pickle.
    guard start.elementsEqual([0x50, 0x4B, 0x03, 0x04]) || start.first == 0x80 else {
      return "is it a safetensors file? Give another one, or remove the key"
    }
    return "it looks like a file of PyTorch, which holds programs and is not opened here; write it as safetensors "
      + "there, with safetensors.torch.save_file"
  }
}
