import GoldenArrays
import Imaging
import Testing

@testable import Datasets

/// 16-bit pictures that use a part of their scale.
@Suite struct ValueRangeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The warnings on so many pictures of 12 bits (up to 4032) and of 16 (up to 64512).
  private func warnings(dark: Int, bright: Int) throws -> [Finding] {
    var table = "image,label\n"
    for number in 0..<dark + bright {
      let factor = number < dark ? 64 : 1024
      try folder.write("\(number).png", "")
      try ImageWriter.png16(
        (0..<64).map { UInt16(($0 + number) % 64 * factor) }, height: 8, width: 8, to: folder.path("\(number).png"))
      table += "\(number).png,x\n"
    }
    let path = try folder.write("t.csv", table)
    let task = makeDescription(.classification, source: .table(path), classes: ["x", "y"], root: folder.path)
    return try TaskCheck(cache: nil, threads: 2).run(task).findings.filter { $0.kind == .valueRange }
  }

  @Test func oneRangeOfAllIsProposed() throws {
    let found = try warnings(dark: 3, bright: 0)
    #expect(
      found.count == 1 && found[0].found == "the 16-bit images use values up to 4032 only, so they are almost black")
    #expect(found[0].hint == "put this into the task description: value_range: [0, 4095]")
  }

  @Test func nearlyAllAreEnough() throws {
    let found = try warnings(dark: 19, bright: 1)
    #expect(found.count == 1 && found[0].found.hasPrefix("19 of 20 16-bit images use values up to 4032 only"))
    let hint = found.first?.hint ?? ""
    #expect(hint.contains("value_range: [0, 4095]; it cuts \(folder.path("19.png")), whose values go up to 64512"))
  }

  /// A range for the dark ones would make the others white.
  @Test func noRangeIsProposedForAMixture() throws {
    let found = try warnings(dark: 3, bright: 3)
    #expect(found.count == 1 && found[0].found.hasPrefix("the 16-bit images have different ranges: "))
    #expect(found.first?.found.contains("\(folder.path("2.png")) uses values up to 4032 only, ") == true)
    #expect(found.first?.found.hasSuffix(".png up to 64512") == true)
    #expect(found.first?.hint?.contains("value_range: [") == false)
  }

  @Test(arguments: [(0, 2), (1, 19)]) func otherSetsAreNotTold(dark: Int, bright: Int) throws {
    #expect(try warnings(dark: dark, bright: bright).isEmpty)
  }
}
