import GoldenArrays

/// DICOM segmentations of frames of 1 x 3 pixels; the segments are 1, Liver, and 2, Spleen.
enum SmallSegmentation {
  /// Its segment, its place along the axis to the head (nil for none), its pixels.
  typealias Frame = (segment: Int, place: Double?, pixels: [UInt8])

  /// - Parameters:
  ///   - down: turns the columns, and so the normal.
  ///   - between: the SpacingBetweenSlices.
  static func file(
    _ frames: [Frame], type: String = "BINARY", down: Bool = false, between: Double? = nil
  ) -> SmallDicom {
    var file = SmallDicom(
      rows: 1, columns: 3, channels: 1, bytes: frames.flatMap(\.pixels), photometric: "MONOCHROME2")
    file.set(0x0008_0016, text: "1.2.840.10008.5.1.4.1.1.66.4", "UI")
    file.set(0x0028_0008, text: "\(frames.count)", "IS")
    file.set(0x0062_0001, text: type, "CS")
    file.set(
      0x0062_0002,
      items: [(1, "Liver"), (2, "Spleen")].map { number, name -> [UInt8] in
        var item = SmallDicom()
        item.set(0x0062_0004, short: number)
        item.set(0x0062_0005, text: name, "LO")
        return item.body
      })
    file.set(
      0x5200_9230,
      items: frames.map { frame -> [UInt8] in
        var item = SmallDicom()
        item.set(0x0062_000B, short: frame.segment)
        let place = frame.place.map { SmallDicom.decimal(0x0020_0032, [0, 0, $0]) }
        return (place.map { SmallDicom.sequence(0x0020_9113, [$0]) } ?? [])
          + SmallDicom.sequence(0x0062_000A, [item.body])
      })
    let axes = SmallDicom.decimal(0x0020_0037, [1, 0, 0, 0, down ? -1 : 1, 0])
    let told = between.map { SmallDicom.decimal(0x0018_0088, [$0]) } ?? []
    let measures = told + SmallDicom.decimal(0x0028_0030, [1, 1])
    file.set(
      0x5200_9229, items: [SmallDicom.sequence(0x0020_9116, [axes]) + SmallDicom.sequence(0x0028_9110, [measures])])
    return file
  }
}
