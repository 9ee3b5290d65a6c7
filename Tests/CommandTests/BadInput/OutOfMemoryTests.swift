import Testing
import Torch

@testable import Evaluation
@testable import Training
@testable import umedpt

/// What is said where memory runs out. libtorch's own error is that of a tensor that no machine has room for; nothing
/// is used up.
@Suite struct OutOfMemoryTests {
  private let shortage: TorchError

  init() throws {
    shortage = try #require(throws: TorchError.self) { try Tensor.zeros([1 << 58]) }
  }

  /// What an evaluation takes at once is not the user's to choose, so that other remedies are named.
  @Test func anEvaluationNamesItsSamplesAndTheRemedy() {
    let error = PredictionError(task: "shades", ids: ["a", "b"], cause: shortage)
    let text = Failure.text(of: error)
    #expect(text.hasPrefix("task shades, samples a, b: aten::zeros("))
    #expect(text.contains("can't allocate memory"))
    #expect(text.hasSuffix("; close other programs that use its memory, or choose another --device, such as cpu"))
    #expect(Failure.exitCode(of: error) == .resources)
  }

  @Test func aTrainingNamesItsBatch() {
    let error = BatchError(task: "shades", step: 3, ids: ["a"], cause: shortage)
    let text = Failure.text(of: error)
    #expect(text.hasPrefix("task shades, step 3, samples a: ") && text.contains("can't allocate memory"))
    #expect(
      text.hasSuffix(
        "; close other programs that use its memory; a new run may have smaller tasks[].batch or tasks[].size"))
    #expect(Failure.exitCode(of: error) == .resources)
  }

  /// AdamW takes its moments in the first update.
  @Test func anUpdateNamesItsStep() {
    let error = UpdateError(step: 0, cause: shortage)
    let text = Failure.text(of: error)
    #expect(text.hasPrefix("step 0, update of the weights: aten::zeros(") && text.contains("can't allocate memory"))
    #expect(text.hasSuffix("; close other programs that use its memory; a new run may have a smaller model.size"))
    #expect(Failure.exitCode(of: error) == .resources)
  }

  /// Another error of libtorch gets no such remedy.
  @Test func otherErrorsAreNoShortage() throws {
    let cause = try #require(throws: TorchError.self) { try Tensor([1, 2, 3] as [Float], shape: [2, 2]) }
    let error = PredictionError(task: "shades", ids: ["a"], cause: cause)
    #expect(Failure.text(of: error) == "\(error)")
    #expect(Failure.exitCode(of: error) == .runFailed)
  }
}
