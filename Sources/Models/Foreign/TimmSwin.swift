/// timm's names of Swin v1.
enum TimmSwin {
  static func encoderKey(_ key: String) -> String? {
    if key.hasPrefix("head.") || key.hasSuffix("relative_position_index") || key.hasSuffix("attn_mask") { return nil }
    if key.hasPrefix("norm.") { return "norms.3." + key.dropFirst("norm.".count) }
    var name = KeyParts(key)
    name.renameBlock()
    for (i, part) in name.parts.enumerated() {
      switch part {
      case "patch_embed": name.parts[i] = "patch_embedding"
      case "layers": name.parts[i] = "stages"
      case "downsample": name.parts[i] = "merging"
      default: break
      }
    }
    return name.key
  }
}
