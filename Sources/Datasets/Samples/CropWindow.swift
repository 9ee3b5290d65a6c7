import Imaging
import Statistics

/// Where a random crop is taken.
///
/// In detection and segmentation one crop in two is placed so that it holds a foreground pixel (or a box's centre)
/// drawn at random, if the image has any; the other is placed anywhere. So foreground is in at least about half of the
/// crops, and places without any are seen too.
enum CropWindow {
  /// Probability that the window is placed on foreground.
  static let foregroundShare = 0.5

  /// The top-left corner of a window of at most `size` a side, inside the image.
  static func choose(
    _ sample: DecodedSample, size: Int, background: Int, _ random: inout SampleRandom
  ) -> (top: Int, left: Int, height: Int, width: Int) {
    let height = min(size, sample.image.height)
    let width = min(size, sample.image.width)
    let wantsForeground = random.chance(foregroundShare)
    let point = wantsForeground ? foregroundPoint(sample, background: background, &random) : nil
    let top = start(length: sample.image.height, window: height, holding: point?.row, &random)
    let left = start(length: sample.image.width, window: width, holding: point?.column, &random)
    return (top, left, height, width)
  }

  private static func start(length: Int, window: Int, holding point: Int?, _ random: inout SampleRandom) -> Int {
    let lowest = max(0, (point ?? 0) - (point == nil ? 0 : window - 1))
    let highest = min(length - window, point ?? length)
    return random.integer(in: lowest..<max(lowest, highest) + 1)
  }

  private static func foregroundPoint(
    _ sample: DecodedSample, background: Int, _ random: inout SampleRandom
  ) -> (row: Int, column: Int)? {
    if let mask = sample.mask { return foregroundPixel(mask, background: UInt16(background), &random) }
    guard !sample.boxes.isEmpty else { return nil }
    let box = sample.boxes[random.integer(in: 0..<sample.boxes.count)]
    let row = Int((box.y0 + box.y1) / 2)
    let column = Int((box.x0 + box.x1) / 2)
    return (min(max(row, 0), sample.image.height - 1), min(max(column, 0), sample.image.width - 1))
  }

  static func foregroundPixel(
    _ mask: LabelMap, background: UInt16, _ random: inout SampleRandom
  ) -> (row: Int, column: Int)? {
    let counts = mask.values.withUnsafeBufferPointer { values in
      (0..<mask.height).map { row in
        foregroundCount(UnsafeBufferPointer(rebasing: values[row * mask.width..<(row + 1) * mask.width]), background)
      }
    }
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    var left = random.integer(in: 0..<total)
    guard
      let row = counts.firstIndex(where: { count in
        left -= count
        return left < 0
      })
    else { return nil }
    // `left` is now the pixel's place in its row, less the row's count.
    let place = left + counts[row]
    let columns = (0..<mask.width).lazy.filter { column in
      let value = mask[row, column]
      return value != background && value != LabelMap.ignore
    }
    return columns.dropFirst(place).first.map { (row, $0) }
  }

  /// A plain loop over one row, which the compiler turns to vector instructions; masks are large.
  private static func foregroundCount(_ row: UnsafeBufferPointer<UInt16>, _ background: UInt16) -> Int {
    var count = 0
    for value in row { count += (value != background ? 1 : 0) & (value != LabelMap.ignore ? 1 : 0) }
    return count
  }
}
