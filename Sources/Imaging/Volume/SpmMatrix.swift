import Foundation

// Source: MATLAB's MAT-file format, level 4 and level 5; SPM99 and SPM2, whose affine is the matrix `mat` or `M`.

/// The orientation that SPM writes into a file of MATLAB beside an Analyze volume: that it is there is told.
enum SpmMatrix {
  /// - Parameter header: the volume's `.hdr`.
  /// - Throws: `ImageError` where there is one and no assumed orientation is accepted: sides could be mistaken.
  static func notes(beside header: String, _ options: VolumeReadOptions) throws -> [String] {
    let lowercased = header.lowercased()
    guard let ending = [".hdr", ".hdr.gz"].first(where: lowercased.hasSuffix) else { return [] }
    let stem = String(header.dropLast(ending.count))
    let found = [".mat", ".MAT"].map { stem + $0 }.first { (try? isOne($0)) ?? false }
    guard let found else { return [] }
    let told =
      "\(URL(fileURLWithPath: found).lastPathComponent) beside it may hold SPM's orientation, which is not read"
    guard options.acceptsIrregularGeometry else {
      throw ImageError(
        "\(told); convert the pair to NIfTI, or set irregular_geometry: true to take the axes as LAS")
    }
    return [told]
  }

  private static let headBytes = 128
  private static let levelFive = Array("MATLAB 5".utf8)

  /// Whether a file is MATLAB's: other programs write text under that name.
  private static func isOne(_ path: String) throws -> Bool {
    guard FileStatus(path)?.kind == .regular else { return false }
    let head = try FileBytes.read(path, atMost: headBytes)
    return head.starts(with: levelFive) || isLevelFour(head)
  }

  /// Level 4 begins with a type, rows, columns, whether it is complex, and its name's length, as the affine has them.
  private static func isLevelFour(_ head: [UInt8]) -> Bool {
    guard head.count >= 24 else { return false }
    return [false, true].contains { isBigEndian in
      let fields = ByteFields(bytes: head, isBigEndian: isBigEndian)
      let numbers = (0..<5).map { fields.integer($0 * 4, as: Int32.self) }
      let name = fields.text(20..<24)
      return numbers[0] == (isBigEndian ? 1000 : 0) && numbers[1] == 4 && numbers[3] == 0
        && numbers[2] >= 4 && ["M", "mat"].contains(name) && numbers[4] == name.utf8.count + 1
    }
  }
}
