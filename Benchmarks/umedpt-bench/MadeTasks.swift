import Foundation
import Imaging

/// Classification tasks of one kind over a few generated images.
enum MadeTasks {
  private static let classes = ["a", "b", "c", "d"]

  static func write(count: Int, to folder: String) throws {
    for split in ["train", "test"] {
      for (k, name) in classes.enumerated() {
        let place = "\(folder)/images/\(split)/\(name)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        for i in 0..<4 { try ImageWriter.png(picture(seed: 7 * k + i), to: "\(place)/\(i).png") }
      }
    }
    for task in 0..<count {
      let text = """
        schema_version: 1
        name: task\(task)
        label_type: classification
        modality: natural
        folder: images
        classes: [\(classes.joined(separator: ", "))]
        """
      try text.write(toFile: "\(folder)/task\(task).yaml", atomically: true, encoding: .utf8)
    }
  }

  private static func picture(seed: Int) -> Raster {
    let size = 224
    let bytes = (0..<size * size * 3).map { UInt8(truncatingIfNeeded: ($0 / 3) / (seed + 1) + $0 % 3 * 40) }
    return Raster(height: size, width: size, channels: 3, depth: .uint8, bytes: bytes)
  }
}
