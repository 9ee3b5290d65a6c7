import Foundation
import Settings

/// Results go to stdout, everything else to stderr.
enum Output {
  /// Writes a result as it stands; where stdout takes nothing more, the program ends with exit code 5.
  static func write(_ text: String) {
    let reason = write(text, to: STDOUT_FILENO)
    guard reason != 0 else { return }
    // Whoever reads a pipe, such as `head`, may stop when it has enough: that is no news.
    if reason != EPIPE {
      let words = String(cString: strerror(reason))
      let isFull = reason == ENOSPC || reason == EDQUOT
      message("umedpt: stdout: cannot be written (\(words)); \(isFull ? "free space, or " : "")send it elsewhere")
    }
    exit(ExitCode.resources.rawValue)
  }

  /// Writes a result and ends its line.
  static func line(_ text: String) { write(text + "\n") }

  /// Writes a line while the work goes on: a stdout that takes nothing ends nothing yet.
  static func early(_ text: String) { _ = write(text + "\n", to: STDOUT_FILENO) }

  /// Writes a value as one JSON document.
  static func json(_ value: some Encodable) throws { line(try JSONText.of(value)) }

  /// Writes a value as one line of JSON.
  static func jsonLine(_ value: some Encodable) throws { line(try JSONText.ofLine(value)) }

  /// Writes a line for people to stderr; a closed stderr must not end anything.
  static func message(_ text: String) { _ = write(text + "\n", to: STDERR_FILENO) }

  /// A closed pipe becomes an error of the write that met it, in place of the end of the process.
  static func survivesClosedPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Takes the numbers of standard streams that the caller has closed: the next file that is opened, such as one of a
  /// run, would get them and all that is printed. What is written to such a stream still fails.
  static func fillsClosedStreams() {
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 { _ = open("/dev/null", O_RDONLY) }
  }

  /// - Returns: 0, or the system's number of the error.
  private static func write(_ text: String, to file: Int32) -> Int32 {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN {
        wait(for: file)
        continue
      }
      guard count > 0 else { return count < 0 ? errno : EIO }
      rest = rest.dropFirst(count)
    }
    return 0
  }

  /// Until a file that someone made non-blocking takes more.
  private static func wait(for file: Int32) {
    var place = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
    _ = poll(&place, 1, -1)
  }
}

/// JSON as all verbs write it: pretty, keys sorted and in snake_case, so that two documents compare line by line.
enum JSONText {
  static func of(_ value: some Encodable) throws -> String {
    try text(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
  }

  /// Without line breaks.
  static func ofLine(_ value: some Encodable) throws -> String {
    try text(value, [.sortedKeys, .withoutEscapingSlashes])
  }

  private static func text(_ value: some Encodable, _ format: JSONEncoder.OutputFormatting) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = format
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
