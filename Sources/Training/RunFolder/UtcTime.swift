import Foundation

/// Times in UTC, formatted without a locale.
enum UtcTime {
  /// `20261125T155020Z`, which sorts as text.
  static func compact(_ date: Date) -> String {
    let t = fields(Int(date.timeIntervalSince1970.rounded(.down)))
    return String(
      format: "%04d%02d%02dT%02d%02d%02dZ", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec)
  }

  /// `2026-11-25T15:50:20.123Z`.
  static func precise(_ date: Date) -> String {
    let milliseconds = Int((date.timeIntervalSince1970 * 1000).rounded())
    let seconds = Int((Double(milliseconds) / 1000).rounded(.down))
    let t = fields(seconds)
    return String(
      format: "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min,
      t.tm_sec, milliseconds - seconds * 1000)
  }

  /// The date of a text that `precise` wrote; nil for any other.
  static func date(_ precise: String) -> Date? {
    let digits = precise.utf8.map { $0 }
    guard digits.count == 24, digits.last == UInt8(ascii: "Z") else { return nil }
    let parts = precise.dropLast().split { !$0.isNumber }.compactMap { Int32($0) }
    guard parts.count == 7 else { return nil }
    var t = tm()
    (t.tm_year, t.tm_mon, t.tm_mday) = (parts[0] - 1900, parts[1] - 1, parts[2])
    (t.tm_hour, t.tm_min, t.tm_sec) = (parts[3], parts[4], parts[5])
    return Date(timeIntervalSince1970: Double(timegm(&t)) + Double(parts[6]) / 1000)
  }

  static func isCompact(_ text: Substring) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else { return false }
    return (bytes[0..<8] + bytes[9..<15]).allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func fields(_ seconds: Int) -> tm {
    var time = time_t(seconds)
    var fields = tm()
    gmtime_r(&time, &fields)
    return fields
  }
}
