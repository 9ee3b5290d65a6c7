import Foundation
import GoldenArrays

@testable import Imaging

/// Writes a volume as a DICOM series, one file a slice.
enum DicomSeriesFiles {
  /// The slices of a volume on its file's axes, from the first to the last position.
  static func slices(_ volume: Volume, series: String = "1.2.3") -> [SmallDicom] {
    let geometry = volume.fileGeometry
    let size = geometry.size
    let walk = AxisTurn(geometry.direction).walk(size: size, strides: [1, size[0], size[0] * size[1]])
    var stored = [Int](repeating: 0, count: volume.voxels.count)
    var source = 0
    for z in 0..<walk.size[2] {
      for y in 0..<walk.size[1] {
        for x in 0..<walk.size[0] {
          stored[walk.start + x * walk.steps[0] + y * walk.steps[1] + z * walk.steps[2]] = Int(volume.voxels[source])
          source += 1
        }
      }
    }
    let lps = { (vector: [Double]) in [-vector[0], -vector[1], vector[2]] }
    let orientation = lps(geometry.column(0)) + lps(geometry.column(1))
    return (0..<size[2]).map { k in
      let plane = size[0] * size[1]
      var file = SmallDicom(rows: size[1], columns: size[0], values: Array(stored[k * plane..<(k + 1) * plane]))
      file.place(
        lps(geometry.place(ofVoxel: [0, 0, Double(k)])), orientation,
        spacing: [geometry.spacing[1], geometry.spacing[0]], series: series)
      return file
    }
  }

  /// Files whose names run against the order of the slices.
  static func write(_ volume: Volume, to folder: String, names: [String]? = nil) throws {
    let files = slices(volume)
    for (index, file) in files.enumerated() {
      let name = names?[index] ?? "slice\(files.count - index).dcm"
      try Data(file.bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
  }

  /// Ten axial slices, 1.6 mm apart.
  static func axial(_ count: Int = 10) -> Volume {
    let voxels = (0..<count * 12).map { Float($0 * 7 % 400) }
    let direction: [Double] = [-1, 0, 0, 0, -1, 0, 0, 0, 1]
    let geometry = Geometry(
      size: [4, 3, count], spacing: [0.5, 0.75, 1.6], origin: [20, 30, -50], direction: direction)
    let turn = AxisTurn(direction)
    return Volume(geometry: turn.turned(geometry), fileGeometry: geometry, voxels: voxels)
  }
}
