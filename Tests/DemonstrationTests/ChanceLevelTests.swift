import Foundation
import Imaging
import Testing

@testable import Demonstration

/// Mean and spread of the pixels must say nothing about the labels; the same model finds a difference that is put in.
@Suite(.serialized) struct ChanceLevelTests {
  /// Wide enough for 12 comparisons of one fixed draw, narrow against any use.
  private static let standardErrors = 3.0

  @Test func linearModelOnFilmsIsAtChance() throws {
    let (train, test) = try examples("chest")
    let classes = ChestPicture.Finding.allCases.map(\.rawValue)
    let truth = { (rows: [Example]) in rows.compactMap { classes.firstIndex(of: $0.row["label"] ?? "") } }
    let model = LinearClassifier(train.map(\.features), truth(train), classCount: classes.count)
    let accuracy = model.accuracy(test.map(\.features), truth(test))
    let chance = 1 / Double(classes.count)
    let error = (chance * (1 - chance) / Double(test.count)).squareRoot()
    #expect(abs(accuracy - chance) < Self.standardErrors * error, "accuracy \(accuracy)")
  }

  @Test func linearModelFindsAClassThatIsBrighter() throws {
    let (train, test) = try examples("chest")
    let classes = ChestPicture.Finding.allCases.map(\.rawValue)
    let truth = { (rows: [Example]) in rows.compactMap { classes.firstIndex(of: $0.row["label"] ?? "") } }
    let leaking = { (rows: [Example]) in
      zip(rows, truth(rows)).map { example, label in example.features.map { $0 + 0.05 * Double(label) } }
    }
    let model = LinearClassifier(leaking(train), truth(train), classCount: classes.count)
    #expect(model.accuracy(leaking(test), truth(test)) > 0.5)
  }

  @Test(arguments: SkinPicture.Pattern.allCases)
  func linearModelOnSpotsIsAtChance(_ pattern: SkinPicture.Pattern) throws {
    let (train, test) = try examples("skin")
    let truth = { (rows: [Example]) in rows.map { $0.row[pattern.rawValue] == "1" } }
    try expectChance(train, truth(train), test, truth(test))
  }

  /// Which kind of nucleus prevails in a section.
  @Test func linearModelOnSectionsIsAtChance() throws {
    let (train, trainTruth) = try sections("train")
    let (test, testTruth) = try sections("test")
    try expectChance(train, trainTruth, test, testTruth)
  }

  private struct Example {
    let row: [String: String]
    let features: [Double]
  }

  private func expectChance(_ train: [Example], _ known: [Bool], _ test: [Example], _ truth: [Bool]) throws {
    try #require(truth.contains(true) && truth.contains(false))
    let model = LinearModel(train.map(\.features), known.map { $0 ? 1 : 0 })
    let area = areaUnderCurve(test.map { model.score($0.features) }, truth)
    #expect(abs(area - 0.5) < Self.standardErrors * chanceError(truth), "area under the curve \(area)")
  }

  private func examples(_ set: String) throws -> (train: [Example], test: [Example]) {
    let written = try WrittenDemonstration.shared.get()
    let all = try written.rows(set).map { row in
      Example(row: row, features: pixelStatistics(try written.picture(set, row["image"] ?? "")))
    }
    return (all.filter { $0.row["split"] == "train" }, all.filter { $0.row["split"] == "test" })
  }

  private func sections(_ split: String) throws -> ([Example], [Bool]) {
    let written = try WrittenDemonstration.shared.get()
    let truth = try CocoTruth("\(written.folder)/tissue/\(split).json")
    let examples = try truth.images.map { image in
      Example(row: [:], features: pixelStatistics(try written.picture("tissue", image.file_name)))
    }
    let balance = truth.images.map { image in
      truth.annotations.filter { $0.image_id == image.id }.reduce(0) { $0 + ($1.category_id == 1 ? 1 : -1) }
    }
    let decided = balance.indices.filter { balance[$0] != 0 }
    return (decided.map { examples[$0] }, decided.map { balance[$0] > 0 })
  }
}
