import Testing

@testable import Datasets

/// What is said of a budget that is too small for the files of a task.
@Suite struct LoaderBudgetTests {
  /// A task of files of 100 MiB, and no batches.
  private func budget(_ mebibytes: Int, tasks: Int = 1) -> LoaderBudget {
    let need = LoaderBudget.Need(
      task: "ct", batchBytes: 0, opened: TaskStream.OpenedBytes(kept: 100 << 20, opening: 0))
    let needs = [LoaderBudget.Need](repeating: need, count: tasks)
    return LoaderBudget(needs, totalBytes: mebibytes << 20, batchesAhead: 1)
  }

  /// A tenth is left for what is being decoded.
  @Test(arguments: [
    (50, "more than loader.budget_mb leaves; files are opened again for each sample; loader.budget_mb: 223 or more"),
    (110, "more than loader.budget_mb leaves; files are opened again for each sample; loader.budget_mb: 223 or more"),
    (113, "so loader.budget_mb holds one of them at a time; loader.budget_mb: 223 or more would open the next one"),
    (220, "so loader.budget_mb holds one of them at a time; loader.budget_mb: 223 or more would open the next one"),
  ])
  func smallBudgetsSayWhatTheyMean(mebibytes: Int, said: String) {
    let found = budget(mebibytes)
    #expect(found.openCounts == [1] && found.notes.count == 1)
    #expect(found.notes.first?.hasPrefix("task ct: an opened file takes 100 MiB, \(said)") == true, "\(found.notes)")
  }

  @Test func whatIsAskedForIsEnough() {
    #expect(budget(223).notes.isEmpty && budget(223).openCounts == [1])
    #expect(budget(334).openCounts == [2])
    #expect(budget(445, tasks: 2).notes.isEmpty && budget(440, tasks: 2).notes.count == 2)
  }

  /// Pictures may use what no file needs.
  @Test func tasksOfPicturesNeedNoOpenFiles() {
    let pictures = LoaderBudget.Need(task: "films", batchBytes: 1 << 20, opened: nil)
    let found = LoaderBudget([pictures], totalBytes: 100 << 20, batchesAhead: 8)
    #expect(found.openCounts == [nil] && found.openedBytes == 0 && found.notes.isEmpty)
    #expect(found.waitingBytes == 8 << 20 && found.cacheBytes == 82 << 20)
  }
}
