extension FileFindings {
  private struct SixteenBits {
    let path: String
    let largest: Int

    /// Bits that hold its values, where that is not the whole scale.
    var bits: Int? { [10, 12, 14].first { largest < 1 << $0 } }
  }

  /// A range for 16-bit files that use 10, 12 or 14 bits only, where it fits nearly all of them; else a word on files
  /// that do not belong together.
  var valueRanges: [Finding] {
    let images = uses.compactMap { use -> SixteenBits? in
      guard use.kind == .image, let largest = facts(use)?.largestStored else { return nil }
      return SixteenBits(path: use.path, largest: largest)
    }.sorted { $0.largest < $1.largest }
    guard let brightest = images.last, brightest.largest > 255 else { return [] }
    // The brightest but for one in twenty.
    guard let bits = images[(images.count * 19 + 19) / 20 - 1].bits else { return mixedRanges(images) }
    let fitting = images.filter { $0.largest < 1 << bits }
    let isAll = fitting.count == images.count
    let who = isAll ? "the 16-bit images" : "\(fitting.count) of \(images.count) 16-bit images"
    let range = "put this into the task description: value_range: [0, \((1 << bits) - 1)]"
    let cut = "; it cuts \(brightest.path), whose values go up to \(brightest.largest)"
    return [
      Finding(
        .warning, .valueRange, at: description.sourcePath,
        "\(who) use values up to \(fitting.last?.largest ?? 0) only, so they are almost black",
        hint: isAll ? range : range + cut)
    ]
  }

  private func mixedRanges(_ images: [SixteenBits]) -> [Finding] {
    // What is black as a whole belongs to any range.
    let dark = images.filter { (256..<1 << 12).contains($0.largest) }
    let bright = images.filter { $0.largest >= 1 << 15 }
    guard let example = dark.last, let other = bright.last, min(dark.count, bright.count) * 10 >= images.count else {
      return []
    }
    return [
      Finding(
        .warning, .valueRange, at: description.sourcePath,
        "the 16-bit images have different ranges: \(example.path) uses values up to \(example.largest) only, "
          + "\(other.path) up to \(other.largest)",
        hint: "no value_range fits both: bring them to one range, or make a task of each kind")
    ]
  }
}
