import Foundation
import Imaging

/// What samples are stratified by: class, positive labels, classes of boxes, classes that a mask holds.
struct StratumLabels {
  /// For each record the indices of its labels; one more than the classes means "none of them".
  let labels: [[Int]]
  let count: Int
  /// What could not be looked at.
  let notes: [String]

  /// - Throws: the imaging library's error if masks have to be read and it cannot be opened.
  static func of(_ records: [SampleRecord], _ description: TaskDescription) throws -> StratumLabels {
    let count = description.classes.count + 1
    guard description.labelType == .segmentation else {
      return StratumLabels(labels: records.map { listed($0, none: count - 1) }, count: count, notes: [])
    }
    return try masks(records, description, count: count)
  }

  private static func listed(_ record: SampleRecord, none: Int) -> [Int] {
    let found: Set<Int>
    switch record.annotation {
    case .classIndex(let index): found = [index]
    case .labels(let states): found = Set(states.indices.filter { states[$0] == .positive })
    case .boxes(let boxes): found = Set(boxes.map(\.label))
    case .mask: found = []
    }
    return found.isEmpty ? [none] : found.sorted()
  }

  /// Classes in masks, the background left out, because every mask has it.
  private static func masks(
    _ records: [SampleRecord], _ description: TaskDescription, count: Int
  ) throws -> StratumLabels {
    _ = try ImagingVersions.read()
    let uses = records.map { FileUse.mask($0, description) }
    let masks = Array(Set(uses.compactMap { $0 }))
    let threads = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let found = concurrentMap(masks.count, threads: threads) { values(masks[$0], description) }
    let byMask = Dictionary(uniqueKeysWithValues: zip(masks, found))
    let unread = found.count { $0 == nil }
    let labels = uses.map { use -> [Int] in
      let values = use.flatMap { byMask[$0] ?? nil } ?? []
      let classes = Set(values.compactMap { description.maskValues.classIndex($0) })
        .filter { $0 != LabelMap.ignore && Int($0) != description.backgroundClass }.map { Int($0) }.sorted()
      return classes.isEmpty ? [count - 1] : classes
    }
    let note = "\(unread) masks cannot be read; their samples are dealt out as if they held nothing"
    return StratumLabels(labels: labels, count: count, notes: unread > 0 ? [note] : [])
  }

  private static func values(_ mask: FileUse, _ description: TaskDescription) -> Set<UInt16>? {
    let path = mask.path
    switch description.kind(ofLabel: path) {
    case .volume:
      let labels = try? VolumeReader.read(path, try description.labelOptions(of: mask)).volume
      return labels.flatMap { try? VolumeLabels.values($0, at: path) }.map(Set.init)
    case .outlines:
      return (try? SlideAnnotations.read(path, description)).map { Set($0.outlines.map(\.value)) }
    case .picture, .slide:
      if let mask = SlideMask(path, description) { return (try? mask.sampledValues()).map(Set.init) }
      let stored = try? ImageReader.readLabels(
        path, page: mask.page, frame: description.frame, pixelLimit: description.pixels)
      return stored.map { Set($0.values) }
    }
  }
}
