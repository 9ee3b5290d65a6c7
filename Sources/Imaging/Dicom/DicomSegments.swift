// Source: DICOM PS3.3, C.8.20 (segmentation image and its functional groups).

/// What a frame of a DICOM segmentation shows.
struct DicomSegment: Sendable, Equatable {
  /// 1 to 65534: the value of its voxels.
  let number: Int
  /// The SegmentLabel; empty where there is none.
  let label: String
  /// Values are shares or probabilities instead of yes and no.
  let isFractional: Bool

  /// For messages.
  var text: String { "segment " + name }

  private var name: String { "\(number)" + (label.isEmpty ? "" : " (\(label.prefix(40)))") }

  /// - Throws: `ImageError` when the values are no labels.
  func requireBinary() throws {
    guard isFractional else { return }
    throw ImageError(
      "is a fractional segmentation (SegmentationType (0062,0001)): its values are shares or probabilities, no labels; "
        + "export it as BINARY")
  }

  /// The note for the log.
  static func note(_ segments: [DicomSegment]) -> String? {
    var shown: [DicomSegment] = []
    for segment in segments.sorted(by: { $0.number < $1.number }) where shown.last?.number != segment.number {
      shown.append(segment)
    }
    guard !shown.isEmpty else { return nil }
    let names = shown.prefix(8).map(\.name).joined(separator: ", ") + (shown.count > 8 ? ", ..." : "")
    return "a segmentation: voxels hold the number of their segment, \(names)"
  }
}

/// The segments of a DICOM segmentation whose frames show one segment each.
struct DicomSegments {
  private static let storageClass = "1.2.840.10008.5.1.4.1.1.66.4"
  private static let labelMapClass = "1.2.840.10008.5.1.4.1.1.66.7"
  private let groups: DicomFrameGroups
  private let labels: [Int: String]
  private let isFractional: Bool

  /// Whether the file is a segmentation of any type.
  static func areIn(_ file: DicomFile) -> Bool {
    [storageClass, labelMapClass].contains(file.data.text(DicomTag.storageClass))
  }

  /// Nil for files of another kind, and for label maps, whose values are numbers of segments already.
  /// - Throws: `ImageError` when the list of segments is damaged.
  init?(_ file: DicomFile, _ groups: DicomFrameGroups) throws {
    guard file.data.text(DicomTag.storageClass) == Self.storageClass else { return nil }
    let type = file.data.text(DicomTag.segmentationType)
    guard type != "LABELMAP" else { return nil }
    isFractional = type == "FRACTIONAL"
    self.groups = groups
    var labels: [Int: String] = [:]
    for item in try file.data.items(DicomTag.segments) {
      guard let number = item.short(DicomTag.segmentNumber) else { continue }
      labels[number] = item.text(DicomTag.segmentLabel) ?? ""
    }
    self.labels = labels
  }

  /// - Throws: `ImageError` when neither the frame nor the list of segments says which one it is.
  func segment(of frame: Int) throws -> DicomSegment {
    let told = try groups.group(DicomTag.segmentIdentification, frame)?.short(DicomTag.referencedSegment)
    guard let number = told ?? (labels.count < 2 ? labels.keys.first ?? 1 : nil) else {
      throw ImageError("damaged DICOM: frame \(frame) does not say which segment it shows (0062,000A)")
    }
    guard (1...65534).contains(number) else {
      throw ImageError("damaged DICOM: frame \(frame) shows the segment \(number); 1 to 65534 are allowed")
    }
    return DicomSegment(number: number, label: labels[number] ?? "", isFractional: isFractional)
  }

  /// The segment of all frames: what a mask of a picture can hold, of which one frame is read.
  /// - Throws: `ImageError` naming two segments, and for values that are no labels.
  func only(of frameCount: Int) throws -> DicomSegment {
    let first = try segment(of: 0)
    try first.requireBinary()
    for frame in 1..<max(frameCount, 1) {
      let other = try segment(of: frame)
      guard other.number == first.number else {
        throw ImageError(
          "holds \(first.text) and \(other.text) in frames of their own, and the mask of a picture is one frame; "
            + "export one segment a file, or read image and mask as volumes with slice: {}")
      }
    }
    return first
  }
}
