import Imaging
import Testing

@testable import Datasets

@Suite struct MaskDrawingTests {
  private func ring(_ numbers: Double...) -> MaskDrawing.Ring {
    stride(from: 0, to: numbers.count, by: 2).map { .init(x: numbers[$0], y: numbers[$0 + 1]) }
  }

  private func rows(_ mask: LabelMap) -> [String] {
    (0..<mask.height).map { row in (0..<mask.width).map { "\(mask[row, $0])" }.joined() }
  }

  private func drawn(_ items: [MaskDrawing.Item], height: Int = 5, width: Int = 6) -> [String] {
    rows(MaskDrawing(size: PixelSize(height: height, width: width), items: items).drawn())
  }

  @Test func pixelsBelongByTheirCentres() {
    let square = MaskDrawing.Item(shape: .rings([ring(1, 1, 4, 1, 4, 3, 1, 3)]), value: 1)
    #expect(drawn([square]) == ["000000", "011100", "011100", "000000", "000000"])
    let shifted = MaskDrawing.Item(shape: .rings([ring(1.4, 1.4, 4.6, 1.4, 4.6, 3.4, 1.4, 3.4)]), value: 2)
    #expect(drawn([shifted]) == ["000000", "022220", "022220", "000000", "000000"])
    let triangle = MaskDrawing.Item(shape: .rings([ring(0, 0, 5, 0, 0, 5)]), value: 1)
    #expect(drawn([triangle]) == ["111100", "111000", "110000", "100000", "000000"])
  }

  @Test func innerRingsAreHolesAndEdgesAreCut() {
    let ringed = MaskDrawing.Item(
      shape: .rings([ring(-3, -3, 20, -3, 20, 20, -3, 20), ring(2, 1, 4, 1, 4, 4, 2, 4)]), value: 1)
    #expect(drawn([ringed]) == ["111111", "110011", "110011", "110011", "111111"])
    let outside = MaskDrawing.Item(shape: .rings([ring(10, 10, 12, 10, 12, 12)]), value: 1)
    #expect(drawn([outside]) == Array(repeating: "000000", count: 5))
  }

  @Test func smallObjectsLieAboveLargeOnes() {
    let small = MaskDrawing.Item(shape: .rings([ring(1, 1, 3, 1, 3, 3, 1, 3)]), value: 2)
    let large = MaskDrawing.Item(shape: .rings([ring(0, 0, 6, 0, 6, 5, 0, 5)]), value: 1)
    let expected = ["111111", "122111", "122111", "111111", "111111"]
    #expect(drawn([small, large].largestFirst) == expected)
    #expect(drawn([large, small].largestFirst) == expected)
  }

  @Test func runsGoDownTheColumns() {
    let item = MaskDrawing.Item(shape: .runs([1..<4, 9..<11]), value: 1)
    #expect(drawn([item]) == ["001000", "100000", "100000", "100000", "010000"])
  }

  @Test func pairsOfRuns() throws {
    #expect(try RunLength.runs([1, 3, 10, 2], .absolute, count: 20) == [0..<3, 9..<11])
    #expect(try RunLength.runs([1, 3, 5, 2], .relative, count: 20) == [1..<4, 9..<11])
    #expect(RunLength.isAscending([1, 3, 10, 2]) && !RunLength.isAscending([387_620, 23, 996, 33]))
    let odd: [[Int]] = [[1], [0, 3], [19, 3], [1, 0], [5, -1], [.max, 2], [1, .max], [.min, 1]]
    for numbers in odd {
      #expect(throws: RunLength.Problem.self, "\(numbers)") {
        try RunLength.runs(numbers, .absolute, count: 20)
      }
    }
    #expect(throws: RunLength.Problem.self) { try RunLength.runs([.max, 1, .max, 1], .relative, count: 20) }
    #expect(!RunLength.isAscending([1, .max, 5, 1]))
    #expect(PixelSize(height: 10_000, width: 20_000).canBeDrawn)
    #expect(!PixelSize(height: 4_000_000_000, width: 4_000_000_000).canBeDrawn)
    #expect(RunLength.numbers("1 2  3") == [1, 2, 3] && RunLength.numbers("1 x") == nil)
  }

  /// Text and mask as pycocotools 2.0 made them from a random array.
  @Test func compressedCocoRuns() throws {
    let counts = try RunLength.cocoCounts("221020NO001020N001O12NN00051K02ON10O")
    let runs = try RunLength.cocoRuns(counts, count: 63)
    let item = MaskDrawing.Item(shape: .runs(runs), value: 1)
    #expect(
      drawn([item], height: 9, width: 7) == [
        "0010000", "0100000", "1101100", "1001001", "0100110", "1011011", "1101101", "0001010", "0010011",
      ])
    // 300 x 200 with a rectangle of 210 x 140 and a hole of 20 x 50: numbers of several characters, and negative steps.
    let long =
      "Po2b6j2" + String(repeating: "0", count: 38) + "ZKjMV2V2jMjMV2V2jMjMV2V2jMjM"
    #expect(try RunLength.cocoCounts(long).prefix(4) == [3040, 210, 90, 210])
    for text in ["P", "~", "\u{7F}", String(repeating: "o", count: 40)] {
      #expect(throws: RunLength.Problem.self, "\(text)") { _ = try RunLength.cocoCounts(text) }
    }
    #expect(throws: RunLength.Problem.self) { _ = try RunLength.cocoRuns([3, 70], count: 63) }
    #expect(throws: RunLength.Problem.self) { _ = try RunLength.cocoRuns([-1], count: 63) }
  }

  @Test func pointsFarOutAreLeftOut() {
    let odd = MaskDrawing.Item(
      shape: .rings([ring(1, 1, 4, 1, 4, 3, 1, 3, .nan, .infinity, -1e300, 1e300)]), value: 1)
    #expect(drawn([odd]) == ["000000", "011100", "011100", "000000", "000000"])
  }

  /// The two largest values of a mask have a meaning of their own.
  @Test func classesAreAsManyAsMasksCanHold() {
    func problems(_ count: Int) -> [String] {
      let classes = (0..<count).map { "c\($0)" }
      return makeDescription(.segmentation, source: .table(""), classes: classes).problems().map(\.message)
    }
    #expect(problems(65_533).isEmpty)
    #expect(problems(65_534) == ["65534 of them; allowed: up to 65533"])
  }
}
