import Datasets
import Foundation
import Imaging

/// One training sample as the model gets it: the pixels of a batch, with its labels drawn or told.
struct PreviewTile {
  let id: String
  /// The batch's own pixels, padding included, without and with the labels drawn.
  let plain: Raster
  let drawn: Raster
  /// The label in words.
  let label: String

  /// - Throws: `ImageError` if mask and picture differ in size.
  init(_ batch: HostBatch, _ index: Int, _ description: TaskDescription) throws {
    id = batch.ids[index]
    plain = batch.raster(index).asBytes
    let classes = description.classes
    switch batch.targets[index] {
    case .classIndex(let label):
      drawn = plain
      self.label = classes[label]
    case .labels(let states):
      drawn = plain
      let present = MultiLabelScorer.text(states, classes).replacing(";", with: ", ")
      label = present.isEmpty ? "none" : present
    case .boxes(let boxes):
      drawn = plain.drawing(boxes, thickness: 1)
      let counts = classes.indices.map { k in (classes[k], boxes.count { $0.label == k }) }.filter { $0.1 > 0 }
      label = boxes.isEmpty ? "no box" : counts.map { "\($0.1) x \($0.0)" }.joined(separator: ", ")
    case .mask(let mask):
      drawn = try plain.drawing(mask.backgroundFirst(description.backgroundClass), showsIgnored: true)
      label = Self.shares(mask, classes)
    }
  }

  /// The first samples that a task's loader gives for a seed, and those that it could not make, each once in words.
  ///
  /// - Parameter openCount: volumes or slides that the run holds open, which decides the order; nil for pictures.
  static func first(
    _ count: Int, of task: TaskStream, seed: UInt64, openCount: Int?
  ) throws -> (tiles: [PreviewTile], problems: [String]) {
    // One by one, so that a sample that cannot be made takes no other with it.
    let options = BatchStreamOptions(threads: 1)
    let stream = BatchStream(tasks: [task.oneByOne], seed: seed, options: options, openCounts: [openCount])
    defer { stream.close() }
    var tiles: [PreviewTile] = []
    var problems: [String] = []
    while tiles.count < count, problems.count < mostProblems {
      do {
        tiles.append(try PreviewTile(stream.next(), 0, task.dataset.description))
      } catch let error as SampleError {
        problems.append("\(error)")
      }
    }
    return (tiles, counted(problems))
  }

  /// A sample that is drawn again and again fails each time: said once, with how often.
  private static func counted(_ problems: [String]) -> [String] {
    let counts = Dictionary(grouping: problems, by: { $0 }).mapValues(\.count)
    let order = problems.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return order.map { problem in
      let count = counts[problem, default: 1]
      return count == 1 ? problem : "\(problem) (\(count) times)"
    }
  }

  /// A set without readable files must not be searched for ever.
  private static let mostProblems = 8

  /// The pictures with id and label.
  /// - Throws: `ImageError` if a picture cannot be encoded.
  func figure(withPlain: Bool) throws -> String {
    let pictures = try (withPlain ? [plain, drawn] : [drawn]).map { raster in
      "<img alt=\"\" src=\"\(try Html.dataAddress(raster))\">"
    }
    return """
      <figure><div class="pair">\(pictures.joined())</div>
      <figcaption>\(Html.escaped(id))<br>\(Html.escaped(label))</figcaption></figure>

      """
  }

  /// The classes in a mask and their shares of the labelled pixels.
  private static func shares(_ mask: LabelMap, _ classes: [String]) -> String {
    var counts = [Int](repeating: 0, count: classes.count)
    for value in mask.values where value != LabelMap.ignore { counts[Int(value)] += 1 }
    let total = counts.reduce(0, +)
    guard total > 0 else { return "all ignored" }
    return classes.indices.filter { counts[$0] > 0 }.map { k in
      "\(classes[k]) \((Double(counts[k]) / Double(total)).formatted(.percent.precision(.fractionLength(0...1))))"
    }.joined(separator: ", ")
  }
}

extension HostBatch {
  /// The pixels of one sample, `[H, W, 3]` of the batch's size.
  func raster(_ index: Int) -> Raster {
    let count = height * width * 3 * depth.byteCount
    return Raster(
      height: height, width: width, depth: depth, bytes: Array(images[index * count..<(index + 1) * count]))
  }
}
