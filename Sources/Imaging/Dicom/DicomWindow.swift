import Foundation

/// Which part of the values of a DICOM picture or a volume becomes 0...1.
public enum WindowChoice: Sendable, Equatable {
  /// The first window that the file names; of pictures only.
  case file
  /// Center and width in the values after rescale.
  case values(center: Double, width: Double)

  /// The values that become 0 and 1, `center - width / 2` and `center + width / 2`, in pictures and volumes alike; nil
  /// for the file's own window, whose function the file names.
  public var ends: (low: Double, high: Double)? {
    guard case .values(let center, let width) = self else { return nil }
    return (center - width / 2, center + width / 2)
  }
}

/// The window that a file names, with its function.
struct DicomWindow: Equatable {
  enum Function: String { case linear = "LINEAR", linearExact = "LINEAR_EXACT", sigmoid = "SIGMOID" }

  let center: Double
  let width: Double
  var function = Function.linear

  /// - Throws: `ImageError` when the file names no window, or an impossible one.
  init(_ frames: DicomFrames, frame: Int) throws {
    let file = frames.file
    let group = try frames.groups.group(DicomTag.frameWindows, frame)
    let data = group?.elements[DicomTag.windowCenter] != nil ? group ?? file.data : file.data
    guard let center = try data.decimal(DicomTag.windowCenter), let width = try data.decimal(DicomTag.windowWidth)
    else {
      let isTable = try !file.data.items(DicomTag.windowTable).isEmpty
      throw ImageError(
        "the file names no window\(isTable ? ", only a table, which is not supported" : ""); "
          + "give window: [center, width]")
    }
    (self.center, self.width) = (center, width)
    if let name = data.text(DicomTag.windowFunction) {
      guard let found = Function(rawValue: name) else {
        throw ImageError("the window function \(name.prefix(20)) is not supported")
      }
      function = found
    }
    guard width > 0, width.isFinite, center.isFinite else {
      throw ImageError("the window's width is \(width); it must be above 0")
    }
  }

  /// Source: DICOM PS3.3, C.11.2.1.2.
  func callAsFunction(_ value: Double) -> Double {
    switch function {
    case .linear:
      guard width > 1 else { return value > center - 0.5 ? 1 : 0 }
      return min(max((value - (center - 0.5)) / (width - 1) + 0.5, 0), 1)
    case .linearExact: return min(max((value - center) / width + 0.5, 0), 1)
    case .sigmoid: return 1 / (1 + exp(-4 * (value - center) / width))
    }
  }

  var note: String {
    "window center \(Geometry.text(center)), width \(Geometry.text(width)) (\(function.rawValue)) became 0...1"
  }
}
