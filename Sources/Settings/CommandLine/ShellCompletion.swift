/// Shells that completion scripts are written for.
public enum Shell: String, Sendable, CaseIterable { case bash, zsh, fish }

/// Completion scripts from the same values that parse the command line.
extension CommandSpecification {
  /// A script for the shell: `source <(umedpt completion bash)`.
  public func completionScript(_ shell: Shell) -> String {
    let lines: [String]
    switch shell {
    case .bash: lines = bashLines
    case .zsh: lines = zshLines
    case .fish: lines = fishLines
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var function: String { "_" + name.replacing("-", with: "_") }
}

/// bash (3.2 and later).
extension CommandSpecification {
  private var bashLines: [String] {
    let names = verbs.map(\.name).joined(separator: "|")
    return [
      "# bash completion of \(name)",
      "\(function)() {",
      "  local IFS=$'\\n' current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\" verb= word",
      "  # bash splits --flag=value at the sign.",
      "  if [[ $current == = ]]; then current=",
      "  elif [[ $previous == = && $COMP_CWORD -ge 2 ]]; then previous=\"${COMP_WORDS[COMP_CWORD-2]}\"; fi",
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do",
      "    case \"$word\" in \(names)) verb=\"$word\"; break ;; esac",
      "  done",
      "  case \"$verb:$previous\" in",
    ] + verbs.flatMap(bashValues) + ["  esac", "  case \"$verb\" in"]
      + [bashCase("", words: verbs.map(\.name) + ["--help", "--version"])] + verbs.map(bashVerb)
      + ["  esac", "}", "complete -o filenames -F \(function) \(name)"]
  }

  private func bashValues(_ verb: VerbSpecification) -> [String] {
    flags(of: verb).compactMap { flag in
      guard let value = flag.value else { return nil }
      let pattern = flag.spellings.map { "\(verb.name):\($0)" }.joined(separator: "|")
      return "    \(pattern)) COMPREPLY=($(\(bashWords(value.kind)) -- \"$current\")); return ;;"
    }
  }

  private func bashVerb(_ verb: VerbSpecification) -> String {
    let flagWords = "-W \(bashQuoted(flags(of: verb).flatMap(\.spellings)))"
    let other = verb.positionals.last.map { bashWords($0.kind) } ?? "compgen -W ''"
    return "    \(verb.name)) if [[ $current == -* ]]; then COMPREPLY=($(compgen \(flagWords) -- \"$current\")); "
      + "else COMPREPLY=($(\(other) -- \"$current\")); fi ;;"
  }

  private func bashCase(_ verb: String, words: [String]) -> String {
    "    '\(verb)') COMPREPLY=($(compgen -W \(bashQuoted(words)) -- \"$current\")) ;;"
  }

  private func bashWords(_ kind: ArgumentKind) -> String {
    switch kind {
    case .text: "compgen -W ''"
    case .file: "compgen -f"
    case .folder: "compgen -d"
    case .choices(let choices): "compgen -W \(bashQuoted(choices))"
    }
  }

  private func bashQuoted(_ words: [String]) -> String { "$'" + words.joined(separator: "\\n") + "'" }
}

/// zsh.
extension CommandSpecification {
  private var zshLines: [String] {
    ["#compdef \(name)", "\(function)() {", "  local -a verbs", "  verbs=("]
      + verbs.map { "    \(quoted($0.name + ":" + $0.summary.replacing(":", with: "\\:")))" }
      + ["  )", "  local context state state_descr line", "  typeset -A opt_args"]
      + ["  _arguments -C '(-h --help)'{-h,--help}'[This text]' '--version[The version]' \\"]
      + ["    '1: :->verb' '*:: :->arguments'", "  case $state in", "    verb) _describe verb verbs ;;"]
      + ["    arguments)", "      case $words[1] in"] + verbs.map(zshVerb) + ["      esac ;;", "  esac", "}"]
      + [
        "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then \(function) \"$@\"; else compdef \(function) \(name); fi"
      ]
  }

  private func zshVerb(_ verb: VerbSpecification) -> String {
    var arguments = flags(of: verb).map(zshFlag)
    if let last = verb.positionals.last {
      arguments.append(quoted("*:\(zshText(last.name)):\(zshAction(last.kind))"))
    }
    return "        \(verb.name)) _arguments \(arguments.joined(separator: " ")) ;;"
  }

  private func zshFlag(_ flag: FlagSpecification) -> String {
    let value = flag.value.map { ":\(zshText($0.name)):\(zshAction($0.kind))" } ?? ""
    let once = flag.isRepeatable ? "*" : "(\(flag.spellings.joined(separator: " ")))"
    let sign = flag.value == nil ? "" : "="
    let text = quoted("[\(zshText(flag.help))]\(value)")
    guard let short = flag.short else { return quoted("\(once)--\(flag.name)\(sign)") + text }
    return quoted(once) + "{-\(short.rawValue),--\(flag.name)\(sign)}" + text
  }

  private func zshAction(_ kind: ArgumentKind) -> String {
    switch kind {
    case .text: " "
    case .file: "_files"
    case .folder: "_files -/"
    case .choices(let choices): "(\(choices.joined(separator: " ")))"
    }
  }

  private func zshText(_ text: String) -> String {
    text.map { "[]:".contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }
}

/// fish.
extension CommandSpecification {
  private var fishLines: [String] {
    ["# fish completion of \(name)", "complete -c \(name) -f"]
      + verbs.map { "complete -c \(name) -n __fish_use_subcommand -a \($0.name) -d \(fishQuoted($0.summary))" }
      + ["complete -c \(name) -n __fish_use_subcommand -l version -d 'The version'"] + verbs.flatMap(fishVerb)
  }

  private func fishVerb(_ verb: VerbSpecification) -> [String] {
    let start = "complete -c \(name) -n '__fish_seen_subcommand_from \(verb.name)'"
    let flagLines = flags(of: verb).map { flag in
      let short = flag.short.map { " -s \($0.rawValue)" } ?? ""
      return
        "\(start)\(short) -l \(flag.name)\(flag.value.map { fishAction($0.kind) } ?? "") -d \(fishQuoted(flag.help))"
    }
    guard let last = verb.positionals.last else { return flagLines }
    switch last.kind {
    case .text: return flagLines
    case .file, .folder: return flagLines + ["\(start) -F"]
    case .choices(let choices): return flagLines + ["\(start) -a \(fishQuoted(choices.joined(separator: " ")))"]
    }
  }

  private func fishAction(_ kind: ArgumentKind) -> String {
    switch kind {
    case .text: " -x"
    case .file: " -r -F"
    case .folder: " -x -a '(__fish_complete_directories)'"
    case .choices(let choices): " -x -a \(fishQuoted(choices.joined(separator: " ")))"
    }
  }

  private func fishQuoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }

  private func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
