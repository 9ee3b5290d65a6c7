import Testing
import Torch

/// The comparisons that the golden tests rest on are able to fail.
@Suite struct GoldenCaseTests {
  @Test func aSampleIsTakenAsItIsStored() {
    let values = (0..<1000).map(Float.init)
    // At most 256 of 1000: ceil(1000 / 256) = 4 is even, so every fifth.
    #expect(GoldenCase.sample(values, 200) == stride(from: 0, to: 1000, by: 5).map(Float.init))
    #expect(GoldenCase.sample(values, 1000) == values)
    #expect(GoldenCase.sample([7, 8, 9], 1) == [7])
  }

  /// An output of another size gives an answer, and the answer is no.
  @Test(arguments: [1, 3, 999, 2000, 100_000]) func anotherSizeHasNoSample(count: Int) {
    #expect(GoldenCase.sample([Float](repeating: 0, count: count), 2654).isEmpty)
    #expect(GoldenCase.sample([Float](repeating: 0, count: count), 0).isEmpty)
  }

  @Test func whatWasNotReadIsKnown() throws {
    let golden = try GoldenCase("losses/losses", "segmentation.2.")
    #expect(golden.unread == ["dice", "focal", "gradient", "logits", "loss", "mask"])
    _ = try (golden.tensor("logits"), golden.indices("mask"))
    try golden.expect("loss", golden.floats("loss"), 1e-9)
    #expect(golden.unread == ["dice", "focal", "gradient"])
    let others = try GoldenCase.names(of: "losses/losses", outside: ["segmentation.", "classification."])
    #expect(!others.isEmpty && others.allSatisfy { $0.hasPrefix("multilabel.") })
  }

  @Test func anotherShapeOfAsManyValuesIsTold() throws {
    let golden = try GoldenCase("losses/losses", "segmentation.2.")
    let logits = try golden.tensor("logits")
    #expect(try golden.difference("logits", logits) == 0)
    #expect(try golden.difference("logits", logits.transposed(2, 3)) == .infinity)
    #expect(try golden.difference("logits", logits.flattened(), shape: logits.shape) == .infinity)
  }
}
