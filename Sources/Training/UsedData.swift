import Datasets
import Imaging

/// The samples of a task that a run uses: all but those that it has put aside.
struct UsedData: Codable, Sendable, Equatable {
  var samples: Int
  /// Changes whenever one of the samples, their order, a label, or a file's size or time changes; independent of folder.
  /// nil where nothing was put aside: the fingerprint of the whole task says the same then.
  var fingerprint: String?

  /// - Parameter hasOmissions: whether samples of the task were put aside.
  init(_ dataset: Dataset, hasOmissions: Bool) {
    samples = dataset.allSamples.count
    fingerprint = hasOmissions ? Self.fingerprint(dataset) : nil
  }

  private static func fingerprint(_ dataset: Dataset) -> String {
    var hash = ContentHash()
    for record in dataset.allSamples {
      hash.add("\(record.id)\n\(record.split.rawValue)\n\(record.label)\n\(record.reading)\n")
      for path in record.imagePaths + [record.maskPath].compactMap({ $0 }) {
        let stamp = FileStamp(path: path)
        hash.add("\(stamp?.byteCount ?? -1) \(stamp?.modified ?? 0)\n")
      }
    }
    return String(hash.value, radix: 16)
  }
}

extension SampleRecord {
  fileprivate var label: String {
    switch annotation {
    case .classIndex(let index): "class \(index)"
    case .labels(let states): "labels \(states.map(\.rawValue))"
    // Its folder may change.
    case .mask(let path): "mask \(path.split(separator: "/").last ?? "")"
    case .boxes(let boxes): "boxes \(boxes.map(Self.text)) crowd \(crowdBoxes.map(Self.text))"
    }
  }

  private static func text(_ box: LabelledBox) -> String { "\(box.label) \(box.x0) \(box.y0) \(box.x1) \(box.y1)" }

  /// Which part of its files is read, and how.
  fileprivate var reading: String {
    "\(region?.text ?? "-") \(overrides.micrometresPerPixel ?? 0) \(overrides.series ?? "-")"
  }
}
