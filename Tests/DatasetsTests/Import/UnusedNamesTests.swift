import Foundation
import Testing

@testable import Datasets

/// Names of the masks that an import draws.
@Suite struct UnusedNamesTests {
  @Test func eachNameIsGivenOnce() {
    var names = UnusedNames()
    #expect(["a", "A", "a-2", "a", "b", "A"].map { names.next($0) } == ["a", "A-2", "a-2-2", "a-3", "b", "A-4"])
  }

  /// Names of no ASCII letter all become underscores. Counted up from 2 each time, these would take an hour.
  @Test(.timeLimit(.minutes(1))) func manyEqualNamesAreQuick() {
    var names = UnusedNames()
    let given = (0..<100_000).map { _ in names.next("________") }
    #expect(Set(given).count == given.count && given.last == "________-100000")
  }

  /// An image may have the name that masks without an object share.
  @Test func anImageNamedLikeEmptyMasksKeepsItsOwn() throws {
    let set = try ForeignSet()
    for name in ["empty-6x6", "b", "c"] { try set.picture("\(name).png", height: 6, width: 6) }
    try set.text("labels.csv", "ImageId,EncodedPixels\nempty-6x6,1 2 7 2\nb,\nc,\n")
    let made = try set.imported("rle", "labels.csv") { $0.encoding = .absolute }
    #expect(try made.mask("empty-6x6").joined().reduce(0, +) == 4)
    for name in ["b", "c"] { #expect(try made.mask(name).joined().allSatisfy { $0 == 0 }, "\(name)") }
    #expect(set.folder.names("task/masks") == ["empty-6x6-2.png", "empty-6x6.png"])
  }
}
