import Datasets

/// Reads the samples of a split for several threads, with one volume or slide in memory at a time.
///
/// What an evaluation opens is in no budget, and an evaluation on the way finds the memory full of what the training
/// has opened. So a case is let go when its last sample is read, before the next one is opened.
struct SampleReader: Sendable {
  let references: [SampleReference]
  private let view: EvaluationView
  /// For pictures, which are cases of their own.
  private let pictures: EvaluationReader
  private let cases: CaseByCase<EvaluationReader>

  /// - Parameter patchSize: edge of the patches that slides are cut into, in pixels.
  /// - Throws: an error that names a slide that cannot be read, or a volume whose header cannot.
  init(_ records: [SampleRecord], _ description: TaskDescription, patchSize: Int, view: EvaluationView) throws {
    // A reader keeps what it has opened last.
    let reader = { @Sendable in EvaluationReader(description, patchSize: patchSize) }
    references = try records.flatMap { try reader().references([$0]) }
    self.view = view
    pictures = reader()
    cases = CaseByCase(Self.cases(of: references), open: reader)
  }

  /// Reads a sample; see `CaseByCase.read` for the order.
  /// - Throws: `SampleError` naming task and sample.
  func read(_ index: Int) throws -> PreparedSample {
    guard references[index].isPart else { return try pictures.read(references[index], view) }
    return try cases.read(index) { try $0.read(references[index], view) }
  }

  /// The case of each sample, counted from 0; nil for pictures.
  private static func cases(of references: [SampleReference]) -> [Int?] {
    var (number, last) = (-1, String?.none)
    return references.map { reference in
      guard reference.isPart else { return nil }
      if reference.record.id != last { (number, last) = (number + 1, reference.record.id) }
      return number
    }
  }
}

extension SampleReference {
  /// Whether it is read from something that stays open for others: a slice of a volume, a patch of a slide.
  fileprivate var isPart: Bool { slice != nil || patch != nil }
}
