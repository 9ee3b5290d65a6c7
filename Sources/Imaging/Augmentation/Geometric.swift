import CImaging
import Foundation

/// Flips and quarter turns; pixels move without being mixed.
public enum Turn: Int32, AugmentationOperation, CaseIterable {
  // Raw values: the EXIF orientation that needs this turn.
  /// Left becomes right.
  case horizontalFlip = 2
  /// By 180 degrees.
  case halfTurn = 3
  /// Top becomes bottom.
  case verticalFlip = 4
  /// By 90 degrees clockwise.
  case quarterTurnRight = 6
  /// By 90 degrees counter-clockwise.
  case quarterTurnLeft = 8

  /// Turns image, mask and boxes.
  /// - Throws: `ImageError` for an empty picture or mask.
  public func apply(to sample: inout AugmentationSample) throws {
    let (height, width) = (Float(sample.image.height), Float(sample.image.width))
    sample.image = try sample.image.turned(self)
    sample.mask = try sample.mask?.turned(self)
    sample.boxes = sample.boxes.map { box($0, height, width) }
  }

  fileprivate var swapsAxes: Bool { self == .quarterTurnLeft || self == .quarterTurnRight }

  private func box(_ box: LabelledBox, _ height: Float, _ width: Float) -> LabelledBox {
    let (x0, y0, x1, y1, label) = (box.x0, box.y0, box.x1, box.y1, box.label)
    switch self {
    case .horizontalFlip: return LabelledBox(x0: width - x1, y0: y0, x1: width - x0, y1: y1, label: label)
    case .verticalFlip: return LabelledBox(x0: x0, y0: height - y1, x1: x1, y1: height - y0, label: label)
    case .halfTurn:
      return LabelledBox(x0: width - x1, y0: height - y1, x1: width - x0, y1: height - y0, label: label)
    case .quarterTurnRight: return LabelledBox(x0: height - y1, y0: x0, x1: height - y0, y1: x1, label: label)
    case .quarterTurnLeft: return LabelledBox(x0: y0, y0: width - x1, x1: y1, y1: width - x0, label: label)
    }
  }
}

extension Raster {
  /// The image flipped or turned.
  /// - Throws: `ImageError` for an empty image; `SharedLibraryError` when OpenCV is missing.
  public func turned(_ turn: Turn) throws -> Raster {
    let door = try ImagingDoor.shared()
    let size = turn.swapsAxes ? (width, height) : (height, width)
    return try Raster(uninitialisedHeight: size.0, width: size.1, channels: channels, depth: depth) { target in
      try withView { source in try door.turn(source, target, turn.rawValue).check() }
    }
  }
}

extension LabelMap {
  /// The labels flipped or turned.
  /// - Throws: `ImageError` for empty labels; `SharedLibraryError` when OpenCV is missing.
  public func turned(_ turn: Turn) throws -> LabelMap {
    let door = try ImagingDoor.shared()
    let size = turn.swapsAxes ? (width, height) : (height, width)
    return try filled(height: size.0, width: size.1) { source, target in
      try door.turn(source, target, turn.rawValue).check()
    }
  }

  /// New labels that `body` writes completely from these.
  fileprivate func filled(
    height newHeight: Int, width newWidth: Int, _ body: (CImagingView, CImagingView) throws -> Void
  ) throws -> LabelMap {
    let count = newHeight * newWidth
    let result = try [UInt16](unsafeUninitializedCapacity: count) { buffer, filled in
      try values.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = buffer.baseAddress, count > 0 else {
          throw ImageError("the labels are empty")
        }
        try body(Self.view(.init(mutating: from), height, width), Self.view(to, newHeight, newWidth))
      }
      filled = count
    }
    return LabelMap(height: newHeight, width: newWidth, values: result)
  }

  private static func view(_ pixels: UnsafeMutablePointer<UInt16>, _ height: Int, _ width: Int) -> CImagingView {
    CImagingView(
      pixels: pixels, height: Int32(height), width: Int32(width), channels: 1, depth: Int32(CIMAGING_UINT16))
  }
}

/// Shift, scale and rotation about the image's centre; bilinear for the image, nearest for the mask.
///
/// Outside the source the image is black, the mask `LabelMap.ignore`; boxes become the bounding boxes of their turned
/// corners, cut to the image.
public struct ShiftScaleRotate: AugmentationOperation {
  /// Shift as a share of the width, cut to whole pixels.
  public var shiftX: Double
  /// Shift as a share of the height, cut to whole pixels.
  public var shiftY: Double
  /// Factor along x, above 0.
  public var scaleX: Double
  /// Factor along y, above 0.
  public var scaleY: Double
  /// Degrees; positive turns counter-clockwise as seen on a screen.
  public var degrees: Double

  /// A shift, then scale and rotation about the centre, by these numbers.
  public init(shiftX: Double, shiftY: Double, scaleX: Double, scaleY: Double, degrees: Double) {
    (self.shiftX, self.shiftY, self.scaleX, self.scaleY) = (shiftX, shiftY, scaleX, scaleY)
    self.degrees = degrees
  }

  /// Moves image, mask and boxes; boxes of which too little is left are dropped.
  /// - Throws: `ImageError` for a scale of 0, or an empty picture.
  public func apply(to sample: inout AugmentationSample) throws {
    let (height, width) = (sample.image.height, sample.image.width)
    // Pixel centres lie at whole numbers, box corners at pixel edges: their centres differ by half a pixel.
    let (middleX, middleY) = (Double(width) / 2, Double(height) / 2)
    let pixels = matrix(height: height, width: width, centreX: middleX - 0.5, centreY: middleY - 0.5)
    let edges = matrix(height: height, width: width, centreX: middleX, centreY: middleY)
    guard let inverse = pixels.inverse else { throw ImageError("a scale of \(scaleX) x \(scaleY) cannot be undone") }
    sample.image = try sample.image.warped(inverse.rowMajor)
    sample.mask = try sample.mask?.warped(inverse.rowMajor)
    sample.boxes = sample.boxes.map(edges.bounds)
    sample.clipBoxes()
  }

  /// From source to destination: translation x rotation x scale about the centre.
  private func matrix(height: Int, width: Int, centreX: Double, centreY: Double) -> AffineMatrix {
    let angle = degrees * .pi / 180
    let (sine, cosine) = (sin(angle), cos(angle))
    var matrix = AffineMatrix(
      a: cosine * scaleX, b: sine * scaleY, x: 0, c: -sine * scaleX, d: cosine * scaleY, y: 0)
    matrix.x = centreX + (shiftX * Double(width)).rounded(.towardZero) - matrix.a * centreX - matrix.b * centreY
    matrix.y = centreY + (shiftY * Double(height)).rounded(.towardZero) - matrix.c * centreX - matrix.d * centreY
    return matrix
  }
}

/// `x' = a x + b y + x`, `y' = c x + d y + y`.
struct AffineMatrix {
  var a: Double
  var b: Double
  var x: Double
  var c: Double
  var d: Double
  var y: Double

  var rowMajor: [Double] { [a, b, x, c, d, y] }

  /// Nil when the plane collapses.
  var inverse: AffineMatrix? {
    let determinant = a * d - b * c
    guard abs(determinant) > 1e-12 else { return nil }
    let (ia, ib, ic, id) = (d / determinant, -b / determinant, -c / determinant, a / determinant)
    return AffineMatrix(a: ia, b: ib, x: -ia * x - ib * y, c: ic, d: id, y: -ic * x - id * y)
  }

  /// The bounding box of a box's four moved corners.
  func bounds(_ box: LabelledBox) -> LabelledBox {
    let xs = [box.x0, box.x1].map(Double.init)
    let ys = [box.y0, box.y1].map(Double.init)
    let corners = xs.flatMap { px in ys.map { py in (a * px + b * py + x, c * px + d * py + y) } }
    var result = box
    (result.x0, result.x1) = Self.span(corners.map(\.0))
    (result.y0, result.y1) = Self.span(corners.map(\.1))
    return result
  }

  private static func span(_ values: [Double]) -> (Float, Float) {
    values.reduce((Float.infinity, -Float.infinity)) { (min($0.0, Float($1)), max($0.1, Float($1))) }
  }
}

extension Raster {
  /// - Parameter matrix: from destination to source pixel centres, 2 x 3 row-major.
  func warped(_ matrix: [Double]) throws -> Raster {
    let door = try ImagingDoor.shared()
    return try Raster(uninitialisedHeight: height, width: width, channels: channels, depth: depth) { target in
      try withView { source in try door.warp(source, target, matrix, Int32(CIMAGING_LINEAR), 0).check() }
    }
  }
}

extension LabelMap {
  func warped(_ matrix: [Double]) throws -> LabelMap {
    let door = try ImagingDoor.shared()
    return try filled(height: height, width: width) { source, target in
      try door.warp(source, target, matrix, Int32(CIMAGING_NEAREST), Double(Self.ignore)).check()
    }
  }
}
