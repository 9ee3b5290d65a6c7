import CImaging

/// What stands behind the imaging door, for `doctor`.
public struct ImagingVersions: Sendable {
  /// Name and version text, in a fixed order.
  public let entries: [(name: String, version: String)]

  /// Opens the door and asks it.
  /// - Throws: `SharedLibraryError` with the loader's reason when a library is missing.
  public static func read() throws -> ImagingVersions {
    var found = CImagingVersions()
    try ImagingDoor.shared().versions(&found)
    return ImagingVersions(entries: [
      ("OpenCV", textOfTuple(found.opencv)),
      ("ITK", textOfTuple(found.itk)),
      ("GDCM", textOfTuple(found.gdcm)),
      ("libdeflate", textOfTuple(found.deflate)),
      ("OpenSlide", textOfTuple(found.openslide)),
      ("libpng", textOfTuple(found.png)),
      ("libjpeg", textOfTuple(found.jpeg)),
      ("libtiff", textOfTuple(found.tiff)),
      ("giflib", textOfTuple(found.gif)),
    ])
  }
}
