/// Words as a shell takes them.
public enum ShellWord {
  /// The word, in quotes where a shell would read it otherwise.
  public static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./:=,+@%".contains($0)) }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''").replacing("\n", with: " ") + "'"
  }
}
