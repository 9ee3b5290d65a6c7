import GoldenArrays

extension TemporaryFolder {
  func write(_ text: String, _ name: String) throws { try write(text, to: name) }
}
