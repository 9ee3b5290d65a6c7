import Foundation

/// Writes safetensors files: the same tensors and metadata give the same bytes, whatever their order in memory.
///
/// The header lists names by their UTF-8 bytes. The data lie by element size, widest first, then by name: each tensor
/// starts at a multiple of its element size, which torch's reader needs to view the bytes without a copy.
public enum SafeTensorsWriter {
  /// Writes to a temporary name beside `path`, syncs, renames over `path` and syncs the folder; at an error the
  /// temporary file is removed and an earlier file at `path` stays as it was.
  /// - Throws: `SafeTensorsError` of kind `invalidInput` if a name is used twice or reserved, a shape is negative or
  ///   too large, or a tensor lends another number of bytes than its type and shape take; `diskFull` or `unwritable`
  ///   from the file system; whatever a tensor's closure throws.
  public static func write(to path: String, tensors: [SafeTensorsTensor], metadata: [String: String] = [:]) throws {
    let header = try header(path, tensors, metadata)
    let output = try OutputFile(path: path)
    do {
      try header.withUnsafeBytes { try output.write($0) }
      for tensor in dataOrder(tensors) { try write(tensor, to: output) }
      try output.commit()
    } catch {
      output.discard()
      throw error
    }
  }

  private static func write(_ tensor: SafeTensorsTensor, to output: OutputFile) throws {
    let expected = tensor.type.byteCount(shape: tensor.shape) ?? 0
    var lent: [Int] = []
    try tensor.withBytes { bytes in
      lent.append(bytes.count)
      if lent == [expected] { try output.write(bytes) }
    }
    guard lent == [expected] else {
      throw invalid(output.path, tensor.name, "lent \(lent) bytes", "once \(expected) bytes")
    }
  }

  private static func dataOrder(_ tensors: [SafeTensorsTensor]) -> [SafeTensorsTensor] {
    tensors.sorted { first, second in
      let (a, b) = (first.type.byteCount, second.type.byteCount)
      return a == b ? first.name.utf8.lexicographicallyPrecedes(second.name.utf8) : a > b
    }
  }

  // MARK: Header

  /// Length and JSON, padded with spaces so that the data start at a multiple of 8.
  private static func header(
    _ path: String, _ tensors: [SafeTensorsTensor], _ metadata: [String: String]
  ) throws -> [UInt8] {
    var parts = try entryTexts(path, tensors)
    if !metadata.isEmpty { parts.insert("\"__metadata__\":{\(metadataText(metadata))}", at: 0) }
    var json = [UInt8]("{\(parts.joined(separator: ","))}".utf8)
    while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
    guard json.count <= SafeTensorsFile.headerByteLimit else {
      throw invalid(path, nil, "a header of \(json.count) bytes", "at most \(SafeTensorsFile.headerByteLimit)")
    }
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
  }

  private static func entryTexts(_ path: String, _ tensors: [SafeTensorsTensor]) throws -> [String] {
    var texts: [String: String] = [:]
    var begin = 0
    for tensor in dataOrder(tensors) {
      let end = try end(of: tensor, from: begin, path)
      guard tensor.name != "__metadata__" else { throw invalid(path, tensor.name, "a reserved name", "another name") }
      guard texts[tensor.name] == nil else { throw invalid(path, tensor.name, "the name twice", "each name once") }
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      texts[tensor.name] =
        "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(begin),\(end)]}"
      begin = end
    }
    return texts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.value)
  }

  private static func end(of tensor: SafeTensorsTensor, from begin: Int, _ path: String) throws -> Int {
    guard let count = tensor.type.byteCount(shape: tensor.shape) else {
      throw invalid(path, tensor.name, "shape \(tensor.shape)", "no negative dimension, at most \(Int.max) bytes")
    }
    let (end, overflow) = begin.addingReportingOverflow(count)
    guard !overflow else { throw invalid(path, tensor.name, "all tensors together too large", "\(Int.max) bytes") }
    return end
  }

  private static func metadataText(_ metadata: [String: String]) -> String {
    metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(separator: ",")
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func invalid(_ path: String, _ tensor: String?, _ found: String, _ allowed: String) -> SafeTensorsError
  {
    SafeTensorsError(.invalidInput, file: path, tensor: tensor, found: found, allowed: allowed)
  }
}
