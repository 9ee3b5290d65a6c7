import Foundation
import GoldenArrays
import SafeTensors
import Testing

@Suite struct SafeTensorsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func roundTripKeepsTypesShapesAndBytes() throws {
    let path = folder.path("a.safetensors")
    let name = "gröss\"e\\\n\u{1F600}"
    try SafeTensorsWriter.write(
      to: path,
      tensors: [
        .init(name: "b", shape: [2, 3], floats: [1, -2, 3.5, .infinity, -0.0, Float.leastNonzeroMagnitude]),
        .init(name: "a", shape: [3], bytes: [1, 2, 255]), .init(name: name, shape: [], integers: [.min]),
        .init(name: "d", shape: [1], doubles: [0.1]), .init(name: "none", shape: [0, 4], floats: []),
      ], metadata: ["format": "pt", "quote": "\"\t\""])
    let file = try SafeTensorsFile(path: path)
    #expect(file.names == ["a", "b", "d", name, "none"])
    #expect(file.metadata == ["format": "pt", "quote": "\"\t\""])
    #expect(try file.floats("b") == [1, -2, 3.5, .infinity, -0.0, Float.leastNonzeroMagnitude])
    #expect(try file.floats("b")[4].sign == .minus)
    #expect(try file.integers("a") == [1, 2, 255])
    #expect(try file.integers(name) == [.min])
    #expect(try file.doubles("d") == [0.1])
    #expect(try file.floats("none") == [])
    #expect(try file.entry("none").shape == [0, 4])
    #expect(try file.entry("b").byteCount == 24)
    #expect(try file.entry(name).elementCount == 1)
  }

  @Test func orderOfTensorsDoesNotChangeTheBytes() throws {
    let tensors: [SafeTensorsTensor] = [
      .init(name: "x", shape: [1], floats: [1]), .init(name: "a", shape: [3], bytes: [1, 2, 3]),
      .init(name: "m", shape: [1], integers: [7]),
    ]
    try SafeTensorsWriter.write(to: folder.path("1"), tensors: tensors, metadata: ["b": "1", "a": "2"])
    try SafeTensorsWriter.write(to: folder.path("2"), tensors: tensors.reversed(), metadata: ["a": "2", "b": "1"])
    let first = try bytes(of: folder.path("1"))
    #expect(try bytes(of: folder.path("2")) == first)
    #expect(first.count % 8 == 7, "8 + header are a multiple of 8; data are 8 + 4 + 3 bytes")
  }

  @Test func allTypesAreRead() throws {
    func tensor(_ type: SafeTensorsType, _ bytes: [UInt8]) -> SafeTensorsTensor {
      .init(name: type.rawValue, type: type, shape: [2]) { body in try bytes.withUnsafeBytes(body) }
    }
    let path = folder.path("types")
    try SafeTensorsWriter.write(
      to: path,
      tensors: [
        tensor(.float16, [0x00, 0x3C, 0x00, 0xC0]), tensor(.bfloat16, [0x80, 0x3F, 0x00, 0xC0]),
        tensor(.int32, [0xFF, 0xFF, 0xFF, 0xFF, 2, 0, 0, 0]), tensor(.int16, [0xFF, 0xFF, 2, 0]),
        tensor(.int8, [0xFF, 2]), tensor(.uint8, [0xFF, 2]), tensor(.bool, [1, 0]),
      ])
    let file = try SafeTensorsFile(path: path)
    #expect(try file.floats("F16") == [1, -2])
    #expect(try file.floats("BF16") == [1, -2])
    #expect(try file.integers("I32") == [-1, 2])
    #expect(try file.integers("I16") == [-1, 2])
    #expect(try file.integers("I8") == [-1, 2])
    #expect(try file.integers("U8") == [255, 2])
    #expect(try file.integers("BOOL") == [1, 0])
    #expect(throws: SafeTensorsError.self) { try file.floats("I32") }
    #expect(throws: SafeTensorsError.self) { try file.integers("F16") }
  }

  @Test func missingTensorIsNamedWithWhatThereIs() throws {
    try SafeTensorsWriter.write(to: folder.path("a"), tensors: [.init(name: "head.weight", shape: [1], floats: [1])])
    let file = try SafeTensorsFile(path: folder.path("a"))
    let error = #expect(throws: SafeTensorsError.self) { try file.floats("head.bias") }
    #expect(error?.kind == .mismatch)
    #expect(
      error?.description
        == "\(folder.path("a")): tensor \"head.bias\": not in the file; it holds 1, beginning with head.weight")
  }

  @Test func emptyFileOfNoTensorsIsAllowed() throws {
    try SafeTensorsWriter.write(to: folder.path("a"), tensors: [])
    #expect(try SafeTensorsFile(path: folder.path("a")).names == [])
  }

  @Test func wrongInputIsRefusedAndLeavesNothing() throws {
    let cases: [([SafeTensorsTensor], String)] = [
      ([.init(name: "a", shape: [2], floats: [1])], "once 8 bytes"),
      ([.init(name: "a", shape: [-1], floats: [])], "no negative dimension"),
      ([.init(name: "a", shape: [.max, 2], floats: [])], "at most"),
      ([.init(name: "__metadata__", shape: [0], floats: [])], "reserved"),
      ([.init(name: "a", shape: [0], floats: []), .init(name: "a", shape: [0], floats: [])], "twice"),
      ([.init(name: "a", type: .uint8, shape: [0]) { _ in }], "lent []"),
    ]
    let path = try folder.write([1, 2, 3], to: "a")
    for (tensors, message) in cases {
      let error = #expect(throws: SafeTensorsError.self) { try SafeTensorsWriter.write(to: path, tensors: tensors) }
      #expect(error?.kind == .invalidInput)
      #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
      #expect(try bytes(of: path) == [1, 2, 3])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
    }
  }

  @Test func anErrorWhileLendingLeavesTheEarlierFile() throws {
    struct Lost: Error {}
    let path = try folder.write([1, 2, 3], to: "a")
    let good = SafeTensorsTensor(name: "a", shape: [1], floats: [1])
    let bad = SafeTensorsTensor(name: "b", type: .float32, shape: [1]) { _ in throw Lost() }
    #expect(throws: Lost.self) { try SafeTensorsWriter.write(to: path, tensors: [good, bad]) }
    #expect(try bytes(of: path) == [1, 2, 3])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
  }

  @Test func unwritablePlaceIsNamed() throws {
    let path = folder.path("missing/a")
    let error = #expect(throws: SafeTensorsError.self) { try SafeTensorsWriter.write(to: path, tensors: []) }
    #expect(error?.kind == .unwritable)
    #expect(error?.file == path)
  }
}
