/// Boxes of several readers.
enum ReaderAgreement {
  /// One box a finding: the mean of boxes of one class and different readers that overlap with the first of them.
  static func merged(_ boxes: [ReadBox], overlap: Double) -> [ReadBox] {
    var findings: [[ReadBox]] = []
    for box in boxes {
      let place = findings.firstIndex { finding in
        finding[0].label == box.label && finding[0].intersectionOverUnion(box) >= overlap
          && !finding.contains { $0.reader == box.reader }
      }
      if let place { findings[place].append(box) } else { findings.append([box]) }
    }
    return findings.map(mean)
  }

  private static func mean(_ boxes: [ReadBox]) -> ReadBox {
    var mean = boxes[0]
    let count = Double(boxes.count)
    mean.x0 = boxes.reduce(0) { $0 + $1.x0 } / count
    mean.y0 = boxes.reduce(0) { $0 + $1.y0 } / count
    mean.x1 = boxes.reduce(0) { $0 + $1.x1 } / count
    mean.y1 = boxes.reduce(0) { $0 + $1.y1 } / count
    return mean
  }
}
