import Foundation
import Testing

@testable import Torch

/// Every `Operator("...")` of the sources, compared with the linked libtorch.
@Suite struct SchemaTests {
  @Test func everySchemaMatchesTheLinkedLibrary() throws {
    let (schemas, literals) = try Self.schemasInSources()
    #expect(schemas.count == literals, "an operator is written in a form that this test does not read")
    #expect(schemas.count > 60)
    for schema in schemas {
      let linked = try Operator(schema).linkedSchema()
      #expect(linked == schema)
    }
  }

  @Test func anUnknownOperatorIsAnError() {
    let unknown = Operator("aten::no_such_operator(Tensor self) -> Tensor")
    #expect(throws: TorchError.self) { try unknown.linkedSchema() }
  }

  /// The schemas, and how often a literal begins one in code, in whatever form.
  private static func schemasInSources() throws -> (schemas: [String], literals: Int) {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Sources")
    let plain = /Operator\("(?<schema>[^"\n]+)"\)/
    let raw = /Operator\(#"(?<schema>[^\n]+?)"#\)/
    let multiple = /Operator\(\n\s*"""\n(?<schema>(?s:.+?))\n\s*"""\)/
    let literal = /Operator\(\s*#*"/
    var found: [String] = []
    var literals = 0
    for case let file as URL in FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)!
    where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      literals += text.matches(of: literal).count
      found += text.matches(of: plain).map { String($0.output.schema) }
      found += text.matches(of: raw).map { String($0.output.schema) }
      found += text.matches(of: multiple).map { joined($0.output.schema) }
    }
    return (found, literals)
  }

  private static func joined(_ lines: Substring) -> String {
    lines.split(separator: "\n").map { $0.drop { $0 == " " } }.map { $0.hasSuffix("\\") ? $0.dropLast() : $0 }.joined()
  }
}
