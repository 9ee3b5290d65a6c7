import Testing

@testable import Settings

@Suite struct CommandHelpTests {
  @Test func theOverallHelpListsVerbsFlagsAndExitCodes() {
    #expect(
      sampleCommand.help == """
        umedpt 0.1.0: a sample of the real command.

        Usage: umedpt VERB [arguments] [flags] [key.path=value...]

        Verbs
          doctor      Say what is installed
          train       Train one model on all tasks: today's way
          check       Check data sets
          completion  Print a completion script

        Flags of every verb
          -q, --quiet  Only results, warnings and errors
          -h, --help   This text

        Exit codes
          0    ok
          1    the run failed
          2    usage or settings
          3    data errors found
          4    partial: some files failed
          5    resources: disk, memory or device
          75   saved after a signal
          130  stopped without saving

        umedpt VERB --help shows a verb's arguments and examples.

        Research use only.

        """)
  }

  @Test func aVerbShowsItsArgumentsFlagsAndExamples() {
    #expect(
      sampleCommand.help(for: sampleCommand.verbs[1]) == """
        umedpt train: Train one model on all tasks: today's way

        Usage: umedpt train CONFIG.yaml [flags] [key.path=value...]

        Reads a settings file.

        Arguments
          CONFIG.yaml  Run settings

        Flags
          -o, --out DIR    Folder of runs
          --only TASK      Train this task alone
          --device DEVICE  Where to compute: auto, cpu, cuda
          --resume         Continue [the last run]
          -v, --verbose    All scores
          -q, --quiet      Only results, warnings and errors
          -h, --help       This text

        Examples
          # Train
          umedpt train Examples/a.yaml
          # Continue
          umedpt train Examples/a.yaml --resume

        """)
  }

  @Test func longLinesAreWrapped() {
    let words = Array(repeating: "word", count: 60).joined(separator: " ")
    let verb = VerbSpecification(
      name: "x", summary: "y", details: [words], flags: [FlagSpecification("flag", help: words)],
      examples: [.init("a", "b"), .init("c", "d")])
    let lines = sampleCommand.help(for: verb).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 100 })
    #expect(lines.count { $0.contains("word word") } == 7)
  }
}
