/// Holds the tensors that a header states against the bytes that follow it.
struct HeaderLayout {
  let file: String
  let dataByteCount: Int

  /// The entries by name, once type x shape equals the bytes of each and together they tile the data exactly.
  func checked(_ scanned: [HeaderScanner.Entry]) throws -> [String: SafeTensorsFile.Entry] {
    let ordered = scanned.sorted { ($0.begin, $0.end) < ($1.begin, $1.end) }
    var result: [String: SafeTensorsFile.Entry] = [:]
    var cursor = 0
    var previous: String?
    for entry in ordered {
      let byteCount = try byteCount(of: entry)
      try checkPlace(of: entry, after: previous, at: cursor)
      cursor = entry.end
      previous = entry.name
      result[entry.name] = .init(type: entry.type, shape: entry.shape, byteCount: byteCount, begin: entry.begin)
    }
    try checkEnd(cursor)
    return result
  }

  private func byteCount(of entry: HeaderScanner.Entry) throws -> Int {
    guard let expected = entry.type.byteCount(shape: entry.shape) else {
      throw failure(entry.name, "shape \(shown(entry.shape)) of more bytes than \(Int.max)", "a shape that fits memory")
    }
    guard entry.begin <= entry.end, entry.end <= dataByteCount else {
      throw failure(
        entry.name, "data_offsets \(entry.begin)...\(entry.end)",
        "rising offsets in 0...\(dataByteCount), the bytes after the header")
    }
    guard entry.end - entry.begin == expected else {
      throw failure(
        entry.name, "\(entry.end - entry.begin) bytes",
        "\(entry.type.rawValue) of shape \(shown(entry.shape)) takes \(expected)")
    }
    return expected
  }

  private func checkPlace(of entry: HeaderScanner.Entry, after previous: String?, at cursor: Int) throws {
    let neighbour = previous.map { "\"\(SafeTensorsError.shortened($0))\"" } ?? "the header"
    guard entry.begin >= cursor else {
      throw failure(entry.name, "it overlaps \(neighbour): begins at \(entry.begin)", "from \(cursor)")
    }
    guard entry.begin == cursor else {
      throw failure(
        entry.name, "a hole of \(entry.begin - cursor) bytes after \(neighbour)", "tensors follow without holes")
    }
  }

  private func checkEnd(_ cursor: Int) throws {
    guard cursor != dataByteCount else { return }
    throw failure(
      nil, "\(dataByteCount - cursor) bytes after the last tensor", "the last tensor ends with the file")
  }

  private func shown(_ shape: [Int]) -> String {
    shape.count > 8 ? "of \(shape.count) dimensions" : "\(shape)"
  }

  private func failure(_ tensor: String?, _ found: String, _ allowed: String) -> SafeTensorsError {
    SafeTensorsError(.malformed, file: file, tensor: tensor, found: found, allowed: allowed)
  }
}
