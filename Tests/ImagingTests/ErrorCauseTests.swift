import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// Whether an error lies in the file or in the system.
@Suite struct ErrorCauseTests {
  @Test func theSystemsErrorsCarryItsNumber() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: ImageError.self) { try FileBytes.read(folder.path("none.nii")) }
    #expect(missing?.cause == .system(ENOENT) && missing?.path == folder.path("none.nii"))
    let volume = #expect(throws: ImageError.self) {
      try VolumeReader.read(folder.path("none.nii"), VolumeReadOptions())
    }
    #expect(volume?.cause == .system(ENOENT))
  }

  @Test func whatAFileHoldsIsNoFaultOfTheSystem() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("no volume", to: "text.nii")
    let error = #expect(throws: ImageError.self) { try VolumeReader.read(path, VolumeReadOptions()) }
    #expect(error?.cause == .content && error?.path == path)
  }
}
