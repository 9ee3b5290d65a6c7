import Foundation
import GoldenArrays
import Testing

@Suite struct DoctorTests {
  @Test func everythingIsNamed() throws {
    let result = try BuiltCommand(TemporaryFolder()).run("doctor")
    #expect(result.code == 0)
    #expect(result.stderr.isEmpty)
    for name in [
      "umedpt", "libtorch", "devices", "threads", "bf16", "OpenCV", "ITK", "OpenSlide", "libpng", "libtiff", "libjpeg",
      "libyaml", "gnuplot", "disk here", "disk of the cache",
    ] {
      #expect(result.stdout.contains(name), "\(name)")
    }
    #expect(result.stdout.hasSuffix("All that is needed is here.\n"))
  }

  @Test func jsonIsOneDocument() throws {
    let result = try BuiltCommand(TemporaryFolder()).run("doctor", "--json")
    let document = try json(result.stdout)
    #expect(document["is_ready"] as? Bool == true)
    let items = try #require(document["items"] as? [[String: Any]])
    let torch = try #require(items.first { $0["name"] as? String == "libtorch" })
    #expect(torch["status"] as? String == "ok")
    #expect((torch["text"] as? String)?.first?.isNumber == true)
  }

  @Test func aMissingPlotterIsNoReasonToFail() throws {
    let result = try BuiltCommand(TemporaryFolder()).run(["doctor"], environment: ["PATH": "/nowhere"])
    #expect(result.code == 0)
    #expect(result.stdout.contains("warning: not on PATH"))
  }
}
