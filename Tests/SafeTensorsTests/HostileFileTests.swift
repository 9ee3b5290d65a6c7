import Foundation
import GoldenArrays
import SafeTensors
import Testing

/// Truncated, lying and random bytes: a clear error, never a trap.
@Suite struct HostileFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func failure(_ bytes: [UInt8]) throws -> SafeTensorsError? {
    let path = try folder.write(bytes, to: "hostile.safetensors")
    do {
      _ = try SafeTensorsFile(path: path)
      return nil
    } catch let error as SafeTensorsError {
      #expect(error.file == path)
      return error
    }
  }

  private static func entry(_ dtype: String, _ shape: String, _ offsets: String) -> String {
    "{\"dtype\":\"\(dtype)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  /// header text, bytes of data, what the message must hold
  private static let headers: [(String, Int, String)] = [
    ("", 0, "empty header"),
    ("[]", 0, "does not start with {"),
    (" {}", 0, "does not start with {"),
    ("{} x", 0, "text after"),
    ("{", 0, "a key is due"),
    ("{\"a\"", 0, "a colon"),
    ("{\"a\":{}}", 0, "no dtype"),
    ("{\"a\":1}", 0, "an object is due"),
    ("{\"a\":\(entry("F32", "[1]", "[0,4]")),}", 4, "a key is due"),
    ("{\"a\":\(entry("F32", "[1]", "[0,4]")),\"a\":\(entry("F32", "[0]", "[4,4]"))}", 4, "key \"a\" twice"),
    ("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, "key \"k\" twice"),
    ("{\"__metadata__\":{\"k\":1}}", 0, "metadata value as text"),
    ("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", 4, "key \"dtype\" twice"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "no data_offsets"),
    ("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4, "no shape"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":1}}", 4, "unknown key \"more\""),
    ("{\"a\":\(entry("Q4", "[1]", "[0,4]"))}", 4, "allowed: F64"),
    ("{\"a\":\(entry("F32", "[-1]", "[0,4]"))}", 4, "number -1 in shape"),
    ("{\"a\":\(entry("F32", "[1.0]", "[0,4]"))}", 4, "number 1.0 in shape"),
    ("{\"a\":\(entry("F32", "[1e0]", "[0,4]"))}", 4, "number 1e0 in shape"),
    ("{\"a\":\(entry("F32", "[01]", "[0,4]"))}", 4, "number 01 in shape"),
    ("{\"a\":\(entry("F32", "[+1]", "[0,4]"))}", 4, "number +1 in shape"),
    ("{\"a\":\(entry("F32", "[null]", "[0,4]"))}", 4, "no number in shape"),
    ("{\"a\":\(entry("F32", "[99999999999999999999]", "[0,4]"))}", 4, "number 99999999999999999999"),
    ("{\"a\":\(entry("F32", "[4611686018427387904,8]", "[0,4]"))}", 4, "of more bytes than"),
    ("{\"a\":\(entry("F32", "[9223372036854775807,9223372036854775807,0]", "[0,0]"))}", 0, "of more bytes than"),
    (
      "{\"a\":\(entry("F32", "[\(String(repeating: "1,", count: 64))1]", "[0,4]"))}", 4, "more than 64 numbers in shape"
    ),
    ("{\"a\":\(entry("F32", "[2]", "[0,4]"))}", 4, "F32 of shape [2] takes 8"),
    ("{\"a\":\(entry("F32", "[1]", "[0,4,8]"))}", 4, "data_offsets of 3 numbers"),
    ("{\"a\":\(entry("F32", "[1]", "[4,0]"))}", 4, "rising offsets"),
    ("{\"a\":\(entry("F32", "[1]", "[0,9223372036854775807]"))}", 4, "rising offsets in 0...4"),
    ("{\"a\":\(entry("F32", "[1]", "[0,4]"))}", 3, "rising offsets in 0...3"),
    ("{\"a\":\(entry("F32", "[1]", "[0,4]"))}", 5, "1 bytes after the last tensor"),
    ("{}", 5, "5 bytes after the last tensor"),
    ("{\"a\":\(entry("F32", "[1]", "[4,8]"))}", 8, "a hole of 4 bytes after the header"),
    ("{\"a\":\(entry("U8", "[4]", "[0,4]")),\"b\":\(entry("U8", "[2]", "[5,7]"))}", 7, "a hole of 1 bytes after \"a\""),
    ("{\"a\":\(entry("U8", "[4]", "[0,4]")),\"b\":\(entry("U8", "[4]", "[3,7]"))}", 7, "overlaps \"a\""),
    ("{\"a\":\(entry("U8", "[4]", "[0,4]")),\"b\":\(entry("U8", "[4]", "[0,4]"))}", 4, "overlaps \"a\""),
    ("{\"a\\ud800\":\(entry("U8", "[4]", "[0,4]"))}", 4, "surrogate"),
    ("{\"a\\ud800\\u0041\":\(entry("U8", "[4]", "[0,4]"))}", 4, "surrogate"),
    ("{\"a\\x\":\(entry("U8", "[4]", "[0,4]"))}", 4, "escape"),
    ("{\"a\\u00g0\":\(entry("U8", "[4]", "[0,4]"))}", 4, "hexadecimal"),
    ("{\"a\n\":\(entry("U8", "[4]", "[0,4]"))}", 4, "control character 10"),
  ]

  @Test(arguments: headers) func lyingHeaderIsRefused(_ header: String, _ data: Int, _ message: String) throws {
    let error = try #require(try failure(fileBytes(header: Array(header.utf8), data: data)))
    #expect(error.kind == .malformed)
    #expect(error.description.contains(message), "\(error.description)")
  }

  @Test func anErrorInATensorNamesIt() throws {
    let header = "{\"encoder.weight\":\(Self.entry("F32", "[2]", "[0,4]"))}"
    let error = try #require(try failure(fileBytes(header: Array(header.utf8), data: 4)))
    #expect(error.tensor == "encoder.weight")
    #expect(error.description == "\(error.file): tensor \"encoder.weight\": 4 bytes; F32 of shape [2] takes 8")
  }

  @Test func invalidUTF8IsRefused() throws {
    let header = Array("{\"a".utf8) + [0xC3, 0x28] + Array("\":\(Self.entry("U8", "[0]", "[0,0]"))}".utf8)
    #expect(try failure(fileBytes(header: header))?.found == "a text that is not UTF-8")
  }

  @Test(arguments: [(UInt64(100_000_001), "at most 100000000"), (.max, "at most"), (3, "may be cut off")])
  func lyingHeaderLengthIsRefused(_ length: UInt64, _ message: String) throws {
    let error = try #require(try failure(fileBytes(header: Array("{}".utf8), length: length)))
    #expect(error.description.contains(message), "\(error.description)")
  }

  @Test func everyPrefixOfAGoodFileIsRefused() throws {
    let path = folder.path("good")
    try SafeTensorsWriter.write(
      to: path, tensors: [.init(name: "a", shape: [2], floats: [1, 2]), .init(name: "b", shape: [1], bytes: [3])])
    let good = try bytes(of: path)
    for count in 0..<good.count {
      #expect(try failure(Array(good.prefix(count))) != nil, "\(count) of \(good.count) bytes")
    }
    #expect(try failure(good) == nil)
  }

  /// A changed byte is an error or a file that still holds what its header says; random bytes are always an error.
  @Test func changedAndRandomBytesNeverTrap() throws {
    let path = folder.path("good")
    try SafeTensorsWriter.write(
      to: path, tensors: [.init(name: "a", shape: [2], floats: [1, 2]), .init(name: "b", shape: [1], bytes: [3])],
      metadata: ["k": "v"])
    let good = try bytes(of: path)
    var state: UInt64 = 7
    func random() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    for _ in 0..<500 {
      var changed = good
      for _ in 0...random() % 3 { changed[Int(random()) % changed.count] = UInt8(truncatingIfNeeded: random()) }
      let target = try folder.write(changed, to: "changed")
      guard let file = try? SafeTensorsFile(path: target) else { continue }
      for name in file.names {
        let entry = try file.entry(name)
        #expect(try file.withBytes(of: name) { $0.count } == entry.byteCount)
      }
    }
    for count in stride(from: 0, to: 300, by: 7) {
      let noise = (0..<count).map { _ in UInt8(truncatingIfNeeded: random()) }
      #expect(try failure(noise) != nil)
      #expect(try failure(fileBytes(header: noise)) != nil)
    }
  }

  @Test func folderPipeAndMissingFileAreRefused() throws {
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    for path in [folder.path, pipe, folder.path("missing")] {
      let error = #expect(throws: SafeTensorsError.self) { try SafeTensorsFile(path: path) }
      #expect(error?.kind == .unreadable)
    }
  }

  @Test func messageStaysOneLine() throws {
    let name = String(repeating: "x", count: 5000)
    let header = "{\"\(name)\":\(Self.entry("F32", "[2]", "[0,4]"))}"
    let error = try #require(try failure(fileBytes(header: Array(header.utf8), data: 4)))
    #expect(error.description.count < 400 + error.file.count)
  }
}
