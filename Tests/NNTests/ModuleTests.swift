import GoldenArrays
import SafeTensors
import Testing
import Torch

@testable import NN

private final class Pair: Module {
  let first: Linear
  let blocks: [Linear]
  @Child var norm: any UnaryLayer
  @Buffer var runningCount: Tensor
  let shared: Linear

  override init() {
    first = try! Linear(2, 3)
    blocks = [try! Linear(3, 3, hasBias: false), try! Linear(3, 1)]
    norm = try! LayerNorm(3, isAffine: true)
    runningCount = try! Tensor.zeros([1])
    shared = first
  }
}

@Suite struct ModuleTests {
  @Test func keysFollowThePropertiesAndSharedTensorsAreListedOnce() {
    #expect(
      Pair().entries().map(\.key) == [
        "first.weight", "first.bias", "blocks.0.weight", "blocks.1.weight", "blocks.1.bias", "norm.weight", "norm.bias",
        "running_count",
      ])
    #expect(Pair().parameterCount == 6 + 3 + 9 + 3 + 1 + 3 + 3)
  }

  @Test func freezingEndsGradientsAndKeepsEvaluationMode() throws {
    let pair = Pair()
    pair.blocks[0].freeze()
    pair.setTraining(true)
    #expect(pair.isTraining && !pair.blocks[0].isTraining)
    #expect(!pair.blocks[0].weight.requiresGrad && pair.first.weight.requiresGrad)
    pair.evaluating { #expect(!pair.isTraining) }
    #expect(pair.isTraining && !pair.blocks[0].isTraining)
    pair.blocks[0].unfreeze()
    #expect(pair.blocks[0].weight.requiresGrad && pair.blocks[0].isTraining)
  }

  @Test func normsAreReplaced() throws {
    let pair = Pair()
    let count = try pair.replaceChildren { $0 is LayerNorm ? try LayerNorm(3, isAffine: false) : nil }
    #expect(count == 1)
    #expect(!pair.entries().contains { $0.key.hasPrefix("norm.") })
  }

  @Test func stateGoesThroughAFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/model.safetensors"
    let (a, b) = (Pair(), Pair())
    try SafeTensorsWriter.write(to: path, tensors: a.stateDict().map { $0.tensor.forFile(named: $0.key) })
    let report = try b.load(SafeTensorsFile(path: path))
    #expect(report.isComplete && report.loaded.count == 8)
    for (x, y) in zip(a.entries(), b.entries()) {
      #expect(try x.tensor.array(of: Float.self) == y.tensor.array(of: Float.self))
    }
  }

  @Test func aFileThatDoesNotFitIsRefusedWhole() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/model.safetensors"
    let other = try Linear(2, 5)
    try SafeTensorsWriter.write(to: path, tensors: other.stateDict().map { $0.tensor.forFile(named: $0.key) })
    let mine = try Linear(2, 3)
    let before = try mine.weight.array(of: Float.self)
    let error = #expect(throws: LoadError.self) { try mine.load(SafeTensorsFile(path: path)) { "x" + $0 } }
    #expect(error?.report.missing == ["weight", "bias"])
    #expect(error?.report.unused == ["xbias", "xweight"])
    let reshaped = #expect(throws: LoadError.self) { try mine.load(SafeTensorsFile(path: path)) }
    #expect(reshaped?.description.contains("weight (model [3, 2], file [5, 2])") == true)
    #expect(try mine.weight.array(of: Float.self) == before)
  }

  /// The short text says how many keys it leaves out, the full one leaves out none.
  @Test func allKeysCanBeRead() {
    var report = LoadReport(missing: ["only"], unused: (0..<106).map { "norm\($0)" })
    report.reshaped = (0..<12).map { .init(key: "head\($0)", inModel: [2], inFile: [3]) }
    let error = LoadError(file: "a.safetensors", report: report, hint: "Set model.affine: true.")
    let short = error.description.split(separator: "\n")
    #expect(short.first == "a.safetensors does not fit the model." && short.last == "Set model.affine: true.")
    #expect(short[1] == "  1 missing in the file: only")
    #expect(short[2].hasPrefix("  106 unknown to the model: norm0, norm1,"))
    #expect(short[2].hasSuffix(", norm11, and 94 more"))
    #expect(short[3].hasSuffix(", head11 (model [2], file [3])") && short.count == 5)
    let full = error.fullText.split(separator: "\n")
    #expect(full.first == short.first && full.last == short.last)
    #expect(full.contains("  106 unknown to the model:") && full.contains("    norm105"))
    #expect(full.contains("    head11 (model [2], file [3])") && full.count == 5 + 1 + 106 + 12)
  }
}
