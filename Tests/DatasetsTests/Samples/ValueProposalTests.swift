import Imaging
import Testing

@testable import Datasets

/// What is proposed for mask values without a class: what is certain, and nothing else.
@Suite struct ValueProposalTests {
  private static let two = ["background", "cell"]
  private static let three = ["background", "cytoplasm", "nucleus"]

  private func proposal(_ found: [UInt16], _ classes: [String], _ values: ValueMap? = nil) -> ValueProposal {
    ValueProposal(found, makeDescription(.segmentation, source: .table(""), classes: classes, values: values))
  }

  private func map(_ found: [UInt16], _ classes: [String], _ values: ValueMap? = nil) -> String? {
    proposal(found, classes, values).map?.text(classes)
  }

  @Test func masksWithoutAMap() {
    #expect(map([0, 128, 255], Self.three) == "{0: background, 128: cytoplasm, 255: nucleus}")
    #expect(map([0, 1, 2, 255], Self.three) == "{0: background, 1: cytoplasm, 2: nucleus, 255: ignore}")
    #expect(map([0, 1, 2, 3], Self.three) == "{0: background, 1: cytoplasm, 2: nucleus, 3: ignore}")
    #expect(map(Array(0...40), Self.two) == "{0: background, other: cell}")
    #expect(map([0, .max], Self.two) == "{0: background, 65535: cell}")
    // The smallest value is the background, wherever its class stands.
    #expect(map([0, 255], ["lesion", "background"]) == "{0: background, 255: lesion}")
    #expect(map([0, 128, 255], ["a", "background", "b"]) == "{0: background, 128: a, 255: b}")
    #expect(proposal([0, 128, 255], Self.three).cause.contains("umedpt preview"))
    let smoothed = [0, 3, 17, 120, 250, 255] as [UInt16]
    #expect(map(smoothed, Self.two) == "{0: background, 255: cell, other: ignore}")
    #expect(proposal(smoothed, Self.two).cause.contains("smoothed"))
  }

  /// Numbers of objects do not tell which of two kinds an object is; nor do more or fewer values than classes.
  @Test func noMapIsGuessed() {
    let found = proposal(Array(0...40), Self.three)
    #expect(found.map == nil && found.cause.contains("do not tell their classes"))
    let unclear: [([UInt16], [String])] = [
      ([0, 5, 9, 70], Self.two), ([0, 255], Self.three), ([255], Self.two), ([0, 1, 255], Self.three),
    ]
    for (values, classes) in unclear {
      let odd = proposal(values, classes)
      #expect(odd.map == nil && odd.cause.hasPrefix("list each value under values: "), "\(values)")
    }
  }

  /// What a JPEG of 0, 127 and 254 holds.
  private static let compressed: [UInt16] =
    Array(0...16) + [19, 111, 115] + Array(118...134) + [136, 241] + Array(244...255)

  /// Three clusters are never made two classes.
  @Test func compressedMasksOfThreeClassesAreToldAndNotMapped() {
    for classes in [Self.two, Self.three] {
      let found = proposal(Self.compressed, classes)
      #expect(found.map == nil, "\(classes)")
      #expect(found.cause.contains("(0 to 19, 111 to 136, 241 to 255)") && found.cause.contains("JPEG"))
    }
  }

  @Test func aProposalKeepsTheEntriesOfTheDescription() {
    let own = ValueMap(entries: [0: .classIndex(0), 127: .classIndex(1), 254: .classIndex(2)])
    #expect(
      map(Self.compressed, Self.three, own) == "{0: background, 127: cytoplasm, 254: nucleus, other: ignore}")
    let partly = ValueMap(entries: [0: .classIndex(0), 254: .classIndex(2)])
    #expect(map(Self.compressed, Self.three, partly) == nil)

    let twoOfThree = ValueMap(entries: [0: .classIndex(0), 1: .classIndex(2)])
    #expect(map([0, 1, 7], Self.three, twoOfThree) == "{0: background, 1: nucleus, 7: cytoplasm}")
    let all = ValueMap.identity(classCount: 2)
    #expect(map([0, 1, 255], Self.two, all) == "{0: background, 1: cell, 255: ignore}")
    #expect(map([0, 1, 9, 255], Self.two, all) == "{0: background, 1: cell, other: ignore}")
    // 255 may well be what 1 was meant for.
    #expect(map([0, 255], Self.two, all) == nil)
    #expect(proposal([0, 255], Self.two, all).cause.contains("list each value under values:"))
  }

  @Test func theLargestValueOfSixteenBitsHasItsClass() {
    let values = ValueMap(entries: [0: .classIndex(0), .max: .classIndex(1), 9: .ignore])
    let (mask, unknown) = values.apply(LabelMap(height: 1, width: 4, values: [0, .max, 9, .max]))
    #expect(mask.values == [0, 1, LabelMap.ignore, 1] && unknown.isEmpty)
  }
}
