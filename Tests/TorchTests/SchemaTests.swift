import Foundation
import Testing

@testable import Torch

/// Every `Operator("...")` of the sources, compared with the linked libtorch.
@Suite struct SchemaTests {
  @Test func everySchemaMatchesTheLinkedLibrary() throws {
    let schemas = try Self.schemasInSources()
    #expect(schemas.count > 100)
    for schema in schemas {
      let linked = try Operator(schema).linkedSchema()
      #expect(linked == schema)
    }
  }

  @Test func anUnknownOperatorIsAnError() {
    let unknown = Operator("aten::no_such_operator(Tensor self) -> Tensor")
    #expect(throws: TorchError.self) { try unknown.linkedSchema() }
  }

  private static func schemasInSources() throws -> [String] {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Sources")
    let plain = /Operator\("(?<schema>[^"\n]+)"\)/
    let raw = /Operator\(#"(?<schema>[^\n]+?)"#\)/
    let multiple = /Operator\(\n\s*"""\n(?<schema>(?s:.+?))\n\s*"""\)/
    var found: [String] = []
    for case let file as URL in FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)!
    where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      found += text.matches(of: plain).map { String($0.output.schema) }
      found += text.matches(of: raw).map { String($0.output.schema) }
      found += text.matches(of: multiple).map { joined($0.output.schema) }
    }
    return found.filter { $0.contains("::") }
  }

  private static func joined(_ lines: Substring) -> String {
    lines.split(separator: "\n").map { $0.drop { $0 == " " } }.map { $0.hasSuffix("\\") ? $0.dropLast() : $0 }.joined()
  }
}
