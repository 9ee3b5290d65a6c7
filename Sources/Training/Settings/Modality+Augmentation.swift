import Datasets

extension Modality {
  /// The augmentation preset of the domain.
  var augmentation: String {
    switch self {
    case .natural, .ultrasound, .microscopy: "natural"
    case .xray: "xray"
    case .histology: "histology"
    case .ct: "ct"
    case .mri: "mri"
    }
  }
}
