/// Masks that lie in the folder of their images: `a_mask.png` and `a_mask_1.png` of `a.png`.
enum MasksBeside {
  private static let words = ["mask", "seg", "segmentation"]

  /// The images without the masks of others, which are no samples of a class.
  static func leftOut(of files: [String], _ report: inout ImportReport) -> [String] {
    let stems = Set(files.map(stem))
    return files.filter { file in
      guard let image = imageStem(stem(file)), stems.contains(image) else { return true }
      report.leaveOut(
        file,
        "masks beside their images; umedpt import mask-folders reads them, with --mask \"(.*)\\.png => \\1_mask.png\"")
      return false
    }
  }

  /// `p/a` of `p/a_mask_1`; nil for names that are no mask's.
  private static func imageStem(_ stem: String) -> String? {
    var words = stem.split(separator: "_", omittingEmptySubsequences: false)
    if words.count > 2, words[words.count - 1].allSatisfy(\.isNumber) { words.removeLast() }
    guard words.count > 1, let last = words.popLast(), Self.words.contains(last.lowercased()) else { return nil }
    return words.joined(separator: "_")
  }

  private static func stem(_ file: String) -> String {
    file.dropLast(PathName.last(file).count) + FileIndex.key(file)
  }
}
