import Foundation
import GoldenArrays
import Imaging
import Testing

@Suite struct InspectTests {
  private let folder: TemporaryFolder
  private let command: BuiltCommand

  init() throws {
    folder = try TemporaryFolder()
    command = BuiltCommand(folder)
    let geometry = Geometry(
      size: [4, 3, 2], spacing: [1, 2, 3], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1])
    let volume = Volume(geometry: geometry, voxels: (0..<24).map { Float($0) })
    try VolumeWriter.write(volume, to: folder.path("volume.nii.gz"), as: .int16)
    try ImageWriter.png(Raster(height: 2, width: 5), to: folder.path("picture.png"))
  }

  @Test func peopleGetALineForEverything() throws {
    let result = try command.run("inspect", folder.path("volume.nii.gz"))
    #expect(result.code == 0 && result.stderr.isEmpty)
    #expect(result.stdout.contains("NIfTI-1, 4 x 3 x 2, int16, codec gzip"))
    #expect(result.stdout.contains("spacing 1 x 2 x 3 mm, orientation RAS"))
    #expect(result.stdout.contains("stored 0 to 23, mean 11.5"))
  }

  /// The sum of these values is above every number.
  @Test func hugeValuesStopNothing() throws {
    let head =
      "NRRD0004\ntype: double\ndimension: 3\nsizes: 2 1 1\nencoding: raw\nendian: little\n" + "spacings: 1 1 1\n\n"
    let voxel = withUnsafeBytes(of: 1.5e308.bitPattern.littleEndian) { [UInt8]($0) }
    try folder.write(Data(Array(head.utf8) + voxel + voxel), to: "huge.nrrd")
    let result = try command.run("inspect", folder.path("huge.nrrd"), folder.path("picture.png"), "--json")
    #expect(result.code == 0 && result.stderr.isEmpty)
    let documents = try result.stdout.split(separator: "\n").map { try json(String($0)) }
    #expect(documents.count == 2)
    #expect((documents.first?["stored"] as? [String: Any])?["mean"] as? Double == 1.5e308)
    let text = try command.run("inspect", folder.path("huge.nrrd")).stdout
    #expect(text.contains("stored 1.5e+308 to 1.5e+308, mean 1.5e+308"))
  }

  @Test func programsGetALineAFileAndThreeForARefusal() throws {
    try folder.write(Data("text".utf8), to: "broken.nii")
    let result = try command.run("inspect", folder.path, folder.path("none.png"), "--json")
    #expect(result.code == 3 && result.stderr.isEmpty)
    let documents = try result.stdout.split(separator: "\n").map { try json(String($0)) }
    let found = documents.reduce(into: [String: String]()) { found, document in
      let path = document["path"] as? String ?? ""
      found[URL(fileURLWithPath: path).lastPathComponent] = document["status"] as? String
      #expect(document.keys.contains("spacing_mm") && document.keys.contains("reason"))
    }
    #expect(found["volume.nii.gz"] == "ok" && found["picture.png"] == "ok")
    #expect(found["broken.nii"] == "refused" && found["none.png"] == "refused")
  }
}
