import Datasets
import Foundation
import GoldenArrays

/// Slides of 600 x 400 pixels at 0.5 micrometres: a violet disc on glass, with a square hole in its outline.
enum DiscSlides {
  static let height = 400
  static let width = 600
  /// Level-0 pixels.
  static let disc = (x: 300.0, y: 200.0, radius: 120.0)
  static let names = ["a", "b", "c"]

  /// Writes `a.tif`, `b.tif`, `c.tif` of two levels.
  static func write(to folder: TemporaryFolder) throws {
    for (index, name) in names.enumerated() {
      let level = { (factor: Double) -> TiledTiff.Level in
        (
          Int(Double(height) / factor), Int(Double(width) / factor),
          { row, column in
            let isViolet = isInside(x: (Double(column) + 0.5) * factor, y: (Double(row) + 0.5) * factor)
            // The red channel tells where a pixel was.
            return isViolet ? (UInt8(100 + (column + index) % 80), 40, 160) : (245, 245, 245)
          }
        )
      }
      let tiff = TiledTiff(levels: [level(1), level(2)], pixelsPerCentimetre: 20_000)
      try folder.write("\(name).tif", tiff.bytes)
    }
  }

  static func isInside(x: Double, y: Double) -> Bool {
    (x - disc.x) * (x - disc.x) + (y - disc.y) * (y - disc.y) < disc.radius * disc.radius
  }

  /// The disc as a ring of points, and a square hole in its middle.
  static var geoJSON: String {
    let points = (0...180).map { step -> String in
      let angle = Double(step % 180) * 2 * .pi / 180
      return "[\(disc.x + disc.radius * cos(angle)),\(disc.y + disc.radius * sin(angle))]"
    }
    let hole = [(280, 180), (320, 180), (320, 220), (280, 220), (280, 180)].map { "[\($0.0),\($0.1)]" }
    return """
      {"type": "FeatureCollection", "features": [{"type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[\(points.joined(separator: ","))], [\(hole.joined(separator: ","))]]},
        "properties": {"classification": {"name": "tumour"}}}]}
      """
  }

  /// The slides with their outlines as masks.
  static func segmentation(_ folder: TemporaryFolder) throws -> Dataset {
    try folder.write("outline.geojson", geoJSON)
    let rows = names.map { "\($0),\($0).tif,outline.geojson,train" }
    try folder.write("outlines.csv", "id,image,mask,split\n" + rows.joined(separator: "\n") + "\n")
    return try task(folder, "outlines", "segmentation", "table: outlines.csv")
  }

  static func task(
    _ folder: TemporaryFolder, _ name: String, _ type: String, _ source: String,
    classes: String = "background, tumour", more: String = "patch: {mpp: 1}"
  ) throws -> Dataset {
    let text = """
      schema_version: 1
      name: \(name)
      label_type: \(type)
      modality: histology
      classes: [\(classes)]
      \(source)
      \(more)

      """
    return try Dataset.open(.read(path: try folder.write("\(name).yaml", text), environment: [:]))
  }
}
