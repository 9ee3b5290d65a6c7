import Foundation

/// A description under Examples/umedpt and the commands at its top.
struct PaperDescription {
  let name: String
  let path: String
  /// Command lines with `${UMEDPT_DATA}` in them, without the word `umedpt`.
  let commands: [String]
  let text: String

  static let pretraining = [
    "amos22_ct", "conic", "picai", "panda_seg", "panda_cls", "vinbigdata", "crag", "brats2020", "crc", "arvaniti",
    "cyto", "chexpert", "siim", "imagenet", "radimagenet", "coco_seg", "coco_det",
  ]
  static let benchmark = ["crc_wsi", "pneumo_cxr", "tuber_cxr", "cns_mri", "bach_wsi", "bhis_mic", "organseg_mri"]

  static var folder: String {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return tests.deletingLastPathComponent().deletingLastPathComponent().path + "/Examples/umedpt"
  }

  /// The run over all of `pretraining`.
  static var settings: String { folder + "/pretrain.yaml" }

  init(_ name: String) throws {
    self.name = name
    path = "\(Self.folder)/\(Self.pretraining.contains(name) ? "pretraining" : "benchmark")/\(name).yaml"
    text = try String(contentsOfFile: path, encoding: .utf8)
    let head = text.split(separator: "\n", omittingEmptySubsequences: false).prefix {
      $0.hasPrefix("# ") && $0.count > 2
    }
    let lines = head.map { $0.dropFirst(2) }.joined(separator: "\n").replacing("\\\n", with: " ")
    commands = lines.split(separator: "\n").map(String.init).filter { $0.hasPrefix("umedpt ") }
  }

  /// The comment as one text.
  var comment: String {
    text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { $0.dropFirst(2) }.joined(separator: " ")
  }

  /// What stands behind a key of the description; nil where it has none.
  func value(of key: String) -> String? {
    text.split(separator: "\n").first { $0.hasPrefix("\(key): ") }.map { String($0.dropFirst(key.count + 2)) }
  }

  /// The size that the run's settings give the task; nil for one that is not in them.
  func sizeInPretraining() throws -> String? {
    let settings = try String(contentsOfFile: Self.settings, encoding: .utf8)
    let found = try settings.firstMatch(of: Regex("/\(name)\\.yaml, size: ([0-9]+)"))
    return found?.output[1].substring.map { String($0) }
  }
}
