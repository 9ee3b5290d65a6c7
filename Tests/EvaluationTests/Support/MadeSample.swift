import Imaging

@testable import Datasets

extension PreparedSample {
  /// A black pixel with the record's label.
  static func made(_ record: SampleRecord) -> PreparedSample {
    let image = PreparedImage(
      raster: Raster(height: 1, width: 1), validHeight: 1, validWidth: 1, originalHeight: 1, originalWidth: 1)
    guard case .classIndex(let index) = record.annotation else { preconditionFailure("a class is expected") }
    return PreparedSample(id: record.id, record: record, image: image, target: .classIndex(index), crowdBoxes: [])
  }
}
