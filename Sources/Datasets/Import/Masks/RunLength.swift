/// How a list of run lengths counts.
public enum RunLengthEncoding: String, CaseIterable, Sendable {
  /// Pairs of start (from 1) and length: Airbus, Data Science Bowl.
  case absolute
  /// Pairs of gap since the last run and length: SIIM-ACR pneumothorax.
  case relative
}

/// Run-length codes of masks; all of them count down the columns, as challenges write them.
enum RunLength {
  typealias Encoding = RunLengthEncoding

  /// Why a code cannot be read.
  struct Problem: Error, Equatable { let text: String }

  /// Runs of pairs, within `count` pixels.
  static func runs(_ numbers: [Int], _ encoding: Encoding, count: Int) throws(Problem) -> [Range<Int>] {
    guard numbers.count.isMultiple(of: 2) else { throw Problem(text: "an odd number of run lengths") }
    var runs: [Range<Int>] = []
    var end = 0
    for pair in stride(from: 0, to: numbers.count, by: 2) {
      let (offset, length) = (numbers[pair], numbers[pair + 1])
      let (start, overflow) =
        encoding == .absolute ? offset.subtractingReportingOverflow(1) : end.addingReportingOverflow(offset)
      guard !overflow, start >= 0, length > 0, start <= count, length <= count - start else {
        throw Problem(text: "a run outside the image")
      }
      end = start + length
      runs.append(start..<end)
    }
    return runs
  }

  /// The numbers of a cell; nil if it holds anything else.
  static func numbers(_ cell: String) -> [Int]? {
    let words = cell.split(whereSeparator: \.isWhitespace)
    let numbers = words.compactMap { Int($0) }
    return numbers.count == words.count ? numbers : nil
  }

  /// Absolute starts never go back; relative gaps do sooner or later.
  static func isAscending(_ numbers: [Int]) -> Bool {
    var end = 1
    for pair in stride(from: 0, to: numbers.count - 1, by: 2) {
      guard numbers[pair] >= end else { return false }
      let (next, overflow) = numbers[pair].addingReportingOverflow(numbers[pair + 1])
      guard !overflow else { return false }
      end = next
    }
    return true
  }

  // MARK: COCO

  /// Runs of COCO's `counts`: lengths of background and object in turn, background first.
  static func cocoRuns(_ counts: [Int], count: Int) throws(Problem) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var position = 0
    for (index, length) in counts.enumerated() {
      guard length >= 0, length <= count - position else { throw Problem(text: "a run outside the image") }
      if index % 2 == 1, length > 0 { runs.append(position..<position + length) }
      position += length
    }
    return runs
  }

  /// COCO's compressed `counts`: six bits a character from `0`, low five first, the sixth says that more follow; from
  /// the fourth number on the difference to the number two before.
  /// - Source: the format of the published `maskApi`.
  static func cocoCounts(_ text: String) throws(Problem) -> [Int] {
    var counts: [Int] = []
    var (value, shift) = (0, 0)
    for byte in text.utf8 {
      guard (48..<112).contains(byte), shift <= 55 else { throw Problem(text: "no compressed run lengths") }
      let bits = Int(byte) - 48
      value |= (bits & 0x1F) << shift
      shift += 5
      if bits & 0x20 != 0 { continue }
      if bits & 0x10 != 0 { value |= -1 << shift }
      let (count, overflow) = value.addingReportingOverflow(counts.count > 2 ? counts[counts.count - 2] : 0)
      guard !overflow else { throw Problem(text: "no compressed run lengths") }
      counts.append(count)
      (value, shift) = (0, 0)
    }
    guard shift == 0 else { throw Problem(text: "compressed run lengths that break off") }
    return counts
  }
}
