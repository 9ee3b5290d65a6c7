import Foundation
import Imaging

/// Sizes of images, from their headers.
enum ImageSizes {
  /// One size an image, nil where no reader here opens it.
  /// - Throws: the imaging library's error if it cannot be opened at all.
  static func of(_ paths: [String]) throws -> [PixelSize?] {
    guard !paths.isEmpty else { return [] }
    _ = try ImagingVersions.read()
    let threads = max(1, ProcessInfo.processInfo.activeProcessorCount)
    return concurrentMap(paths.count, threads: threads) { index in
      if let size = try? ImageReader.size(of: paths[index]) { return PixelSize(height: size.height, width: size.width) }
      return (try? Slide(paths[index])).map { PixelSize(height: $0.height, width: $0.width) }
    }
  }
}
