/// torchvision's names of Swin v1: `features` holds the patch embedding, then stages and mergings in turn.
enum TorchvisionSwin {
  static func encoderKey(_ key: String) -> String? {
    if key.hasPrefix("head.") || key.hasSuffix("relative_position_index") { return nil }
    if key.hasPrefix("norm.") { return "norms.3." + key.dropFirst("norm.".count) }
    var name = KeyParts(key)
    guard name.parts.count >= 4, name.parts[0] == "features", let position = Int(name.parts[1]) else { return key }
    if position == 0 {
      let part: Substring = name.parts[2] == "0" ? "projection" : "norm"
      return (["patch_embedding", part] + name.parts.dropFirst(3)).joined(separator: ".")
    }
    if position.isMultiple(of: 2) {
      return (["stages", "\(position / 2)", "merging"] + name.parts.dropFirst(2)).joined(separator: ".")
    }
    name.renameBlock()
    if name.parts[3] == "mlp" { name.parts[4] = name.parts[4] == "0" ? "fc1" : "fc2" }
    return (["stages", "\(position / 2)", "blocks"] + name.parts.dropFirst(2)).joined(separator: ".")
  }
}
