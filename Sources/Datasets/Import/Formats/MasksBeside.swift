/// Masks that lie in the folder of their images: `a_mask.png` and `a_mask_1.png` of `a.png`.
enum MasksBeside {
  private static let words = ["mask", "seg", "segmentation"]
  private static let ruleLimit = 4

  /// The images without the masks of others, which are no samples of a class.
  static func leftOut(of files: [String], _ report: inout ImportReport) -> [String] {
    let byStem = Dictionary(files.map { (FileIndex.stem($0), $0) }, uniquingKeysWith: { first, _ in first })
    var (images, masks, rules): ([String], [String], [String]) = ([], [], [])
    for file in files {
      guard let stems = stems(FileIndex.stem(file)), let image = byStem[stems.image] else {
        images.append(file)
        continue
      }
      masks.append(file)
      // Of several masks of an image one is read.
      let rule = rule(from: image, to: byStem[stems.mask] ?? file)
      if !rules.contains(rule) { rules.append(rule) }
    }
    let flags = rules.prefix(ruleLimit).map { "--mask \(ShellWord.quoted($0))" }.joined(separator: " ")
    for mask in masks {
      report.leaveOut(mask, "masks beside their images; umedpt import mask-folders reads them, with \(flags)")
    }
    return images
  }

  /// `(.*)\.png => \1_mask.png`.
  private static func rule(from image: String, to mask: String) -> String {
    let stem = FileIndex.stem(image)
    let ending = image.dropFirst(stem.count).replacing(".", with: "\\.")
    return "(.*)\(ending) \(MaskRule.separator) \\1\(mask.dropFirst(stem.count))"
  }

  /// `p/a` and `p/a_mask` of `p/a_mask_1`; nil for names that are no mask's.
  private static func stems(_ stem: String) -> (image: String, mask: String)? {
    var words = stem.split(separator: "_", omittingEmptySubsequences: false)
    if words.count > 2, words[words.count - 1].allSatisfy(\.isNumber) { words.removeLast() }
    let mask = words.joined(separator: "_")
    guard words.count > 1, let last = words.popLast(), Self.words.contains(last.lowercased()) else { return nil }
    return (words.joined(separator: "_"), mask)
  }
}
